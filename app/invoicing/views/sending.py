"""Sending documents by e-mail: one with a message, or those ticked in the list."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.core.access import page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import WRITE
from app.core.views import action
from app.core.views.part import ViewPart
from app.core.views.submission import RepeatedSubmission, check_unused, posted_token, remember
from app.invoicing.forms import SendForm
from app.invoicing.models import Invoice
from app.invoicing.services.sending import mail_to_buyers, recipient_of, send
from app.invoicing.views import profile


class SendingMixin(ViewPart):
    """What sends documents through the outbox."""

    @action(
        "mail",
        lazy_gettext("Send by e-mail"),
        verb=WRITE,
        icon="send",
        single=False,
        confirm=lazy_gettext("Send to the addresses of the buyers? What was sent already stays."),
    )
    def mail(self, rows: list[Invoice]) -> str:
        """Send several documents to their buyers."""
        queued, left = mail_to_buyers(rows)
        if left:
            flash(_("Not sent: %(reasons)s.", reasons="; ".join(left)), "warning")
        return str(_("Queued e-mails: %(count)s.", count=len(queued))) if queued else ""

    @page("/send/<pk>", WRITE, methods=["GET", "POST"])
    def send(self, pk: str) -> str | Response | tuple[str, int]:
        """Send the document by e-mail."""
        item = self.find_or_404(pk)
        if request.method != "POST":
            form = SendForm(data={"recipient": item.sent_to or recipient_of(item)})
            return self._send_page(form, item)
        form = SendForm(request.form)
        if not form.validate():
            return self._send_page(form, item), 422
        url = url_for("InvoiceView.show", pk=item.id)
        try:
            with transaction():
                check_unused()
                send(
                    item,
                    form.recipient.data or "",
                    message=form.message.data or "",
                    key=posted_token(),
                )
                remember(url)
        except RepeatedSubmission as repeated:
            return redirect(repeated.url)
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
            return self._send_page(form, item), 422
        flash(_("Queued; it leaves within a minute."), "success")
        return redirect(url)

    def _send_page(self, form: Any, item: Invoice) -> str:
        form_page = profile.form_page(
            self,
            form,
            item,
            title=_("Send by e-mail"),
            fields=["recipient", "message"],
            submit=_("Send"),
            icon="send",
        )
        return render_template("core/form.html", page=form_page)
