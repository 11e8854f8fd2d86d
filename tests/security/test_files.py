"""No address leads to a file nobody meant to serve: D-AZ-03."""

from pathlib import Path

import pytest

from app.core.views import AppModelView
from app.settings.models import Company
from tests.security.domains.settings import LOGO, PIXEL

TRICKS = [
    "..", ".", "%2e%2e", "..%2f..%2fconfig.py", "%2e%2e%2f%2e%2e%2fconfig.py", "../../config.py",
    "..%5c..%5cconfig.py", "....//....//config.py", "%2fetc%2fpasswd", "/etc/passwd", "secret_key",
    "kadra-0.sqlite3", "config.py", "%00", "logo.png%00.html", "COM1", LOGO,
]  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_no_list_serves_files(name, app, visitor):
    """FAB's lists have a page that hands out whatever lies in the folder of uploads."""
    person = visitor("administrator")
    for view in app.extensions["crm.views"].values():
        if isinstance(view, AppModelView):
            answer = person.get(f"{view.route_base}/download/{name}")
            assert answer.status_code in (404, 308), view
            assert PIXEL not in answer.data


@pytest.mark.parametrize("name", TRICKS)
@pytest.mark.parametrize("folder", ["/static", "/static/bundle", "/companies/logo", "/files"])
def test_no_folder_leads_out_of_itself(folder, name, visitor, inner_errors):
    for person in ("", "administrator"):
        answer = visitor(person).get(f"{folder}/{name}")
        assert answer.status_code in (302, 308, 404), answer.status_code
        assert b"SECRET_KEY" not in answer.data
        assert PIXEL not in answer.data
    assert inner_errors == []


def test_what_is_meant_to_be_served_is(visitor, world):
    """The control: the same file under the number of its company, as a file and no page."""
    answer = visitor("portal").get(f"/companies/logo/{world.ids[Company]}")
    assert answer.data == PIXEL
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert visitor().get("/static/favicon.svg").status_code == 200


@pytest.mark.parametrize(
    "name", ["../../config.py", "/etc/passwd", "missing.png", f"../logos/{LOGO}"]
)
def test_a_stored_name_is_no_path_either(name, app, db, visitor, world):
    """A row without its file, or with the name of another one: somebody has been in the database."""
    secret = Path(app.config["FILES_DIR"]) / "config.py"
    secret.write_bytes(PIXEL)
    db.session.get(Company, world.ids[Company]).logo_file = name[:40]
    db.session.commit()
    assert visitor("administrator").get(f"/companies/logo/{world.ids[Company]}").status_code == 404
    secret.unlink()
