"""Requests nobody meant to send, and reading that would write: D-WB-04, D-WB-05."""

from urllib.parse import urlencode

import pytest

from tests.security.visits import Visit, outcome, token_of


def forgeries(visit, foreign):
    """Return (request, headers): without a token, with somebody else's, with no token at all."""
    yield visit, {}
    yield visit, {"HX-Request": "true"}
    for token in (foreign, "x.y.z"):
        yield visit.with_form(csrf_token=token), {}
        yield visit, {"X-CSRFToken": token}


def test_nothing_is_changed_without_the_token_of_ones_own_session(
    samples, visitor, own_token, reset
):
    """Every state-changing cell, with every forgery; then with the right token."""
    foreign = token_of(visitor("coordinator_all"))
    wrong, asked = [], 0
    for view, cell in samples.cells():
        if not cell.endswith(" POST"):
            continue
        person, token = own_token()
        visit = samples.visit(view, cell, "administrator")
        for sent, headers in forgeries(visit, foreign):
            answer = person.send(sent, headers=headers)
            if answer.status_code != 400 or person.written:
                wrong.append(f"{visit} {headers}: {answer.status_code}")
                reset()
        answer = person.send(visit.with_form(csrf_token=token))
        if outcome(answer, set()) == "400":
            wrong.append(f"{visit}: refused with its own token")
        reset()
        asked += 1
    assert not wrong, "\n".join(wrong)
    assert asked > 40


@pytest.mark.parametrize("mimetype", ["application/json", "text/plain", "text/html", ""])
def test_a_token_in_another_kind_of_body_is_none(mimetype, samples, visitor, csrf_on):
    visit, person = samples.visit("ClientView", "add POST"), visitor("administrator")
    body = f'{{"csrf_token": "{token_of(person)}", "name": "x"}}'
    answer = person.client.post(visit.url, data=body, content_type=mimetype)
    assert answer.status_code == 400
    assert not person.written


def test_the_token_in_the_header_is_enough(samples, visitor, csrf_on):
    visit, person = samples.visit("ClientView", "add POST"), visitor("administrator")
    answer = person.send(visit, headers={"X-CSRFToken": token_of(person)})
    assert answer.status_code == 302
    assert "client" in person.written


@pytest.mark.parametrize("person", ["", "portal", "coordinator_own", "administrator"])
def test_reading_changes_nothing(person, app, samples, visitor, reset):
    """GET and HEAD of every rule leave every table as it was, but for the trail and attempts.

    The trail notes exports and denials; a wrong mailed link counts as an attempt.
    """
    browser, asked = visitor(person), 0
    for view, cell in samples.cells():
        visit = samples.visit(view, cell, person or "control")
        url = visit.url if cell.endswith(" GET") else f"{visit.url}?{query_of(visit)}"
        is_both = person == "administrator" and cell.endswith(" GET")
        for method in ("GET", "HEAD") if is_both else ("GET",):
            browser.send(Visit(method, url))
            assert not browser.written, visit
            asked += 1
    assert asked > 100


def query_of(visit):
    return urlencode(list(visit.form.items(multi=True)))
