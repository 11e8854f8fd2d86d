"""A worker process for tests: ``python -m tests.background.process URL FOLDER [THREADS]``."""

import sys
from pathlib import Path

from app.background.worker import work
from tests.background import kinds
from tests.support.app import make_app

if __name__ == "__main__":
    assert kinds.NAMES
    work(make_app(sys.argv[1], Path(sys.argv[2])), threads=2)
