"""gunicorn for the yardstick: workers, threads and port as for the product."""

import os

bind = f"127.0.0.1:{os.environ['PORT']}"
workers = int(os.environ["WEB_WORKERS"])
worker_class = "gthread"
threads = 4
loglevel = "error"
control_socket_disable = True
