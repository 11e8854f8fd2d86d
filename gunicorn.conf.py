"""How gunicorn serves Kadra; the values that depend on the machine come from the environment."""

import gc
import os
from pathlib import Path
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8080')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
wsgi_app = "run:app"
preload_app = True  # one import for all workers: a faster start and shared memory
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 5000  # a slow leak never grows old
max_requests_jitter = 500
limit_request_line = 8190
control_socket_disable = True  # it would want a home directory
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
shared_memory = Path("/dev/shm")  # noqa: S108 - only a heartbeat lives there
worker_tmp_dir = str(shared_memory) if shared_memory.is_dir() else None

# Requests are logged by app/core/logging.py, in one format with all other lines and with the
# request id of the error page; gunicorn's own access log would let %0d%0a write lines of its own.
accesslog = None
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()


class logger_class(Logger):  # noqa: N801 - the name of gunicorn's setting
    """Hands gunicorn's own messages to the application's handler: one line each, no secrets."""

    def setup(self, cfg: Config) -> None:
        """Drop the handlers gunicorn has just added."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


def pre_fork(_server: Any, _worker: Any) -> None:
    """Let the collector leave the application alone: it stays, in memory the workers share."""
    gc.freeze()


def post_fork(_server: Any, worker: Any) -> None:
    """Give each worker database connections of its own."""
    application = worker.app.wsgi()
    with application.app_context():
        application.extensions["sqlalchemy"].engine.dispose(close=False)
