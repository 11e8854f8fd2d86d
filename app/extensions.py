"""The Flask extensions, made once and bound to an app in ``create_app``."""

from flask_appbuilder import Model
from flask_compress import Compress
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

# Batch migrations on SQLite need every constraint to have a name.
Model.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: One metadata for FAB's tables and ours: ``db.Model is flask_appbuilder.Model``.
db = SQLAlchemy(model_class=Model)
migrate = Migrate()
csrf = CSRFProtect()
compress = Compress()

__all__ = ["Model", "compress", "csrf", "db", "migrate"]
