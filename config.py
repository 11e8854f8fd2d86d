"""Configuration: plain names read from the environment, see docs/OPERATIONS.md for each."""

import os
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _secret_key(folder: Path) -> str:
    """Return the key of the environment, else the one ``make setup`` wrote, else nothing."""
    stored = folder / "secret_key"
    return os.environ.get("SECRET_KEY") or (stored.read_text().strip() if stored.is_file() else "")


def _database_url(folder: Path) -> str:
    """Return the URL with the driver named: a bare ``postgresql://`` may mean another one."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'kadra.sqlite3'}"
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url


# Where things are
INSTANCE_DIR = str(Path(os.environ.get("INSTANCE_DIR") or ROOT / "instance").resolve())
FILES_DIR = str(Path(INSTANCE_DIR) / "files")
BASE_URL = os.environ.get("BASE_URL", f"http://localhost:{os.environ.get('PORT', '8080')}").rstrip(
    "/"
)
_base = urlsplit(BASE_URL)
_is_https = _base.scheme == "https"

# Who may talk to us, and as whom
SECRET_KEY = _secret_key(Path(INSTANCE_DIR))
DEBUG = _flag("DEBUG") or _flag("FLASK_DEBUG")
INSECURE_DEV = _flag("INSECURE_DEV")
TRUSTED_HOSTS = _list("TRUSTED_HOSTS") or sorted(
    {_base.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"}
)
PROXY_HOPS = int(os.environ.get("PROXY_HOPS") or 0)
PREFERRED_URL_SCHEME = _base.scheme
SESSION_COOKIE_NAME = "__Host-session" if _is_https else "session"
SESSION_COOKIE_SECURE = _is_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = "/"
PERMANENT_SESSION_LIFETIME = 12 * 3600
MAX_CONTENT_LENGTH = 16 * 1024 * 1024
MAX_FORM_MEMORY_SIZE = 2 * 1024 * 1024
WTF_CSRF_TIME_LIMIT = None  # a token lives as long as its session: a form may stay open all day
WTF_CSRF_SSL_STRICT = _is_https

# Database
SQLALCHEMY_DATABASE_URI = _database_url(Path(INSTANCE_DIR))
SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
if SQLALCHEMY_DATABASE_URI.startswith("postgresql"):
    SQLALCHEMY_ENGINE_OPTIONS |= {
        "pool_recycle": 1800,
        # Waiting for a row lock ends with an error the user sees, not with a hung page.
        # No database stands on a turning disk any more, which the default of 4 supposes: a search
        # for a common word would read the whole table.
        "connect_args": {
            "connect_timeout": 5,
            "options": "-c lock_timeout=10000 -c random_page_cost=1.1",
        },
    }

# Flask-AppBuilder: tables come from migrations, permissions from `flask crm sync-roles`
APP_NAME = "Kadra"
AUTH_TYPE = 1
AUTH_USER_REGISTRATION = False
FAB_CREATE_DB = False
FAB_UPDATE_PERMS = False
FAB_ADD_SECURITY_API = False
FAB_ADD_MENU_API = False
FAB_ADD_OPENAPI_VIEWS = False
FAB_API_SWAGGER_UI = False
FAB_API_SHOW_STACKTRACE = False
FAB_API_KEY_ENABLED = False
FAB_ADD_SECURITY_PERMISSION_VIEW = False
FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW = False
FAB_ADD_SECURITY_VIEW_MENU_VIEW = False
FAB_ALLOW_GET_UNSAFE_MUTATIONS = False

# Languages
LANGUAGES = {
    "pl": {"flag": "pl", "name": "Polski"},
    "en": {"flag": "gb", "name": "English"},
}
BABEL_DEFAULT_LOCALE = "pl"
BABEL_DEFAULT_TIMEZONE = "Europe/Warsaw"
BABEL_DEFAULT_FOLDER = "translations"
BABEL_TRANSLATION_DIRECTORIES = str(ROOT / "translations")

# Mail: without a server every message becomes a file in MAIL_DIR
MAIL_SERVER = os.environ.get("MAIL_SERVER", "")
MAIL_PORT = int(os.environ.get("MAIL_PORT") or 587)
MAIL_USE_TLS = os.environ.get("MAIL_USE_TLS", "1") not in {"0", "false", "no", ""}
MAIL_USE_SSL = _flag("MAIL_USE_SSL")
MAIL_USERNAME = os.environ.get("MAIL_USERNAME") or None
MAIL_PASSWORD = os.environ.get("MAIL_PASSWORD") or None
MAIL_DEFAULT_SENDER = os.environ.get("MAIL_DEFAULT_SENDER", f"kadra@{_base.hostname}")
MAIL_TIMEOUT = int(os.environ.get("MAIL_TIMEOUT") or 10)
MAIL_DIR = os.environ.get("MAIL_DIR") or str(Path(INSTANCE_DIR) / "mail")

# Background work: wake-ups go through a file of the instance, or a Redis that machines share
QUEUE_URL = os.environ.get("QUEUE_URL", "")
WORKER_THREADS = int(os.environ.get("WORKER_THREADS") or 2)
#: Processes that draw PDFs for the threads of a worker, where there is a core for one.
WORKER_HELPERS = int(os.environ.get("WORKER_HELPERS") or min(1, (os.cpu_count() or 1) - 1))

# How often an account may search, export, print and send, see app.core.limits
REQUEST_LIMITS = True

# Answers
SEND_FILE_MAX_AGE_DEFAULT = 365 * 24 * 3600  # the URL of every static file carries its hash
COMPRESS_MIMETYPES = [
    "text/html",
    "text/css",
    "text/csv",
    "application/json",
    "application/javascript",
    "text/javascript",
    "image/svg+xml",
]
COMPRESS_ALGORITHM = ["br", "gzip"]
COMPRESS_BR_LEVEL = 4
COMPRESS_LEVEL = 6
COMPRESS_MIN_SIZE = 500

# Logs
LOG_LEVEL = os.environ.get("LOG_LEVEL", "INFO").upper()
