"""Fifty people at once: a load generator that talks to this machine and to no other."""

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

PEOPLE, SECONDS, WORKERS, ROUNDS = 50, 4.0, 2, 2
HOST = "127.0.0.1"
_ROOT = Path(__file__).resolve().parents[1]
#: What people do in an office: mostly lists, then profiles and searches.
MIX = (
    "/clients/list/",
    "/clients/show/1",
    "/clients/list/?q=zolwin",
    "/clients/list/",
    "/palette/search?q=hotel",
    "/clients/list/?_flt_0_status=9003",
    "/contacts/list/",
    "/clients/show/2",
)


OURS, PLAIN = "run:app", "benchmarks.plain:serve()"
#: Ours as it is run; the yardstick has no pool of connections to look after.
OPTIONS = {
    OURS: ("-c", "gunicorn.conf.py"),
    PLAIN: ("-c", "python:benchmarks.plain_server"),
}


@dataclass(frozen=True)
class Crowd:
    """How a server did: requests per second, milliseconds, failures, private memory."""

    rate: float
    p50: float
    p99: float
    errors: int
    megabytes: float


@contextlib.contextmanager
def gunicorn(target: str, environment: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Serve an app with two workers of four threads; give its process and its port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    settings = {"PORT": str(port), "HOST": HOST, "WEB_WORKERS": str(WORKERS)}
    process = subprocess.Popen(  # noqa: S603 - our own server
        [sys.executable, "-m", "gunicorn", *OPTIONS[target], target],
        cwd=_ROOT,
        env={**environment, **settings},
    )
    try:
        _wait_for(port, process)
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.1)
    msg = "gunicorn did not start."
    raise SystemExit(msg)


def measure(
    cookie: str, environment: Mapping[str, str], paths: Mapping[str, tuple[str, ...]]
) -> dict[str, Crowd]:
    """Return for each gunicorn target its best round; targets take turns."""
    best: dict[str, Crowd] = {}
    for _ in range(ROUNDS):
        for target, urls in paths.items():
            with gunicorn(target, environment) as (pid, port):
                asyncio.run(_run(port, cookie, urls, seconds=1.0))
                took, errors = asyncio.run(_run(port, cookie, urls, seconds=SECONDS))
                steps = quantiles(took, n=100)
                crowd = Crowd(
                    rate=len(took) / SECONDS,
                    p50=steps[49] * 1000,
                    p99=steps[98] * 1000,
                    errors=errors,
                    megabytes=_private_megabytes(pid),
                )
            if target not in best or crowd.rate > best[target].rate:
                best[target] = crowd
    return best


async def _run(
    port: int, cookie: str, urls: tuple[str, ...], *, seconds: float
) -> tuple[list[float], int]:
    end = time.monotonic() + seconds
    took: list[float] = []
    people = [_person(port, cookie, urls[n % len(urls) :] + urls, end, took) for n in range(PEOPLE)]
    return took, sum(await asyncio.gather(*people))


async def _person(
    port: int, cookie: str, urls: tuple[str, ...], end: float, took: list[float]
) -> int:
    """Ask for one page after another over one connection; return how many failed."""
    errors, number = 0, 0
    browser = _Browser(port, cookie)
    while time.monotonic() < end:
        start = time.perf_counter()
        is_good = await browser.get(urls[number % len(urls)])
        took.append(time.perf_counter() - start)
        errors += not is_good
        number += 1
    browser.close()
    return errors


class _Browser:
    """One connection, opened anew when the server has closed it, as browsers do."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, url: str) -> bool:
        """Fetch a page; tell whether it came with status 200."""
        for _attempt in range(3):
            try:
                return await self._get(url)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()
        return False

    async def _get(self, url: str) -> bool:
        if self.streams is None:
            self.streams = await asyncio.open_connection(HOST, self.port)
        reader, writer = self.streams
        lines = (f"GET {url} HTTP/1.1", "Host: localhost", f"Cookie: {self.cookie}", "", "")
        writer.write("\r\n".join(lines).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length:")[2].partition("\r\n")[0])
        await reader.readexactly(length)
        if "connection: close" in head:
            self.close()
        return head.startswith("http/1.1 200")

    def close(self) -> None:
        """Hang up."""
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None


def _private_megabytes(pid: int) -> float:
    """Return the private memory of the largest worker; 0 where the kernel does not say."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if not children.is_file():
        return 0.0
    return max(private_kilobytes(int(child)) for child in children.read_text().split()) / 1024


def private_kilobytes(pid: int | str) -> int:
    """Return the memory of a process that it shares with nobody."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
