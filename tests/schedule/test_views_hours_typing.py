"""The month grid: what is typed, in the grid and in its dialog."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.roles import ADMINISTRATOR
from app.positions.enums import Unit
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from tests.factories.positions import RateKindFactory
from tests.factories.schedule import ScheduleEntryFactory
from tests.schedule.hours import MONDAY, MONTH, save
from tests.support.together import post_together


def test_a_cell_is_saved_and_told_with_its_row(boss, contract):
    said = save(boss, [contract.id, 5, "7,25", "", 0]).json
    assert said == {
        "cells": [
            {"contract": contract.id, "day": 5, "c": "r", "h": "7:15", "t": "7:15", "v": 435,
             "r": 1, "w": ""}
        ],
        "rows": {str(contract.id): ["7:15", ""]},
    }  # fmt: skip


def test_the_second_of_two_people_is_told_by_name(app, contract, login_as):
    first = login_as(ADMINISTRATOR, first_name="Ewa", last_name="Ćma")
    second = login_as(ADMINISTRATOR)
    assert "conflict" not in save(first, [contract.id, 5, "8", "", 0]).json["cells"][0]
    (said,) = save(second, [contract.id, 5, "7", "", 0]).json["cells"]
    assert (said["conflict"], said["by"], said["t"]) == (True, "Ewa Ćma", "8")
    (kept,) = save(second, [contract.id, 5, "7", said["t"], said["r"]]).json["cells"]
    assert (kept.get("conflict"), kept["t"]) == (None, "7")


def test_two_people_who_save_at_the_same_moment_make_one_entry(app, db, contract, login_as):
    people = [login_as(ADMINISTRATOR) for _ in range(2)]
    texts = ("8", "7")
    answers = post_together(
        app,
        [
            (one, "/hours/save", MONTH | {"cells": json.dumps([[contract.id, 5, text, "", 0]])})
            for one, text in zip(people, texts, strict=True)
        ],
    )
    said = [answer.json["cells"][0] for answer in answers]
    assert sorted("conflict" in one for one in said) == [False, True]
    assert db.session.query(ScheduleEntry).count() == 1


@pytest.mark.parametrize(
    "cells",
    ["", "{", "null", "7", '"x"', "[1]", "[[]]", '[[1,1,"8",""]]', '[[1,1,"8","",0,0]]',
     '[["1",1,"8","",0]]', '[[true,1,"8","",0]]', '[[1,0,"8","",0]]', '[[1,32,"8","",0]]',
     '[[1,1,8,"",0]]', '[[1,1,null,"",0]]', '[[1,1,"8","",-1]]', '[[1.5,1,"8","",0]]',
     '[[99999999999,1,"8","",0]]', '[[1,1,"8","",99999999999]]', "[" * 5000, "NaN",
     '[[1,NaN,"8","",0]]', '[[-1,1,"8","",0]]'],
)  # fmt: skip
def test_cells_that_make_no_sense_are_refused_in_words(boss, cells):
    answer = boss.post("/hours/save", data=MONTH | {"cells": cells})
    assert answer.status_code == 422
    assert answer.json["error"]


@pytest.mark.parametrize(
    "text",
    ["\x00", "9" * 60, "٨", "8\n8", "<b>8</b>", "1e3", "-8", "∞", "6-", "6-14-22", "(", "%s",
     "a" * 5000],
)  # fmt: skip
def test_any_text_of_a_cell_is_read_or_refused(boss, contract, db, text):
    (said,) = save(boss, [contract.id, 5, text, "", 0]).json["cells"]
    is_empty = not text.strip("\x00 ")
    assert bool(said.get("error")) is not is_empty
    assert db.session.query(ScheduleEntry).count() == 0


def test_more_cells_than_a_grid_has_are_refused(boss):
    assert save(boss, *[[1, 1, "8", "", 0]] * 7001).status_code == 422


@pytest.mark.parametrize(
    "query",
    ["month=2026-13", "month=0000-01", "month=x", "client=-1", "client=99999999999", "kind=٣",
     "kind=99", "state=x", "page=0", "page=99999999999", "size=7", "q=%00", "q=%25", "position=1.5",
     "mode=x", "month=2099-12", "month=2000-01"],
)  # fmt: skip
def test_any_address_shows_a_month(boss, contract, query):
    assert boss.get(f"/hours/?{query}").status_code == 200
    assert boss.get(f"/hours/person/{contract.id}?{query}").status_code == 200


@pytest.mark.parametrize(
    "day", ["2026-02-30", "x", "0001-01-01", "2100-01-01", "20261005", "2026-W41-1"]
)
def test_a_day_that_is_none_is_missing(boss, contract, day):
    answer = boss.get(f"/hours/day/{contract.id}/{day}")
    assert answer.status_code in (200, 404)
    assert boss.get(f"/hours/before?month=2026-10&first={day}&last={day}").status_code in (200, 422)


# -- the dialog -------------------------------------------------------------------------------


def act(browser, contract, mode="", **form):
    return browser.post(f"/hours/day/{contract.id}/2026-10-05?mode={mode}", data=form)


def test_the_dialog_adds_changes_and_removes_entries(boss, contract, db):
    said = act(boss, contract, begin="6:00", end="14:00", pause="30", note="Zastępstwo").json
    assert (said["cells"][0]["t"], said["cells"][0]["c"]) == ("6–14 (30)", "r o")
    entry = db.session.scalar(sa.select(ScheduleEntry))
    assert (entry.minutes, entry.note) == (450, "Zastępstwo")
    said = act(boss, contract, entry=entry.id, revision=1, amount="4", note="").json
    assert (said["cells"][0]["t"], said["cells"][0]["c"], said["cells"][0]["r"]) == ("4", "r", 2)
    assert act(boss, contract, entry=entry.id, revision=2, act="remove").json["cells"][0]["c"] == ""
    assert db.session.query(ScheduleEntry).count() == 0


def test_what_the_dialog_refuses_comes_back_as_it_was_typed(boss, contract, db):
    answer = act(boss, contract, begin="6:00", end="", note="Ważne <b>")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="6:00"' in answer.text
    assert "Ważne &lt;b&gt;" in answer.text
    assert db.session.query(ScheduleEntry).count() == 0


def test_an_old_dialog_changes_nothing(boss, contract, db):
    entry = ScheduleEntryFactory(contract=contract)
    answer = act(boss, contract, entry=entry.id, revision=7, amount="4")
    assert answer.status_code == 422
    assert db.session.scalar(sa.select(ScheduleEntry.minutes)) == 480


def test_an_entry_of_another_day_is_not_reached_through_the_dialog(boss, contract, db):
    entry = ScheduleEntryFactory(contract=contract, day=date(2026, 10, 6))
    assert act(boss, contract, entry=entry.id, revision=1, act="remove").status_code == 422
    assert db.session.query(ScheduleEntry).count() == 1


def test_a_plan_is_reported_in_the_dialog(boss, contract, db):
    act(boss, contract, mode="plan", begin="6", end="14")
    entry = db.session.scalar(sa.select(ScheduleEntry))
    answer = act(boss, contract, entry=entry.id, revision=1, begin="6", end="15", act="report")
    assert answer.status_code == 200, answer.text
    said = answer.json
    assert (said["cells"][0]["t"], said["cells"][0]["c"]) == ("6–15", "r")


def test_a_note_alone_is_saved_but_not_on_settled_hours(boss, contract, db):
    entry = ScheduleEntryFactory(contract=contract, state=EntryState.accepted)
    said = act(boss, contract, entry=entry.id, revision=1, amount="8", note="Nowa").json
    assert said["cells"][0]["c"] == "a o"  # still accepted
    other = ScheduleEntryFactory(
        contract=contract, day=MONDAY, state=EntryState.settled, settlement_id=1, minutes=60
    )
    refused = act(boss, contract, entry=other.id, revision=1, amount="1", note="Inna")
    assert refused.status_code == 422


def test_pieces_are_entered_in_the_dialog(boss, contract):
    kind = RateKindFactory(unit=Unit.piece, name="paczka")
    said = boss.post(
        f"/hours/day/{contract.id}/2026-10-05?kind={kind.id}",
        data={"amount": "12,5", "kind": str(kind.id)},
    ).json
    assert (said["cells"][0]["t"], said["cells"][0]["v"]) == ("12,5", 1250)
