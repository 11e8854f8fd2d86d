"""Setting and checking passwords; every way of setting one goes through ``set_password``."""

from functools import cache

from flask import current_app
from flask_babel import gettext as _
from werkzeug.security import check_password_hash, generate_password_hash

from app.accounts import rules
from app.accounts.models import Account
from app.accounts.rules import Problem
from app.core.errors import DomainError
from app.core.settings import Settings

#: The name passwords may not contain; kept here by whoever keeps the companies.
COMPANY = Settings("company", {"name": ""})


def set_password(account: Account, password: str) -> None:
    """Give an account a password that follows the rule, or refuse with the reason."""
    problem = rules.problem(
        password,
        names=[account.username or "", account.email or ""],
        companies=[current_app.config["APP_NAME"], str(COMPANY.get("name") or "")],
    )
    if problem is not None:
        raise DomainError(explain(problem))
    account.password = _hash(rules.normalised(password))


def matches(account: Account | None, password: str) -> bool:
    """Tell whether a password is right; for nobody it takes as long as for somebody."""
    stored = (account.password if account is not None else None) or _nobody(_method())
    typed = rules.normalised(password)[: rules.LONGEST + 1]
    is_right = bool(check_password_hash(stored, typed)) and len(typed) <= rules.LONGEST
    return is_right and account is not None and bool(account.password)


def explain(problem: Problem) -> str:
    """Return the reason in words for the user."""
    texts = {
        Problem.too_short: _("Use at least %(count)s characters.", count=rules.SHORTEST),
        Problem.too_long: _("Use at most %(count)s characters.", count=rules.LONGEST),
        Problem.bad_character: _("The password contains a character that cannot be used."),
        Problem.common: _("This password is too easy to guess. Choose a less common one."),
        Problem.personal: _("Do not use your user name, e-mail address or the company's name."),
    }
    return str(texts[problem])


def _hash(password: str) -> str:
    return str(generate_password_hash(password, method=_method()))


def _method() -> str:
    return str(current_app.config.get("FAB_PASSWORD_HASH_METHOD", "scrypt"))


@cache
def _nobody(method: str) -> str:
    """Return a hash no password fits, made the same way as the real ones."""
    return str(generate_password_hash("a password nobody has, not even by accident", method=method))
