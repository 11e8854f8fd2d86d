"""Which statuses may be set now: by whom, and after which."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class StatusRule:
    """What an agency has laid down for one status."""

    id: int
    #: „Widoczne dla”: the roles that may set it; none: everybody.
    role_ids: frozenset[int] = field(default=frozenset())
    #: „Widoczne gdy”: the statuses it may follow; none: every one, and a new record.
    source_ids: frozenset[int] = field(default=frozenset())
    is_archived: bool = False


def allowed_statuses(
    current: int | None, rules: Iterable[StatusRule], role_ids: Iterable[int]
) -> list[int]:
    """Return the ids that may be chosen, in the given order; the current one always may stay."""
    mine = frozenset(role_ids)
    return [rule.id for rule in rules if rule.id == current or _is_offered(rule, current, mine)]


def _is_offered(rule: StatusRule, current: int | None, mine: frozenset[int]) -> bool:
    if rule.is_archived:
        return False
    is_mine = not rule.role_ids or bool(rule.role_ids & mine)
    follows = not rule.source_ids or current in rule.source_ids
    return is_mine and follows
