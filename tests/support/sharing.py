"""How two processes share the tests."""

from xdist.scheduler.loadscope import LoadScopeScheduling

#: Folders whose tests look at one database that takes half a minute to make.
TOGETHER = ("tests/demo/", "tests/performance/")


class Sharing(LoadScopeScheduling):
    """Each test goes to whoever is idle, but a process takes a folder of ``TOGETHER`` alone.

    ``--dist loadgroup`` would say so by marks; of pytest 9 it sees none (pytest-xdist 3.8).
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)
