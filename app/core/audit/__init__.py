"""The legal trail: who did what, when and from where; rows are added, never changed.

Every ORM write leaves a row by itself. ``record`` adds what is no write: a login, an export.
"""

from app.core.audit.recording import paused, record, record_new, record_past, record_refusal

__all__ = ["paused", "record", "record_new", "record_past", "record_refusal"]
