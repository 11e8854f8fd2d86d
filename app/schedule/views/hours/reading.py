"""What the address and the requests of the month grid say; what makes no sense is left out."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from app.core.access import LARGEST_KEY
from app.core.arguments import read_day, read_key
from app.core.clock import today
from app.core.errors import DomainError
from app.positions.models import RateKind
from app.positions.queries import rate_kinds
from app.schedule.enums import EntryState
from app.schedule.rules.grid import Lens
from app.schedule.rules.worked import ChosenKind
from app.schedule.services.cells import MOST, Typed
from app.schedule.services.grid import SIZES, Wanted

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
#: No text of a cell is longer; what is longer is refused as unreadable.
_LONGEST = 60
#: People of one request.
_MOST_PEOPLE = 1000


def read_wanted(args: Mapping[str, str]) -> Wanted:
    """Return the month and the people an address asks for."""
    size = read_key(args.get("size")) or 0
    return Wanted(
        month=read_month(args.get("month")),
        lens=read_lens(args),
        client_id=read_key(args.get("client")),
        position_id=read_key(args.get("position")),
        state=next((one for one in EntryState if one.value == args.get("state")), None),
        q=" ".join(args.get("q", "").replace("\x00", " ").split())[:200],
        page=min(read_key(args.get("page")) or 1, 100_000),
        size=size if size in SIZES else SIZES[1],
    )


def read_month(text: str | None) -> date:
    """Return the first day of a month, of the current one if none is named."""
    match = _MONTH.fullmatch(text or "")
    return date(int(match[1]), int(match[2]), 1) if match else today().replace(day=1)


def read_lens(args: Mapping[str, str]) -> Lens:
    """Return what is looked at: ``mode=plan``, and the kind of rate of that number."""
    wanted = read_key(args.get("kind"))
    kind = next((one for one in rate_kinds() if one.id == wanted), None) if wanted else None
    return Lens(is_plan=args.get("mode") == "plan", kind=chosen(kind))


def chosen(kind: RateKind | None) -> ChosenKind | None:
    """Return a kind of rate as the rules know it."""
    return ChosenKind(kind.id, kind.unit) if kind else None


def day_of(month: date, text: str | None) -> date:
    """Return a day of a month, or refuse."""
    day = read_day(text)
    if day is None:
        raise DomainError(_("The request names no day."))
    if day.replace(day=1) != month:
        raise DomainError(_("The request names no day of this month."))
    return day


def read_typed(text: str, month: date) -> list[Typed]:
    """Return the cells of a batch: ``[contract, day of the month, text, seen text, revision]``."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DomainError(_("The cells cannot be read.")) from error
    if not isinstance(rows, list) or len(rows) > MOST:
        raise DomainError(_("At most %(count)s cells are saved at once.", count=MOST))
    typed = [_typed(row, month) for row in rows]
    if len({one.contract_id for one in typed}) > _MOST_PEOPLE:
        raise DomainError(_("At most %(count)s cells are saved at once.", count=MOST))
    return typed


def _typed(row: Any, month: date) -> Typed:
    kinds: Sequence[type] = (int, int, str, str, int)
    is_good = (
        isinstance(row, list)
        and len(row) == len(kinds)
        and all(type(value) is kind for value, kind in zip(row, kinds, strict=True))
        and 0 < row[0] <= LARGEST_KEY
        and 1 <= row[1] <= 31
        and 0 <= row[4] <= LARGEST_KEY
    )
    day = month + timedelta(days=row[1] - 1) if is_good else date.min
    if day.replace(day=1) != month:
        raise DomainError(_("The cells cannot be read."))
    return Typed(row[0], day, _plain(row[2]), _plain(row[3]), row[4])


def _plain(text: str) -> str:
    return text.replace("\x00", " ")[:_LONGEST]
