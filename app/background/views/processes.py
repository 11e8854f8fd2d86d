"""Which workers and schedulers are alive: what a monitor cannot ask ``/healthz``."""

from flask_babel import lazy_gettext

from app.background.models import BackgroundProcess
from app.core.views import AppModelView, Interface


class ProcessView(AppModelView):
    """Background processes and their last sign of life; one that ended in order is gone."""

    datamodel = Interface(BackgroundProcess)
    route_base = "/processes"
    class_permission_name = "Processes"
    menu_icon = "activity"
    exclude_route_methods = {
        "download", "add", "edit", "delete", "history", "export", "export_later",
    }  # fmt: skip
    list_columns = ["name", "kind", "is_alive", "started_at", "seen_at"]
    order_columns = ["started_at", "seen_at"]
    base_order = ("id", "desc")
    search_columns = ["kind", "name", "seen_at"]
    label_columns = {"is_alive": lazy_gettext("Alive")}
    show_columns = list_columns
    add_columns: list[str] = []
    edit_columns: list[str] = []
    empty_hint = lazy_gettext(
        "No worker and no scheduler is running: mail is not sent and work does not begin."
    )
