"""Two people changed the same row: the second is asked, field by field, whose value stays."""

import hashlib
import json
import uuid
from datetime import datetime
from typing import Any

from flask import request
from markupsafe import Markup
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from app.core.clock import WARSAW
from app.core.views.cells import EMPTY, cell
from app.core.views.pages import ConflictField, ConflictPage

REVISION_FIELD = "_revision"
BEFORE_FIELD = "_before"
_KEEP, _THEIRS = "_keep_", "theirs"


def is_stale(item: Any, posted: MultiDict[str, str]) -> bool:
    """Tell whether the row was changed after the form had been opened."""
    revision = getattr(item, "revision", None)
    return revision is not None and posted.get(REVISION_FIELD, "") != str(revision)


def check_seen(item: Any, seen: str | None) -> None:
    """Raise ``StaleDataError`` when a row is not what the page showed whose button was pressed."""
    revision = getattr(item, "revision", None)
    if revision is not None and seen != str(revision):
        raise StaleDataError


def resolve(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """Drop from the posted form each field whose saved value the user chose to keep."""
    given_up = {
        key.removeprefix(_KEEP)
        for key, value in posted.items()
        if key.startswith(_KEEP) and value == _THEIRS
    }
    return MultiDict((key, value) for key, value in posted.items(multi=True) if key not in given_up)


def fingerprints(form: Any) -> str:
    """Return what every field holds, in short; the page carries it as what there was before."""
    return json.dumps({field.name: _fingerprint(field) for field in form}, separators=(",", ":"))


def _before() -> dict[str, str]:
    try:
        before = json.loads(request.form.get(BEFORE_FIELD, ""))
    except ValueError:
        return {}
    return before if isinstance(before, dict) else {}


def _fingerprint(field: Any) -> str:
    rows = field.data if isinstance(field.data, list) else [field.data]
    keys = sorted(str(getattr(row, "id", row)) for row in rows)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:10]


def conflict_page(
    form: Any,
    item: Any,
    *,
    current: Any,
    cancel_url: str,
    title: str,
    breadcrumb: list[tuple[str, str]],
) -> ConflictPage:
    """Compare the typed form with the row as it is now saved."""
    before = _before()
    fields = [
        ConflictField(
            name=field.name,
            label=str(field.label.text),
            mine=_shown(field),
            theirs=_shown(current[field.name]),
            is_mine=bool(field.process_errors) or before.get(field.name) != _fingerprint(field),
        )
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
        breadcrumb=breadcrumb,
    )


def _shown(field: Any) -> str | Markup:
    """Return a field's value as people read it."""
    if field.process_errors:
        return cell(", ".join(field.raw_data or [])) or EMPTY
    value = field.data
    if isinstance(value, datetime) and value.tzinfo is None:  # typed as Polish wall time
        value = value.replace(tzinfo=WARSAW)
    return cell(value)
