"""Settings › Mail: what was sent, what waits, and what failed."""

from flask_appbuilder import AppBuilder
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.permissions import WRITE
from app.core.views import AppModelView, Interface, action
from app.messaging.enums import MailStatus
from app.messaging.models import OutboxMessage
from app.messaging.services import retry


class OutboxView(AppModelView):
    """The outbox: read, and try again; nobody writes or deletes here."""

    datamodel = Interface(OutboxMessage)
    route_base = "/outbox"
    class_permission_name = "Outbox"
    menu_icon = "mail"
    exclude_route_methods = {"download", "add", "edit", "delete", "history"}
    list_columns = [
        "created_at",
        "recipient",
        "subject",
        "status",
        "sent_at",
        "attempts",
        "next_attempt_at",
        "last_error",
    ]
    default_columns = ("created_at", "recipient", "subject", "status", "sent_at")
    order_columns = ["created_at", "sent_at", "next_attempt_at"]
    base_order = ("created_at", "desc")
    search_columns = ["status", "recipient", "subject", "created_at", "sent_at"]
    label_columns = {
        "shown_text": lazy_gettext("Text"),
        "attachment_names": lazy_gettext("Attachments"),
    }
    show_columns = [
        "recipient",
        "subject",
        "status",
        "created_at",
        "sent_at",
        "attempts",
        "next_attempt_at",
        "last_error",
        "shown_text",
        "attachment_names",
    ]
    add_columns: list[str] = []
    edit_columns: list[str] = []
    empty_hint = lazy_gettext("Nothing has been sent yet.")

    @action(
        "retry",
        lazy_gettext("Send again"),
        verb=WRITE,
        icon="refresh",
        offered=lambda row: row.status is MailStatus.failed,
    )
    def retry(self, rows: list[OutboxMessage]) -> str:
        """Put failed mails back into the queue."""
        for message in rows:
            retry(message)
        return str(_("Queued again: %(count)s.", count=len(rows)))


def register(appbuilder: AppBuilder) -> None:
    """Add the page to the menu."""
    appbuilder.add_view(
        OutboxView, "Outbox", label=OutboxMessage.__labels__[1], category="Settings"
    )
