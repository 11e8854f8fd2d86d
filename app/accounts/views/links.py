"""Forgotten passwords, and the mailed links that set a new one."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.enums import AttemptKind, TokenKind
from app.accounts.forms import ForgotForm, NewPasswordForm
from app.accounts.models import AccountToken
from app.accounts.services import links, throttle
from app.accounts.views.auth import leave, too_many
from app.core import audit
from app.core.access import PUBLIC, page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.views import AppView


class LinkView(AppView):
    """Pages for somebody who cannot log in yet, or no longer."""

    route_base = ""
    default_view = "forgot"

    @page("/forgot-password/", PUBLIC, methods=("GET", "POST"))
    def forgot(self) -> Response | str | tuple[str, int]:
        """Take an address; the answer is the same whether anybody has it."""
        form = ForgotForm()
        if not form.validate_on_submit():
            html = render_template("accounts/forgot.html", form=form, title=_("Forgotten password"))
            return html, 422 if request.method == "POST" else 200
        try:
            throttle.start(AttemptKind.reset, request.remote_addr)
        except throttle.Throttled as refusal:
            return too_many(refusal)
        with transaction():
            links.request_reset(form.email.data)
            audit.record("password reset asked for", "Account")
        flash(
            _("If an account has this address, a link is on its way. It works for 24 hours."),
            "success",
        )
        return redirect(url_for("AuthView.login"))

    @page("/link/<secret>", PUBLIC, methods=("GET", "POST"))
    def open(self, secret: str) -> Response:
        """Let the holder of a link choose a password."""
        try:
            throttle.check(AttemptKind.token, request.remote_addr)
            token = links.find(secret)
            if token is None:
                throttle.start(AttemptKind.token, request.remote_addr)
                return _useless()
        except throttle.Throttled as refusal:
            return too_many(refusal)
        return self._choose(token)

    def _choose(self, token: AccountToken) -> Response:
        form = NewPasswordForm()
        if form.validate_on_submit():
            try:
                with transaction():
                    links.accept(token, form.password.data)
            except DomainError as error:
                form.password.errors = [*form.password.errors, str(error)]
            else:
                leave()
                flash(_("Your password is set. Log in with it."), "success")
                return redirect(url_for("AuthView.login"))
        is_invitation = token.kind is TokenKind.invite
        title = _("Welcome! Choose a password") if is_invitation else _("Choose a new password")
        html = render_template(
            "accounts/new_password.html", form=form, title=title, account=token.user
        )
        return _private(html, 422 if request.method == "POST" else 200)


def _useless() -> Response:
    text = _("The link has expired or was already used. Ask for a new one.")
    html = render_template(
        "accounts/message.html",
        title=_("This link does not work"),
        text=text,
        forgot_url=url_for("LinkView.forgot"),
    )
    return _private(html, 404)


def _private(html: str, code: int) -> Response:
    """Answer so that the secret in the address is passed on to no other page."""
    response = make_response(html, code)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
