"""What one does with invoices; callers above use ``create_draft``, ``issue`` and corrections.

Nothing here commits: the caller's transaction does.
"""

from app.invoicing.rules import Annex, AnnexColumn
from app.invoicing.services.correcting import create_correction
from app.invoicing.services.drafts import Dates, Details, add_guard, build_draft, create_draft
from app.invoicing.services.gaps import Gap, Incomplete, day_of_issue, draft_gaps
from app.invoicing.services.issuing import issue
from app.invoicing.services.many import add_drafts

__all__ = [
    "Annex",
    "AnnexColumn",
    "Dates",
    "Details",
    "Gap",
    "Incomplete",
    "add_drafts",
    "add_guard",
    "build_draft",
    "create_correction",
    "create_draft",
    "day_of_issue",
    "draft_gaps",
    "issue",
]
