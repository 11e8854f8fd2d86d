"""Settings › Mail: what stands on every message, where it goes, and a test of both."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.access import can, page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.limits import TEST_MAILS
from app.core.permissions import READ, WRITE
from app.core.views import AppView
from app.messaging.letterhead import LETTERHEAD
from app.settings.forms import MailForm, TestMailForm
from app.settings.services.mail import send_test, server


class MailSettingsView(AppView):
    """Settings › Mail."""

    route_base = "/mail-settings"
    class_permission_name = "MailSettings"
    permission_label = lazy_gettext("Mail settings")
    menu_icon = "mail-cog"
    request_limits = {"test": TEST_MAILS}

    @page("/", READ)
    def index(self) -> str:
        """Show the form and the server."""
        return self._render()

    @page("/", WRITE, methods=("POST",))
    def save(self) -> Response | tuple[str, int]:
        """Save what stands on every message."""
        form = MailForm()
        if not form.validate():
            return self._render(form=form), 422
        with transaction():
            LETTERHEAD.set(**{name: form[name].data or "" for name in LETTERHEAD.defaults})
        flash(_("Saved."), "success")
        return redirect(url_for("MailSettingsView.index"))

    @page("/test", WRITE, methods=("POST",))
    def test(self) -> Response | tuple[str, int]:
        """Queue a test message."""
        form = TestMailForm(prefix="test")
        if not form.validate():
            return self._render(test=form), 422
        try:
            with transaction():
                send_test(form.recipient.data or "")
        except DomainError as error:
            form.recipient.errors = [*form.recipient.errors, str(error)]
            return self._render(test=form), 422
        flash(_("The test message is queued; it leaves within a minute."), "success")
        return redirect(url_for("MailSettingsView.index"))

    def _render(self, *, form: Any = None, test: Any = None) -> str:
        return render_template(
            "settings/mail.html",
            title=_("Mail"),
            form=form or MailForm(None, data=LETTERHEAD.all()),
            test=test or TestMailForm(None, prefix="test", data={"recipient": current_user.email}),
            server=server(),
            may_write=can(WRITE, self.class_permission_name),
        )
