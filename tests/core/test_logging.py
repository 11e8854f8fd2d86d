"""A log line is one line, says whose request it is, and holds no secret."""

import logging

import pytest

from app.core.logging import LineFormatter, quote, redact, request_id


def line(message, *arguments, **extra):
    record = logging.LogRecord("t", logging.INFO, "f", 1, message, arguments, None)
    vars(record).update(extra)
    return LineFormatter().format(record)


@pytest.mark.parametrize(
    "text",
    [
        "a\r\nlevel=ERROR forged",
        "a\u2028b",
        "a\x85b",
        "\x1b[2J",
        "\x00",
        'quote" level=ERROR',
        "\u202eevil",
    ],
)
def test_no_value_breaks_out_of_its_field(text):
    written = line("user %s", text)
    assert written.isprintable()
    assert len(written.splitlines()) == 1
    inside = written.split('message="', 1)[1][:-1]
    assert '"' not in inside.replace('\\"', "")


def test_polish_letters_stay_readable():
    assert "Ćwik Żółć" in line("Ćwik Żółć")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("password=Tajne123", "Tajne123"),
        ("{'password': 'Tajne123', 'a': 1}", "Tajne123"),
        ("Authorization: Bearer abc.def", "abc.def"),
        ("https://kadra/reset?token=abcdef", "abcdef"),
        ("SECRET_KEY=aaaabbbb", "aaaabbbb"),
        ("pesel 44051401359 zajęty", "44051401359"),
        ("DETAIL: Key (email)=(jan@example.com) already exists.", "jan@example.com"),
    ],
)
def test_secrets_are_blotted_out(text, secret):
    assert secret not in redact(text)
    assert secret not in line(text)


def test_ordinary_text_is_left_alone():
    assert redact("client 17 saved, net 1234.56") == "client 17 saved, net 1234.56"


def test_given_fields_are_written():
    assert " job=send_queued " in line("job failed", job="send_queued")


def test_plain_words_need_no_quotes():
    assert quote("/clients/17") == "/clients/17"
    assert quote("two words") == '"two words"'
    assert quote("") == '""'


def test_fault_is_logged_with_its_trace_on_the_same_line():
    with pytest.raises(ValueError) as fault:  # noqa: PT011 - which one does not matter
        int("password=Tajne123")
    kind = (fault.type, fault.value, fault.tb)
    record = logging.LogRecord("t", logging.ERROR, "f", 1, "failed", (), kind)
    written = LineFormatter().format(record)
    assert "ValueError" in written
    assert "Tajne123" not in written
    assert len(written.splitlines()) == 1


def test_there_is_no_request_id_outside_a_request():
    assert request_id() == ""


def test_request_is_logged_with_the_id_of_its_answer(client, caplog):
    with caplog.at_level(logging.INFO, "access"):
        answer = client.get("/login/?q=Kowalska")
    [record] = [record for record in caplog.records if record.name == "access"]
    assert record.status == answer.status_code
    assert record.path == "/login/"
    assert "Kowalska" not in str(vars(record))
    assert answer.headers["X-Request-ID"]


def test_health_checks_do_not_fill_the_log(client, caplog):
    with caplog.at_level(logging.INFO, "access"):
        client.get("/healthz")
    assert not caplog.records
