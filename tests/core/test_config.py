"""What the environment says is what the application gets."""

import importlib.util

import pytest

from tests.house.source import ROOT


@pytest.fixture
def configured(monkeypatch, tmp_path):
    """Return a function: variables -> the configuration they give."""
    for name in ("DATABASE_URL", "SECRET_KEY", "BASE_URL", "PORT", "TRUSTED_HOSTS", "MAIL_DIR"):
        monkeypatch.delenv(name, raising=False)

    def load(**variables):
        monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        spec = importlib.util.spec_from_file_location("fresh_config", ROOT / "config.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_the_driver_we_ship(configured, scheme):
    config = configured(DATABASE_URL=f"{scheme}://u:p@db/kadra")
    assert config.SQLALCHEMY_DATABASE_URI == "postgresql+psycopg://u:p@db/kadra"
    options = config.SQLALCHEMY_ENGINE_OPTIONS["connect_args"]["options"]
    assert options == "-c lock_timeout=10000 -c random_page_cost=1.1"


def test_database_is_a_file_of_the_instance_by_default(configured, tmp_path):
    config = configured()
    assert f"sqlite:///{tmp_path}/kadra.sqlite3" == config.SQLALCHEMY_DATABASE_URI
    assert "connect_args" not in config.SQLALCHEMY_ENGINE_OPTIONS


def test_key_of_the_environment_goes_before_the_stored_one(configured, tmp_path):
    assert configured().SECRET_KEY == ""
    (tmp_path / "secret_key").write_text("stored\n")
    assert configured().SECRET_KEY == "stored"
    assert configured(SECRET_KEY="given").SECRET_KEY == "given"


def test_cookie_of_an_encrypted_site_is_bound_to_its_host(configured):
    config = configured(BASE_URL="https://kadra.example.com/")
    assert config.SESSION_COOKIE_NAME.startswith("__Host-")
    assert config.SESSION_COOKIE_SECURE
    assert config.SESSION_COOKIE_PATH == "/"
    assert "kadra.example.com" in config.TRUSTED_HOSTS


def test_cookie_of_a_local_site_works_without_encryption(configured):
    config = configured(PORT="9000")
    assert config.BASE_URL == "http://localhost:9000"
    assert config.SESSION_COOKIE_NAME == "session"
    assert not config.SESSION_COOKIE_SECURE


def test_trusted_hosts_can_be_listed(configured):
    assert configured(TRUSTED_HOSTS="a.pl, b.pl").TRUSTED_HOSTS == ["a.pl", "b.pl"]


def test_debugging_is_off_unless_asked_for(configured):
    assert not configured().DEBUG
    assert configured(DEBUG="1").DEBUG
