"""Somebody of Alfa asks for Beta in every way a URL or a form allows: D-AZ-02, 04, 05, 08.

Each question is asked three times: with Beta's ids by the two who may only see Alfa, who must
get nothing; and, as the positive control, with Beta's ids by one who sees every client.
"""

from dataclasses import replace

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.clients.models import Client
from app.extensions import db as database
from tests.security.conftest import scoped_views
from tests.security.leaks import canaries_in
from tests.security.samples import relations
from tests.security.visits import Visit, outcome
from tests.security.world import BETA, CONTROL

#: How many questions must bring Beta to light for whoever sees it, before that is believed.
ENOUGH = 4


def dump(app) -> list:
    """Return every row of every table, but for the trail."""
    with app.app_context(), database.engine.connect() as connection:
        return [
            sorted(map(repr, connection.execute(sa.select(table))))
            for table in database.metadata.sorted_tables
            if table.name not in ("audit_entry", "audit_seal")
        ]


def cells_with_ids(samples, world):
    """Return the cells whose request for Beta is another one than for Alfa: it names a row."""
    for view, cell in samples.cells():
        ours, theirs = (samples.visit(view, cell, side=side) for side in (world.alfa, world.beta))
        is_named = ours.url != theirs.url or ours.form.get("rowid") != theirs.form.get("rowid")
        if is_named or is_restoring(samples, view, cell, world):
            yield view, cell


def is_restoring(samples, view, cell, world):
    """The sample names an archived row, which only Alfa has."""
    if "/restore" not in cell:
        return False
    ours, theirs = (samples.visit(view, "show GET", side=side) for side in (world.alfa, world.beta))
    return ours.url != theirs.url


def test_no_cell_takes_a_foreign_id(samples, world, limited, visitor, reset):
    """404, nothing of Beta in the answer, nothing written; whoever sees all gets through."""
    wrong, asked = [], 0
    for view, cell in cells_with_ids(samples, world):
        visit = samples.visit(view, cell, side=world.beta)
        if "restore" in cell:
            visit = with_id(visit, samples.visit(view, "show GET", side=world.beta))
        for method in {visit.method, "GET", "HEAD", "POST"}:  # no rule takes another
            answer = limited.send(replace(visit, method=method))
            got = outcome(answer, limited.written)
            if not is_refused(visit, method, got) or canaries_in(answer) or limited.written:
                wrong.append(f"{replace(visit, method=method)}: {got} {canaries_in(answer)}")
            asked += 1
        answer = visitor(CONTROL).send(visit)
        is_none = "none" in str(visit) or visit.form.get("action") == "none"
        if not is_none and answer.status_code >= 400:
            wrong.append(f"control {visit}: {answer.status_code}")
        reset()
    assert not wrong, "\n".join(wrong)
    assert asked > 100


def is_refused(visit, method, got):
    """A row asked for in the query leaves the page, and the form that is sent, without it.

    The page is shown as if nothing had been asked for; a form without rows is refused.
    """
    if "?" in visit.url and got == ("ok" if method in ("GET", "HEAD") else "422"):
        return True
    return got == "missing" or (got == "method" and method != visit.method)


def with_id(visit, other):
    """Return a request with the row of another one."""
    pk = other.url.rsplit("/", 1)[1]
    if "rowid" in visit.form:
        return visit.with_form(rowid=pk)
    return replace(visit, url=f"{visit.url.rsplit('/', 1)[0]}/{pk}")


def test_an_action_on_mixed_rows_touches_none(app, samples, world, limited, visitor, reset):
    asked = 0
    for view in scoped_views(app):
        for name in view.actions:
            form = MultiDict({"action": name})
            form.setlist("rowid", [str(samples.pk(view)), str(samples.pk(view, world.beta))])
            visit = Visit("POST", f"{view.route_base}/action_post", form)
            before = dump(app)
            answer = limited.send(visit)
            assert answer.status_code == 404, visit
            assert dump(app) == before, visit
            assert visitor(CONTROL).send(visit).status_code == 302
            reset()
            own = visit.with_form(rowid=str(samples.pk(view)))
            assert limited.send(own).status_code == 302
            reset()
            asked += 1
    assert asked >= 2


def list_questions(view, world):
    """Return arguments of a list that could bring Beta's rows to light."""
    ids = {model: str(pk) for model, pk in {**world.ids, **world.beta.ids}.items()}
    yield "plain", {}
    yield "archived", {"archived": "all"}
    yield "quick search", {"q": BETA}
    yield "every column", {f"_cols_{type(view).__name__}": ",".join(view.list_columns)}
    for column in view.order_columns:
        for direction in ("asc", "desc"):
            yield (
                "order",
                {
                    f"_oc_{type(view).__name__}": column,
                    f"_od_{type(view).__name__}": direction,
                },
            )
    for column in view.search_columns:
        value = BETA
        if view.datamodel.is_relation(column):
            value = ids.get(view.datamodel.get_related_model(column), "1")
        for position in range(len(view.operators(column))):
            yield "filter", {f"_flt_{position}_{column}": value}
    for column in view.parent_columns:
        yield "tab", {f"_rel_{column}": ids[view.datamodel.get_related_model(column)]}


def files_of(name):
    """A file holds the rows of its list, whatever the filter; both kinds hold the same."""
    files = {"plain": ("export/csv", "export/xlsx"), "filter": ()}
    return ("list/", *files.get(name, ("export/csv",)))


def test_no_list_shows_foreign_rows(app, world, limited, visitor):
    """In any order and under any filter, as a page and as a file."""
    wrong, control = [], visitor(CONTROL)
    for view in scoped_views(app):
        found = 0
        for name, args in list_questions(view, world):
            for page in files_of(name):
                url = f"{view.route_base}/{page}"
                shown = canaries_in(limited.client.get(url, query_string=args, buffered=True))
                # What was typed stands in the search box again; it says nothing of Beta.
                typed = BETA in args.values() and page == "list/"
                if shown and not typed:
                    wrong.append(f"{url} {name} {args}: {shown}")
                if found < ENOUGH:
                    answer = control.client.get(url, query_string=args, buffered=True)
                    found += bool(canaries_in(answer))
        assert found == ENOUGH, view
    assert not wrong, "\n".join(wrong)


def test_a_search_for_a_foreign_name_counts_nothing(app, limited, visitor):
    """The box repeats what was typed; the rows are counted by their links."""
    for view in scoped_views(app):
        url = f"{view.route_base}/list/?q={BETA}"
        link = f"{view.route_base}/show/"
        if view.search_kind or view.searched:
            assert link not in limited.get(url).text
            assert link in visitor(CONTROL).get(url).text


def test_the_palette_finds_only_own_records(limited, visitor):
    for person, canaries in ((limited, False), (visitor(CONTROL), True)):
        answer = person.get(f"/palette/search?q={BETA}")
        assert bool(canaries_in(answer)) is canaries
        assert bool(canaries_in(person.get("/palette/search?q=kanarek"))) is canaries
    assert "kanarekalfa" in limited.get("/palette/search?q=kanarek").text


def relation_fields(app, samples):
    """Return (view, column, related model) of all relations clients' data have."""
    for view in scoped_views(app):
        for column in relations(view):
            yield view, column, view.datamodel.get_related_model(column)


def test_no_option_is_a_foreign_row(app, samples, world, limited, visitor):
    """The lists people choose from, and the forms themselves."""
    found = 0
    for view, column, model in relation_fields(app, samples):
        for query in ("", f"?q={BETA}"):
            url = f"{view.route_base}/options/{column}{query}"
            if model is Client:
                assert canaries_in(limited.get(url)) == [], url
                found += bool(canaries_in(visitor(CONTROL).get(url)))
    assert found >= 4
    for view in scoped_views(app):
        for url in (f"{view.route_base}/add", f"{view.route_base}/edit/{samples.pk(view)}"):
            if "add" not in view.exclude_route_methods:
                assert canaries_in(limited.get(url)) == [], url


def test_people_of_another_client_are_offered_to_nobody_who_does_not_see_it(
    app, samples, limited, visitor
):
    """Accounts belong to no client, except those of its portal."""
    asked = 0
    for view, column, model in relation_fields(app, samples):
        if model.__name__ == "Account":
            url = f"{view.route_base}/options/{column}?q={BETA}"
            assert canaries_in(limited.get(url)) == [], url
            asked += 1
    assert asked


def test_no_form_takes_a_foreign_key(app, samples, world, limited, visitor, reset):
    """422 and the reason at the field, on adding and on changing; Alfa's own key is taken."""
    asked = 0
    for view, column, model in relation_fields(app, samples):
        if model is not Client:
            continue
        for page, columns in (("add", view.add_columns), ("edit", view.edit_columns)):
            if column not in columns or page in view.exclude_route_methods:
                continue
            visit = samples.visit(type(view).__name__, f"{page} POST")
            make_room(app, view, column)
            foreign = visit.with_form(**{column: str(world.beta.ids[Client])})
            answer = limited.send(foreign)
            assert answer.status_code in (404, 422), (foreign, answer.status_code)
            assert not limited.written, foreign
            assert canaries_in(answer) == [], foreign
            # What belongs to the client has to be Beta's, too: a position, say.
            whole = samples.visit(type(view).__name__, f"{page} POST", side=world.beta)
            whole = whole.with_form(**{column: str(world.beta.ids[Client])})
            taken = whole if page == "add" else foreign
            assert outcome(visitor(CONTROL).send(taken), {"x"}) == "done", taken
            reset()
            make_room(app, view, column)
            own = visit.with_form(**{column: str(world.alfa.ids[Client])})
            if view.datamodel.obj is not Client:
                assert outcome(limited.send(own), limited.written) == "done", own
            reset()
            asked += 1
    assert asked >= 6


def make_room(app, view, column):
    """Where each client has one row at most, a new one fits only when there is none."""
    table = view.datamodel.obj.__table__
    (key,) = view.datamodel.obj.__mapper__.relationships[column].local_columns
    if key.unique:
        with app.app_context(), database.engine.begin() as connection:
            connection.execute(sa.delete(table))


def test_a_form_filled_from_the_address_shows_no_foreign_name(app, world, limited, visitor):
    for view in scoped_views(app):
        if "add" in view.exclude_route_methods:
            continue
        for column in view.parent_columns:
            parent = view.datamodel.get_related_model(column)
            url = f"{view.route_base}/add?_rel_{column}={world.beta.ids[parent]}"
            assert canaries_in(limited.get(url)) == [], url
            assert canaries_in(visitor(CONTROL).get(url)), url


def test_history_names_no_foreign_payer(db, world, limited, visitor):
    client = db.session.get(Client, world.alfa.ids[Client])
    client.payer_id = world.beta.ids[Client]
    db.session.commit()
    for page in ("show", "history", "edit"):
        url = f"/clients/{page}/{client.id}"
        assert canaries_in(limited.get(url)) == [], url
        assert canaries_in(visitor(CONTROL).get(url)), url


def test_a_duplicate_warning_names_no_foreign_client(samples, world, limited, visitor):
    visit = samples.visit("ClientView", "add POST").with_form(
        name=f"{BETA} client name", nip="7740001454"
    )
    shown = limited.send(visit).text
    assert f"/clients/show/{world.beta.ids[Client]}" not in shown
    assert f"/clients/show/{world.beta.ids[Client]}" in visitor(CONTROL).send(visit).text


def test_saved_views_of_others_are_private(db, world, limited, visitor, samples):
    from app.core.views.saved import SavedView

    foreign = world.beta.ids[SavedView]
    for page in ("default", "delete"):
        assert limited.post(f"/views/{page}/{foreign}").status_code == 404
        assert not limited.written
    assert canaries_in(limited.get("/clients/list/")) == []
    visit = samples.visit("SavedViewView", "save POST")
    assert limited.send(visit).status_code == 302
    assert "Moja lista" in limited.get("/clients/list/").text
    assert "Moja lista" not in visitor(CONTROL).get("/clients/list/").text
