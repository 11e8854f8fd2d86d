"""A monitor learns whether Kadra works, and nothing else."""

from sqlalchemy.exc import OperationalError

from app.core import health


def test_healthy_installation_answers_anybody(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "version": health.version()}
    assert answer.headers["Cache-Control"] == "no-store"


def test_lost_database_is_reported_without_details(client, monkeypatch, app):
    def refuse(*_):
        raise OperationalError("SELECT 1", {}, Exception("password=Tajne123"))

    with app.app_context():
        monkeypatch.setattr(health.db.engine, "connect", refuse)
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["database"] == "unreachable"
    assert "Tajne" not in answer.text


def test_health_opens_no_session(client):
    assert "Set-Cookie" not in client.get("/healthz").headers
