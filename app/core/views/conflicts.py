"""Two people changed the same row: the second is asked, field by field, whose value stays."""

import uuid
from datetime import datetime
from typing import Any

from flask import request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.core.clock import WARSAW
from app.core.views.cells import EMPTY, cell
from app.core.views.pages import ConflictField, ConflictPage

REVISION_FIELD = "_revision"
_KEEP, _THEIRS = "_keep_", "theirs"


def is_stale(item: Any, posted: MultiDict[str, str]) -> bool:
    """Tell whether the row was changed after the form had been opened."""
    revision = getattr(item, "revision", None)
    return revision is not None and posted.get(REVISION_FIELD, "") != str(revision)


def resolve(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """Drop from the posted form each field whose saved value the user chose to keep."""
    given_up = {
        key.removeprefix(_KEEP)
        for key, value in posted.items()
        if key.startswith(_KEEP) and value == _THEIRS
    }
    return MultiDict((key, value) for key, value in posted.items(multi=True) if key not in given_up)


def conflict_page(
    form: Any, item: Any, *, current: Any, cancel_url: str, title: str
) -> ConflictPage:
    """Compare the typed form with the row as it is now saved."""
    fields = [
        ConflictField(field.name, str(field.label.text), _shown(field), _shown(current[field.name]))
        for field in form
        if field.name in current and field.name in request.form
    ]
    changed_by = getattr(item, "changed_by", None)
    return ConflictPage(
        title=title,
        fields=[field for field in fields if field.mine != field.theirs],
        typed=[
            (key, value)
            for key, value in request.form.items(multi=True)
            if key not in (REVISION_FIELD, "csrf_token") and not key.startswith(_KEEP)
        ],
        action=request.full_path.rstrip("?"),
        cancel_url=cancel_url,
        changed_by=str(changed_by) if changed_by else "",
        changed_on=getattr(item, "changed_on", None),
        revision=item.revision,
        token=uuid.uuid4().hex,
    )


def _shown(field: Any) -> str | Markup:
    """Return a field's value as people read it."""
    if field.process_errors:
        return cell(", ".join(field.raw_data or [])) or EMPTY
    value = field.data
    if isinstance(value, datetime) and value.tzinfo is None:  # typed as Polish wall time
        value = value.replace(tzinfo=WARSAW)
    return cell(value)
