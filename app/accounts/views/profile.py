"""One's own account: data, password and the places one is logged in."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.enums import AttemptKind
from app.accounts.forms import ChangePasswordForm, EmailForm, ProfileForm
from app.accounts.models import Account
from app.accounts.services import people, sessions, throttle
from app.accounts.views.auth import leave, too_many
from app.core import audit
from app.core.access import LOGGED_IN, page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.views import AppView
from app.extensions import db


class ProfileView(AppView):
    """What everybody sees of themselves."""

    route_base = "/profile"
    default_view = "show"

    @page("/", LOGGED_IN)
    def show(self) -> str:
        """Show own data, the password form and the open sessions."""
        return _profile()

    @page("/", LOGGED_IN, methods=("POST",))
    def save(self) -> Response | tuple[str, int]:
        """Save own data and language."""
        form = ProfileForm()
        if not form.validate():
            return _profile(data=form), 422
        with transaction():
            form.populate_obj(_me())
        session["locale"] = form.locale.data
        flash(_("Saved."), "success")
        return redirect(url_for("ProfileView.show"))

    @page("/password", LOGGED_IN, methods=("POST",))
    def password(self) -> Response | tuple[str, int]:
        """Change the password; it takes the old one."""
        form = ChangePasswordForm(prefix="password")
        done = _("Your password is changed. You are logged out everywhere else.")

        def change() -> None:
            people.change_password(
                _me(), current=form.current.data, new=form.password.data, session_id=_session_id()
            )

        return _prove(form, form.password, change, done) or (_profile(password=form), 422)

    @page("/email", LOGGED_IN, methods=("POST",))
    def email(self) -> Response | tuple[str, int]:
        """Change the e-mail address; it takes the password."""
        form = EmailForm(prefix="email")

        def change() -> None:
            people.change_email(
                _me(),
                email=form.email.data or "",
                current=form.current.data,
                session_id=_session_id(),
            )

        return _prove(form, form.email, change, _("Saved.")) or (_profile(email=form), 422)

    @page("/sessions/<int:session_id>/end", LOGGED_IN, methods=("POST",))
    def end_session(self, session_id: int) -> Response:
        """Log one of one's own browsers out."""
        with transaction():
            ended = sessions.end_session(session_id, user_id=current_user.id)
            if ended:
                audit.record("session ended", "Account", current_user.id, label=str(current_user))
        if ended and session_id == _session_id():
            return _gone()
        flash(_("Logged out there."), "success")
        return redirect(url_for("ProfileView.show"))

    @page("/sessions/end-all", LOGGED_IN, methods=("POST",))
    def end_all_sessions(self) -> Response:
        """Log out everywhere, here too."""
        with transaction():
            people.log_out_everywhere(_me())
        return _gone()


def _me() -> Account:
    account: Account = current_user._get_current_object()  # noqa: SLF001 - the row, not the proxy
    return account


def _session_id() -> int:
    return int(request.environ["crm.session_id"])


def _gone() -> Response:
    leave()
    flash(_("You are logged out."), "success")
    return redirect(url_for("AuthView.login"))


def _prove(form: Any, field: Any, change: Callable[[], None], done: str) -> Response | None:
    """Do something that takes the current password; guesses are counted as log-ins are."""
    if not form.validate():
        return None
    try:
        attempt = throttle.start(AttemptKind.password, request.remote_addr)
    except throttle.Throttled as refusal:
        return too_many(refusal)
    try:
        with transaction():
            change()
            throttle.forgive(attempt)
    except people.WrongPassword as error:
        form.current.errors = [*form.current.errors, str(error)]
        return None
    except DomainError as error:
        with transaction():
            throttle.forgive(attempt)
        field.errors = [*field.errors, str(error)]
        return None
    flash(done, "success")
    return redirect(url_for("ProfileView.show"))


def _profile(*, data: Any = None, password: Any = None, email: Any = None) -> str:
    account = _me()
    return render_template(
        "accounts/profile.html",
        title=_("My profile"),
        account=account,
        data_form=data or ProfileForm(None, obj=account),
        password_form=password or ChangePasswordForm(None, prefix="password"),
        email_form=email or EmailForm(None, obj=account, prefix="email"),
        sessions=list(db.session.scalars(sessions.living(account.id))),
        session_id=_session_id(),
    )
