"""A cold start in a process of its own: seconds, statements, memory."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_SCRIPT = """
import json, time
start = time.perf_counter()
from sqlalchemy import event
from sqlalchemy.engine import Engine
statements = []
event.listen(Engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
from app import create_app
app = create_app()
status = app.test_client().get("/healthz").status_code
seconds = time.perf_counter() - start
from benchmarks.crowd import private_kilobytes
print(json.dumps([status, seconds, len(statements), private_kilobytes("self") / 1024]))
"""


def measure(environment: Mapping[str, str]) -> tuple[float, int, float]:
    """Return the best of three starts until /healthz answers: seconds, statements, MB."""
    found = []
    for _ in range(3):
        done = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-c", _SCRIPT],
            cwd=_ROOT,
            env=dict(environment),
            check=True,
            capture_output=True,
            text=True,
        )
        _status, *values = json.loads(done.stdout.splitlines()[-1])
        found.append(tuple(values))
    return min(found)
