"""What packages above add to the page of a document: entries of its menu, and a block beside it.

    add_option(lambda invoice: [Option(_("From changed hours"), url, "git-compare")])

A function is asked for each document that is shown and answers with what it has to offer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.views.pages import RailBlock
from app.invoicing.models import Invoice


@dataclass(frozen=True)
class Option:
    """An entry under „More options”, below the correction."""

    label: str
    url: str
    icon: str


MakeOptions = Callable[[Invoice], Sequence[Option]]
MakeBlocks = Callable[[Invoice], Sequence[RailBlock]]
_options: list[MakeOptions] = []
_blocks: list[MakeBlocks] = []


def add_option(function: MakeOptions) -> MakeOptions:
    """Ask a function for entries of the menu."""
    if function not in _options:
        _options.append(function)
    return function


def add_block(function: MakeBlocks) -> MakeBlocks:
    """Ask a function for blocks beside the document."""
    if function not in _blocks:
        _blocks.append(function)
    return function


def options_of(invoice: Invoice) -> list[Option]:
    """Return the entries that packages above add for a document."""
    return [option for function in _options for option in function(invoice)]


def blocks_of(invoice: Invoice) -> list[RailBlock]:
    """Return the blocks that packages above add for a document."""
    return [block for function in _blocks for block in function(invoice)]
