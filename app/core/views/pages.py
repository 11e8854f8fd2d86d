"""What the page templates are given: plain data, already escaped where it is markup."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup

from app.core.history import Change, Group, Moment


@dataclass(frozen=True)
class Column:
    """The head of a list column."""

    key: str
    label: str
    is_sortable: bool
    sort: str
    sort_url: str
    is_number: bool
    #: A number, a day, a code: it is shown whole, or it is of no use.
    is_whole: bool


@dataclass(frozen=True)
class Row:
    """One listed row; ``cells`` stand in the order of the columns."""

    pk: Any
    title: str
    url: str
    cells: list[str | Markup]
    is_archived: bool


@dataclass(frozen=True)
class Chip:
    """An active filter."""

    column: str
    label: str
    field_html: Markup
    remove_url: str


@dataclass(frozen=True)
class Pager:
    """Where in the list we are; ``total`` stops counting at a bound."""

    first: int
    last: int
    total: int
    is_more: bool
    page: int
    pages: int | None
    first_url: str
    prev_url: str
    next_url: str
    last_url: str
    size: int
    sizes: list[tuple[int, str, bool]]

    @property
    def range_label(self) -> str:
        """Return „51–100”, "" for a page nobody has counted up to."""
        return f"{self.first}–{self.last}" if self.first else ""

    @property
    def total_label(self) -> str:
        """Return „1000+” when counting stopped."""
        return f"{self.total}+" if self.is_more else str(self.total)


@dataclass(frozen=True)
class ViewLink:
    """A saved view of a list."""

    id: int
    name: str
    url: str
    is_active: bool
    is_shared: bool
    is_default: bool
    is_mine: bool


@dataclass(frozen=True)
class Action:
    """Something one can do with a row or with several."""

    name: str
    label: str
    icon: str
    confirm: str
    url: str


@dataclass(frozen=True)
class ListLink:
    """A way from a list to a page beside it."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True)
class ListPage:
    """A list with everything around it."""

    title: str
    view: str
    list_id: str
    url: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    chips: list[Chip]
    filter_choices: list[tuple[str, str]]
    q: str
    has_quick_search: bool
    pager: Pager
    saved_views: list[ViewLink]
    can_share_views: bool
    every_url: str
    column_choices: list[tuple[str, str, bool]]
    add_url: str
    add_label: str
    export_urls: dict[str, str]
    bulk_actions: Sequence[Action]
    view_state: str
    archived: str
    archived_urls: dict[str, str]
    messages: list[str]
    hidden_args: list[tuple[str, str]]
    is_filtered: bool
    clear_url: str
    empty_hint: str
    help_page: str
    is_embedded: bool
    links: Sequence[ListLink] = ()


@dataclass(frozen=True)
class Section:
    """A titled group of labels and values."""

    title: str
    pairs: list[tuple[str, str | Markup]]


@dataclass(frozen=True)
class Tab:
    """A tab of a profile; its content is fetched when it is opened."""

    key: str
    label: str
    url: str
    count: int | None
    is_active: bool


@dataclass(frozen=True)
class RailBlock:
    """A block of the side panel of a profile."""

    key: str
    title: str
    html: Markup


@dataclass(frozen=True)
class ShowPage:
    """A profile."""

    title: str
    subtitle: Markup | str
    entity: str
    breadcrumb: list[tuple[str, str]]
    sections: list[Section]
    tabs: list[Tab]
    actions: list[Action]
    edit_url: str
    rail: list[RailBlock]
    is_archived: bool
    history_url: str
    url: str


@dataclass(frozen=True)
class Version:
    """What one transaction changed of a row and of what belongs to it."""

    number: int
    at: datetime
    actor: str
    changes: list[Change]
    compare_url: str = ""
    restore_url: str = ""


@dataclass(frozen=True)
class HistoryPage:
    """The versions of a row, newest first, perhaps of one of its fields only."""

    title: str
    url: str
    breadcrumb: list[tuple[str, str]]
    versions: list[Version]
    fields: list[tuple[str, str]]
    field: str
    more_url: str


@dataclass(frozen=True)
class ComparePage:
    """Two versions of a row side by side."""

    title: str
    url: str
    breadcrumb: list[tuple[str, str]]
    entity: str
    first: Moment
    second: Moment
    moments: list[tuple[int, str]]
    groups: list[Group]
    shows_all: bool
    restore_url: str = ""


@dataclass(frozen=True)
class ConflictField:
    """A field that two people changed: what each of them wants."""

    name: str
    label: str
    mine: str | Markup
    theirs: str | Markup
    #: Whether it was changed here at all; otherwise the saved value is the one to keep.
    is_mine: bool


@dataclass(frozen=True)
class FormPage:
    """A form, its sections and where it leads."""

    title: str
    form: Any
    sections: list[tuple[str, list[str]]]
    action: str
    cancel_url: str
    is_new: bool
    token: str
    revision: int | None
    before: str = ""
    breadcrumb: list[tuple[str, str]] = field(default_factory=list)
    doubt: Any = None
    submit_label: str = ""
    #: field → "other=value|value": shown only while the other field says so
    conditions: dict[str, str] = field(default_factory=dict)
    submit_icon: str = "device-floppy"
    cancel_label: str = ""


@dataclass(frozen=True)
class ConflictPage:
    """What the second saver is shown: nothing typed is lost, nothing saved is overwritten."""

    title: str
    fields: list[ConflictField]
    typed: list[tuple[str, str]]
    action: str
    cancel_url: str
    changed_by: str
    changed_on: datetime | None
    revision: int
    token: str
    breadcrumb: list[tuple[str, str]]
