"""Jobs that exist in tests only; worker processes of tests import them too."""

import os
import threading
from datetime import timedelta
from pathlib import Path

from app.background import registry
from app.background.registry import File, Result, job, periodic
from app.background.rules import Cron, Every
from app.core.db import transaction

#: What ``test.call`` does; a test puts its function here.
calls = {}
ticks = []


@job("test.call", label="Call")
def call(work, progress):
    return calls["function"](work, progress)


@job("test.file", label="File")
def write_file(work, progress):
    path = progress.new_file()
    path.write_text(work.arguments.get("text", "treść"))
    return Result("Gotowe", File(path, work.arguments.get("name", "plik.txt"), "text/plain"))


@job("test.steps", label="Steps")
def steps(work, progress):
    """Take ten steps, each kept by a checkpoint, and stand still while a file says so."""
    log, hold = Path(work.arguments["log"]), Path(work.arguments["hold"])
    for step in range(work.checkpoint or 0, 10):
        while step == 5 and hold.exists():
            threading.Event().wait(0.02)
            progress(step, 10)
        with transaction():
            progress.checkpoint(step + 1)
        with log.open("a") as file:
            file.write(f"{step} {os.getpid()}\n")


@job("test.once", label="Once")
def once(work, _progress):
    with Path(work.arguments["log"]).open("a") as file:
        file.write(f"{work.arguments['number']} {os.getpid()}\n")


@periodic("test.nightly", label="Nightly", schedule=Cron("30 4 * * *"))
def nightly():
    ticks.append("nightly")


@periodic("test.often", label="Often", schedule=Every(timedelta(seconds=10)))
def often():
    ticks.append("often")


NAMES = [kind.name for kind in registry.kinds() if kind.name.startswith("test.")]
