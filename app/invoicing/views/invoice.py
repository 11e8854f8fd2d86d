"""Faktury › Faktury: the list, the form with rows of lines, and the profile of a document."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import abort, jsonify, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.clients.views.related import ClientTabView
from app.core.access import page
from app.core.clock import today
from app.core.errors import DomainError
from app.core.limits import DOCUMENTS, MAILS
from app.core.modules import Module
from app.core.permissions import ISSUE, READ, WRITE
from app.core.views import Interface, action
from app.core.views.cells import EMPTY
from app.core.views.pages import RailBlock, Section, Tab
from app.extensions import db
from app.invoicing import rules
from app.invoicing.forms import LinesField, LinesForm
from app.invoicing.models import Invoice
from app.invoicing.services.drafts import delete_draft, prepare, terms_of
from app.invoicing.services.files import filename_of, pdf_of
from app.invoicing.services.gaps import day_of_issue
from app.invoicing.services.issuing import issue
from app.invoicing.views import profile
from app.invoicing.views.correcting import CorrectingMixin
from app.invoicing.views.filters import NotYet, PayStateIs, PayStateIsNot
from app.invoicing.views.payments import PaymentView
from app.invoicing.views.sending import SendingMixin
from app.settings.queries import only_company

_DATES = ["issue_date", "sale_from", "sale_to", "payment_days"]
_TERMS = ["currency", "language", "order_number"]
_MORE = ["notes", "exemption_basis", "exchange_rate", "exchange_table", "exchange_date"]
#: What of a correction can be changed beside its lines.
_OF_CORRECTION = {"issue_date", "payment_days", "language", "notes"}


class InvoiceView(CorrectingMixin, SendingMixin, ClientTabView):
    """Invoices and corrections."""

    datamodel = Interface(Invoice, joinedload(Invoice.client), joinedload(Invoice.company))
    route_base = "/invoices"
    class_permission_name = "Invoices"
    add_title = lazy_gettext("Add invoice")
    module = Module.invoices
    request_limits = {
        **ClientTabView.request_limits,
        "pdf": DOCUMENTS,
        "send": MAILS,
        "action/mail": MAILS,
    }
    menu_icon = "file-invoice"
    help_page = "invoices"
    details_label = lazy_gettext("Document")
    show_template = "invoicing/show.html"
    form_template = "invoicing/form.html"
    related_views = [PaymentView]
    history_relations = ("lines",)
    list_columns = [
        "number", "client", "net", "gross", "currency", "pay_state", "due_date", "issue_date",
        "sent_at", "vat", "owed", "paid", "kind", "status", "buyer_name", "company", "sale_to",
        "order_number", "created_on",
    ]  # fmt: skip
    default_columns = (
        "number", "client", "net", "gross", "currency", "pay_state", "due_date", "issue_date",
        "sent_at",
    )  # fmt: skip
    whole_columns = ("number",)
    order_columns = ["issue_date", "due_date", "gross", "created_on"]
    base_order = ("issue_date", "desc")
    search_columns = [
        "client", "company", "kind", "status", "pay_state", "issue_date", "due_date", "sale_to",
        "currency", "gross", "buyer_nip", "sent_at", "created_on",
    ]  # fmt: skip
    formatters_columns = {"number": lambda number: number or _("draft")}
    show_fieldsets = [
        (lazy_gettext("Dates"), {"fields": [*_DATES, "due_date"]}),
        (lazy_gettext("Terms"), {"fields": ["company", *_TERMS, "reason", *_MORE]}),
    ]
    add_fieldsets = [
        (lazy_gettext("Parties and dates"), {"fields": ["client", "company", *_DATES]}),
        (lazy_gettext("Terms"), {"fields": _TERMS}),
        (lazy_gettext("Remarks, VAT and exchange rate"), {"fields": _MORE}),
        ("", {"fields": ["rows"]}),
    ]
    edit_fieldsets = [
        (lazy_gettext("Parties and dates"), {"fields": ["company", *_DATES]}),
        (lazy_gettext("Terms"), {"fields": _TERMS}),
        (lazy_gettext("Remarks, VAT and exchange rate"), {"fields": _MORE}),
        ("", {"fields": ["rows"]}),
    ]
    add_columns = ["client", "company", *_DATES, *_TERMS, *_MORE, "rows"]
    edit_columns = ["company", *_DATES, *_TERMS, *_MORE, "rows"]
    add_form_extra_fields = {"rows": LinesField(lazy_gettext("Lines"))}
    edit_form_extra_fields = {"rows": LinesField(lazy_gettext("Lines"))}
    description_columns = {
        "sale_from": lazy_gettext("Only for a period; leave it empty for a single day."),
        "exemption_basis": lazy_gettext("For lines with “zw”: the article of the law."),
        "exchange_rate": lazy_gettext("For VAT in another currency (art. 31a)."),
    }
    empty_hint = lazy_gettext("Add an invoice by hand, or settle a month.")

    # -- list -----------------------------------------------------------------------------------

    def value(self, row: Any, key: str) -> Any:
        """Show how the payment stands today; a draft and a correction have no such state."""
        if key == "pay_state" and row.pay_state is not None:
            return rules.on_day(row.pay_state, row.due_date, today())
        return super().value(row, key)

    def operators(self, column: str) -> list[Any]:
        """Filter by the state as it looks today, and by what was not sent yet."""
        if column == "pay_state":
            return [kind(column, self.datamodel) for kind in (PayStateIs, PayStateIsNot)]
        found = super().operators(column)
        return [*found, NotYet(column, self.datamodel)] if column == "sent_at" else found

    def visible_columns(self) -> list[str]:
        """Leave the company out while there is only one."""
        columns = super().visible_columns()
        return [key for key in columns if key != "company"] if only_company() else columns

    def breadcrumb(self, item: Invoice | None) -> list[tuple[str, str]]:
        """A draft has no number to be called by."""
        way = super().breadcrumb(item)
        if item is not None and item.id and not item.number:
            name = _("Draft correction") if item.is_correction else _("Draft invoice")
            way[-1] = (name, way[-1][1])
        return way

    # -- form -----------------------------------------------------------------------------------

    def limit_fields(self, form: Any, *, is_new: bool) -> None:
        """Ask for the company only when there are several; a correction has few fields."""
        super().limit_fields(form, is_new=is_new)
        if "company" in form and only_company():
            del form["company"]
        if not is_new and db.session.get_one(Invoice, form._id).is_correction:  # noqa: SLF001 - the row's id
            for name in [field.name for field in form if field.name not in _OF_CORRECTION]:
                del form[name]

    def form_sections(self, form: Any, *, is_new: bool) -> list[tuple[str, list[str]]]:
        """Leave the lines to the template, and sections without fields out."""
        sections = super().form_sections(form, is_new=is_new)
        return [(title, names) for title, names in sections if names not in ([], ["rows"])]

    def prefill(self, form: Any) -> None:
        """Begin with today and the terms of the client."""
        super().prefill(form)
        form.issue_date.data = form.sale_to.data = today()
        client = form.client.data
        if client is not None:
            for name, value in terms_of(client).items():
                form[name].data = value

    def pre_add(self, item: Invoice) -> None:
        """Check and count the draft."""
        company = item.company or only_company()
        if company is None:
            raise DomainError(_("Add the company first."))
        item.company = company
        self.pre_update(item)

    def pre_update(self, item: Invoice) -> None:
        """Count it again."""
        prepare(item)

    def check_editable(self, item: Invoice) -> None:
        """Refuse to change what is issued."""
        if not item.is_draft:
            raise DomainError(_("An issued document cannot be changed, only corrected."))

    def pre_delete(self, item: Invoice) -> None:
        """Delete drafts only."""
        delete_draft(item)

    def after_save_url(self, item: Invoice) -> str:
        """Go to the draft: it shows what is still missing."""
        return url_for("InvoiceView.show", pk=item.id)

    @page("/terms", WRITE)
    def terms(self) -> Response:
        """Answer with what the form takes over from a client."""
        client = self.find_offered("client", request.args.get("client", ""))
        if client is None:
            abort(404)
        found = {name: getattr(v, "value", v) for name, v in terms_of(client).items()}
        return jsonify({**found, "vat_rate": client.vat_rate.value})

    @page("/totals", WRITE, methods=["POST"])
    def totals(self) -> str:
        """Count the lines as they are typed."""
        form = LinesForm(request.form)
        groups = rules.totals(form.rows.data)
        return render_template(
            "invoicing/_totals.html", rows=form.rows.typed, groups=groups, total=rules.total(groups)
        )

    # -- profile --------------------------------------------------------------------------------

    def show_page(self, item: Invoice) -> profile.InvoicePage:
        """Return the document with its lines, sums and chain."""
        return profile.page_of(self, super().show_page(item), item)

    def show_sections(self, item: Invoice) -> list[Section]:
        """Leave out what is empty, and the term of a correction by which nothing is to be paid."""
        terms = {self.label_columns[key] for key in ("payment_days", "due_date")}
        left = terms if item.is_correction and item.gross < 0 else set()
        return [
            Section(
                section.title,
                [pair for pair in section.pairs if pair[1] != EMPTY and pair[0] not in left],
            )
            for section in super().show_sections(item)
        ]

    def _tabs(self, item: Invoice) -> list[Tab]:
        """Payments belong to the first document of a chain."""
        return [] if item.is_correction else super()._tabs(item)

    def _edit_url(self, item: Invoice) -> str:
        return super()._edit_url(item) if item.is_draft else ""

    def subtitle(self, item: Invoice) -> Markup:
        """Show whose document it is and how it stands."""
        return profile.subtitle(self, item)

    def rail(self, item: Invoice) -> list[RailBlock]:
        """Show the payment and the sending above the activity."""
        return [*profile.rail(item), *super().rail(item)]

    @page("/pdf/<pk>", READ)
    def pdf(self, pk: str) -> Response:
        """Hand the file out; ``?download=1`` saves it instead of showing it."""
        item = self.find_or_404(pk)
        return send_file(
            BytesIO(pdf_of(item)),
            mimetype="application/pdf",
            as_attachment="download" in request.args,
            download_name=filename_of(item),
        )

    @action(
        "issue",
        lazy_gettext("Issue"),
        verb=ISSUE,
        icon="file-check",
        confirm=lazy_gettext("Issue? It gets its number and can only be corrected from then on."),
        offered=lambda row: row.is_draft,
    )
    def issue(self, rows: list[Invoice]) -> str:
        """Give drafts their numbers, all of them or none; a day that has passed becomes today."""
        for row in rows:
            issue(row, on=day_of_issue(row))
        return str(_("Issued: %(numbers)s.", numbers=", ".join(str(row) for row in rows)))

    @action(
        "issue_dated",
        lazy_gettext("Issue with the day of the draft"),
        verb=ISSUE,
        icon="calendar",
        multiple=False,
        offered=profile.is_late,
    )
    def issue_dated(self, rows: list[Invoice]) -> str:
        """Issue with a day that has passed, for whoever enters what was handed out before."""
        for row in rows:
            issue(row)
        return str(_("Issued: %(numbers)s.", numbers=", ".join(str(row) for row in rows)))
