"""Starting asks the database next to nothing."""

from app.extensions import db
from tests.support.app import make_app


def test_application_starts_with_at_most_five_statements(measured, count_sql, tmp_path):
    url = measured.app.config["SQLALCHEMY_DATABASE_URI"]
    with count_sql() as statements:
        app = make_app(url, tmp_path)
        answer = app.test_client().get("/healthz")
    with app.app_context():
        db.engine.dispose()
    assert answer.status_code == 200
    assert len(statements) <= 5, "\n".join(statements)
