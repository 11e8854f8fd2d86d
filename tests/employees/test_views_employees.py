"""Employees as people work with them: data, documents, gaps, PESEL, search, notes."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ACCOUNTING, ADMINISTRATOR, PORTAL
from app.annotations.models import Note
from app.clients.models import PortalUser
from app.core.clock import today
from app.core.errors import DomainError
from app.core.search import SearchEntry, reindex
from app.employees import services
from app.employees.enums import DocumentKind, Gap
from app.employees.models import Employee, EmployeeDocument
from app.employees.queries import lacks
from tests.factories.clients import ClientFactory, StatusFactory, TagFactory
from tests.factories.employees import DocumentFactory, EmployeeFactory
from tests.support.pages import column_of, fields_of, filled, save
from tests.support.people import make_account

SEES = "Koordynator – wszyscy klienci, ze stawkami"
BLIND = "Koordynator – wszyscy klienci, bez stawek"
PESEL, OTHER_PESEL = "44051401359", "02070803628"
IBAN = "PL61109010140000071219812874"
DAY = timedelta(days=1)


@pytest.fixture
def office(login_as):
    return login_as(SEES)


def add(browser, **values):
    return save(browser, "/employees/add", **({"first_name": "Anna", "last_name": "Ńska"} | values))


def only(db, model):
    db.session.rollback()
    return db.session.scalars(sa.select(model)).one()


# -- data -------------------------------------------------------------------------------------


def test_employee_is_added_and_cleaned(db, office):
    answer = add(office, pesel=" 440514 01359 ", iban="61 1090 1014 0000 0712 1981 2874",
                 nationality="ua", phone="+48 600 100 200")  # fmt: skip
    assert answer.status_code == 302
    employee = only(db, Employee)
    assert (employee.pesel, employee.iban, employee.nationality) == (PESEL, IBAN, "UA")
    assert employee.born_on == date(1944, 5, 14)
    assert (str(employee), employee.sort_key) == ("Anna Ńska", "n~ska anna")
    assert "PL61 1090 1014" in office.get(answer.location).text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pesel", "44051401358"),
        ("iban", "PL61109010140000071219812875"),
        ("email", "anna"),
        ("nationality", "Polska"),
        ("country", "1"),
        ("last_name", ""),
    ],
)
def test_wrong_data_is_refused(db, office, name, value):
    assert add(office, **{name: value}).status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(Employee.id))) == 0
    assert add(office).status_code == 302


def test_birth_date_that_contradicts_the_pesel_is_asked_about(db, office):
    form = filled(office, "/employees/add", first_name="Anna", last_name="Ćma", pesel=PESEL,
                  born_on="1944-05-15")  # fmt: skip
    answer = office.post("/employees/add", data=form)
    assert answer.status_code == 422
    again = MultiDict(fields_of(answer.text))
    assert office.post("/employees/add", data=again).status_code == 302
    assert only(db, Employee).born_on == date(1944, 5, 15)
    assert add(office, pesel=OTHER_PESEL, born_on="1902-07-08").status_code == 302


def test_probable_double_is_named_before_saving(office, login_as):
    known = EmployeeFactory(first_name="Anna", last_name="Ńska", pesel=PESEL,
                            born_on=date(1944, 5, 14))  # fmt: skip
    for double in ({"last_name": "Inna", "pesel": PESEL}, {"born_on": "1944-05-14"}):
        answer = add(office, **double)
        assert answer.status_code == 422, double
        assert f"/employees/show/{known.id}" in answer.text
    assert add(office, born_on="1944-05-13").status_code == 302
    blind = add(login_as(BLIND), first_name="Ewa", pesel=PESEL)
    assert blind.status_code == 302  # a refusal would tell that somebody has this number


def test_status_follows_its_workflow(db, office):
    good, bad = StatusFactory(entity="employee"), StatusFactory(entity="client")
    assert add(office, status=bad.id).status_code == 422
    assert add(office, status=good.id).status_code == 302
    assert only(db, Employee).status_id == good.id


def test_guardians_are_colleagues(db, office):
    colleague, outsider = make_account(SEES), make_account(PORTAL)
    db.session.add(PortalUser(user_id=outsider.id, client_id=ClientFactory().id))
    db.session.commit()
    names = [one["value"] for one in office.get("/employees/options/guardian").json]
    assert str(colleague.id) in names
    assert str(outsider.id) not in names
    assert add(office, guardian=outsider.id).status_code == 422
    assert add(office, guardian=colleague.id).status_code == 302


def test_archived_employee_is_put_aside(db, office):
    employee = EmployeeFactory()
    DocumentFactory(employee=employee)
    assert office.post(f"/employees/action/archive/{employee.id}").status_code == 302
    assert f"/employees/show/{employee.id}" not in office.get("/employees/list/").text
    answer = save(office, "/employee-documents/add", employee=employee.id, kind="a1")
    assert answer.status_code == 422
    assert office.post(f"/employees/action/restore/{employee.id}").status_code == 302
    assert f"/employees/show/{employee.id}" in office.get("/employees/list/").text
    answer = save(office, "/employee-documents/add", employee=employee.id, kind="a1")
    assert answer.status_code == 302


# -- PESEL ------------------------------------------------------------------------------------


def test_pesel_is_nowhere_without_the_permission(db, office, login_as):
    employee = EmployeeFactory(pesel=PESEL)
    assert save(office, f"/employees/edit/{employee.id}", pesel=OTHER_PESEL).status_code == 302
    blind = login_as(BLIND)
    every = "_cols_EmployeeView=name,pesel"
    urls = [
        f"/employees/list/?{every}",
        f"/employees/export/csv?{every}",
        f"/employees/show/{employee.id}",
        f"/employees/show/{employee.id}?_panel=1",
        f"/employees/edit/{employee.id}",
        f"/employees/history/{employee.id}",
    ]
    for url in urls:
        assert OTHER_PESEL in office.get(url).text, url
        assert OTHER_PESEL not in blind.get(url).text, url
        assert PESEL not in blind.get(url).text, url
    assert blind.get("/employees/list/filter/pesel").status_code == 404
    assert office.get("/employees/list/filter/pesel").status_code == 200


def test_pesel_answers_no_question_without_the_permission(office, login_as):
    employee = EmployeeFactory(pesel=PESEL, phone="600 100 200")
    EmployeeFactory()
    link, blind = f"/employees/show/{employee.id}", login_as(BLIND)
    for question in (f"/employees/list/?q={PESEL}", f"/palette/search?q={PESEL}"):
        assert link in office.get(question).text
        assert link not in blind.get(question).text
    for url in ("/employees/list/?q=600100200", "/palette/search?q=600100200"):
        assert link in blind.get(url).text
    filtered = f"/employees/list/?_flt_2_pesel={PESEL}"
    assert len(column_of(office.get(filtered).text, 0)) == 1
    assert len(column_of(blind.get(filtered).text, 0)) == 2


def test_pesel_is_not_set_without_the_permission(db, login_as):
    employee = EmployeeFactory(pesel=PESEL)
    for role, kept in ((BLIND, PESEL), (SEES, OTHER_PESEL)):
        browser = login_as(role)
        form = filled(browser, f"/employees/edit/{employee.id}", city="Sopot", pesel=OTHER_PESEL,
                      born_on="")  # fmt: skip
        assert browser.post(f"/employees/edit/{employee.id}", data=form).status_code == 302
        db.session.expire_all()
        assert employee.pesel == kept


def test_index_keeps_the_pesel_apart(db):
    employee = EmployeeFactory(pesel=PESEL)

    def texts():
        entries = db.session.scalars(sa.select(SearchEntry).filter_by(record_id=employee.id))
        return {entry.kind: PESEL in entry.text for entry in entries}

    apart = {"employee": False, "employee:PersonalNumbers": True}
    assert texts() == apart
    reindex(Employee)
    assert texts() == apart
    employee.pesel = None
    db.session.commit()
    assert texts() == {"employee": False}


# -- documents and gaps -------------------------------------------------------------------------


def test_document_is_looked_after_on_the_tab(db, office):
    employee = EmployeeFactory()
    assert "/employee-documents/list/" in office.get(f"/employees/show/{employee.id}").text
    url = f"/employee-documents/add?_rel_employee={employee.id}"
    assert save(office, url, kind="medical", valid_from="2026-05-01",
                valid_to="2026-04-30").status_code == 422  # fmt: skip
    answer = save(office, url, kind="medical", valid_from="2026-05-01", valid_to="2028-04-30")
    assert answer.location.endswith(f"/employees/show/{employee.id}#EmployeeDocumentView")
    document = only(db, EmployeeDocument)
    assert save(office, f"/employee-documents/edit/{document.id}",
                valid_to="2028-05-31").status_code == 302  # fmt: skip
    history = office.get(f"/employees/history/{employee.id}").text
    assert "30.04.2028" in history
    assert "31.05.2028" in history


@pytest.fixture
def several(db):
    """Employees with different gaps, by what they lack."""
    full = {"iban": IBAN, "born_on": date(1990, 1, 1), "street": "Długa 1", "city": "Gdańsk"}
    people = {
        "full": EmployeeFactory(**full),
        "iban": EmployeeFactory(**(full | {"iban": None})),
        "born_on": EmployeeFactory(**(full | {"born_on": None})),
        "pesel_is_enough": EmployeeFactory(**(full | {"born_on": None, "pesel": PESEL})),
        "city": EmployeeFactory(**(full | {"city": None})),
        "expired": EmployeeFactory(**full),
        "renewed": EmployeeFactory(**full),
        "expires_today": EmployeeFactory(**full),
        "other_kind": EmployeeFactory(**full),
        "nothing": EmployeeFactory(),
    }
    for name, end in (("expired", -1), ("renewed", -1), ("expires_today", 0), ("other_kind", -1)):
        DocumentFactory(employee=people[name], valid_to=today() + end * DAY)
    DocumentFactory(employee=people["renewed"], valid_to=None)
    DocumentFactory(employee=people["other_kind"], kind=DocumentKind.a1, valid_to=None)
    return people


def test_gaps_in_the_database_are_those_of_the_rules(db, several):
    for gap in Gap:
        found = set(db.session.scalars(sa.select(Employee.id).where(lacks(gap, today()))))
        assert found == {one.id for one in several.values() if gap in one.gaps}, gap
        assert found


def test_list_is_narrowed_to_gaps(office, several):
    def found(value):
        rows = office.get(f"/employees/list/?_flt_0_gaps={value}").text
        return {name for name, one in several.items() if f'/employees/show/{one.id}"' in rows}

    assert found("none") == {"full", "pesel_is_enough", "renewed", "expires_today"}
    assert found("any") == set(several) - found("none")
    assert found("bank_account") == {"iban", "nothing"}
    assert found("expired_document") == {"expired", "other_kind"}
    assert found("nonsense") == set()
    page = office.get(f"/employees/show/{several['expired'].id}").text
    assert str(Gap.expired_document) in page


def test_list_is_narrowed_to_documents_that_expire(office, several):
    def found(day):
        rows = office.get(f"/employees/list/?_flt_0_expires={day}").text
        return {name for name, one in several.items() if f'/employees/show/{one.id}"' in rows}

    assert found(today()) == {"expired", "expires_today", "other_kind"}
    assert found(today() - DAY) == {"expired", "expires_today", "other_kind"} - {"expires_today"}
    assert found("2020-01-01") == set()
    assert found("kiedyś") == set()


# -- what hangs on an employee --------------------------------------------------------------------


def test_notes_and_tags_hang_on_an_employee(db, office):
    employee, tag = EmployeeFactory(), TagFactory(entities=["employee"])
    foreign = TagFactory(entities=["client"])
    answer = office.post(f"/notes/employee/{employee.id}", data={"text": "Uwaga"})
    assert answer.status_code == 200
    assert only(db, Note).entity == "employee"
    assert "Uwaga" in office.get(f"/employees/show/{employee.id}").text
    offered = [one["text"] for one in office.get("/employees/options/tags").json]
    assert (tag.name in offered, foreign.name in offered) == (True, False)
    assert save(office, f"/employees/edit/{employee.id}", tags=tag.id).status_code == 302
    db.session.expire_all()
    assert employee.tags == [tag]


def test_people_stand_in_polish_order(office):
    for name in ("Żak", "Ćma", "Cyran", "Lis", "Łoś"):
        EmployeeFactory(first_name="A", last_name=name)
    rows = column_of(office.get("/employees/list/").text, 0)
    assert [row.split()[-1] for row in rows] == ["Cyran", "Ćma", "Lis", "Łoś", "Żak"]


def test_accounting_reads_and_the_portal_does_not(login_as):
    employee = EmployeeFactory(pesel=PESEL)
    assert PESEL in login_as(ACCOUNTING).get(f"/employees/show/{employee.id}").text
    assert login_as(PORTAL).get(f"/employees/show/{employee.id}").status_code == 403
    assert login_as(ADMINISTRATOR).get(f"/employees/show/{employee.id}").status_code == 200


def test_country_code_is_two_letters(db):
    employee = EmployeeFactory()
    services.normalise_employee(employee)
    employee.country = "P1"
    with pytest.raises(DomainError):
        services.normalise_employee(employee)
