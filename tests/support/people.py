"""People who use the system in tests, and how they log in."""

from itertools import count

from flask_appbuilder.security.sqla.models import Role
from werkzeug.security import generate_password_hash

from app.accounts.models import Account
from app.core.clock import now
from app.extensions import db

PASSWORD = "Spokojny-Parowiec-71"
_numbers = count(1)


def make_account(*roles: str, **values: object) -> Account:
    """Save an account that may log in, with roles by name."""
    number = next(_numbers)
    defaults = {
        "username": f"osoba{number}",
        "email": f"osoba{number}@example.com",
        "first_name": "Osoba",
        "last_name": f"Testowa {number}",
        "active": True,
        "confirmed_at": now(),
        "password": generate_password_hash(PASSWORD, method="pbkdf2:sha256:1"),
    }
    account = Account(**(defaults | values))
    account.roles = [_role(name) for name in roles]
    db.session.add(account)
    db.session.commit()
    return account


def _role(name: str) -> Role:
    role = db.session.query(Role).filter_by(name=name).one_or_none()
    known = [row.name for row in db.session.query(Role)]
    assert role, f"There is no role {name!r}, only {known}."
    return role


def log_in(client, account: Account):
    """Log in by the form, as a person does."""
    answer = client.post("/login/", data={"username": account.username, "password": PASSWORD})
    assert answer.status_code == 302, f"{account.username} could not log in"
    return client
