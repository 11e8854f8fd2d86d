"""Logging in and out."""

from flask import (
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from app.accounts.enums import AttemptKind
from app.accounts.forms import LoginForm
from app.accounts.models import Account
from app.accounts.redirects import safe_path
from app.accounts.services import login, sessions, throttle
from app.core import audit
from app.core.access import LOGGED_IN, PUBLIC, page
from app.core.db import transaction
from app.core.views import AppView


class AuthView(AppView):
    """The door."""

    route_base = ""
    default_view = "login"

    @page("/login/", PUBLIC, methods=("GET", "POST"))
    def login(self) -> Response | str | tuple[str, int]:
        """Ask for name and password, and let in who has both right."""
        form = LoginForm()
        if request.method == "GET" and current_user.is_authenticated:
            return redirect(_next_url())
        if not form.validate_on_submit():
            return _login_page(form), 422 if request.method == "POST" else 200
        try:
            attempt = throttle.start(AttemptKind.login, request.remote_addr)
        except throttle.Throttled as refusal:
            return too_many(refusal)
        account = login.authenticate(form.username.data, form.password.data)
        if account is None:
            login.record_failure(form.username.data)
            flash(_("The user name or the password is wrong."), "danger")
            form.ask_again()
            return _login_page(form), 401
        _enter(account, attempt)
        return redirect(_next_url())

    @page("/logout/", LOGGED_IN, methods=("POST",))
    def logout(self) -> Response:
        """End the session on the server, then forget the cookie."""
        account = current_user._get_current_object()  # noqa: SLF001 - the row, not the proxy
        with transaction():
            sessions.end_session(request.environ["crm.session_id"], user_id=account.id)
            audit.record("logged out", "Account", account.id, label=str(account))
        leave()
        flash(_("You are logged out."), "success")
        return redirect(url_for("AuthView.login"))


def leave() -> None:
    """Drop everything the cookie carries, but the language."""
    locale = session.get("locale")
    logout_user()
    session.clear()
    if locale:
        session["locale"] = locale


def too_many(refusal: throttle.Throttled) -> Response:
    """Answer an address that has failed too often."""
    html = render_template("accounts/message.html", title=_("Too many attempts"), text=str(refusal))
    response = make_response(html, 429)
    response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _next_url() -> str:
    return safe_path(request.args.get("next")) or url_for("HomeView.index")


def _login_page(form: LoginForm) -> str:
    return render_template(
        "accounts/login.html",
        form=form,
        title=_("Log in"),
        forgot_url=url_for("LinkView.forgot"),
    )


def _enter(account: Account, attempt: int) -> None:
    """Open a new session: nothing of the visitor's old cookie goes into it."""
    with transaction():
        throttle.forgive(attempt)
        login.start_session(
            account, ip=request.remote_addr or "", user_agent=request.user_agent.string
        )
    secret, locale = account.session_token, account.locale
    session.clear()
    account.session_token = secret
    login_user(account)
    session.permanent = True
    session["locale"] = locale if locale in current_app.config["LANGUAGES"] else "pl"
