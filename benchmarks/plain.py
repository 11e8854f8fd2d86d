"""The yardstick: the same rows on a page of Flask and Jinja alone.

No users, no permissions, no menu, no filters, no forms: three statements and a table.
"""

import os

import sqlalchemy as sa
from flask import Flask, render_template_string

_PAGE = """<!DOCTYPE html>
<html lang="pl"><head><meta charset="utf-8"><title>Klienci</title></head><body><h1>Klienci</h1>
<table><thead><tr><th>Nazwa<th>NIP<th>Status<th>Rodzaj<th>Tagi<th>Opiekunowie<th>Telefon
<th>Od</tr></thead><tbody>
{% for row in rows %}<tr><td><a href="/clients/show/{{ row.id }}">{{ row.name }}</a></td>
<td>{{ row.nip or "" }}</td><td>{{ row.status or "" }}</td><td>{{ row.kind }}</td>
<td>{% for name in tags[row.id] %}<span>{{ name }}</span> {% endfor %}</td>
<td>{{ guardians[row.id]|join(", ") }}</td><td>{{ row.phone or "" }}</td>
<td>{{ row.client_since or "" }}</td></tr>{% endfor %}</tbody></table></body></html>"""

_ROWS = sa.text(
    "SELECT c.id, c.name, c.nip, s.name AS status, c.kind, c.phone, c.client_since "
    "FROM client c LEFT JOIN entity_status s ON s.id = c.status_id "
    "WHERE c.archived_on IS NULL ORDER BY c.sort_key, c.id LIMIT 50"
)
_TAGS = sa.text(
    "SELECT l.client_id, t.name FROM client_tag l JOIN tag t ON t.id = l.tag_id "
    "WHERE l.client_id IN :ids ORDER BY t.name"
).bindparams(sa.bindparam("ids", expanding=True))
_GUARDIANS = sa.text(
    "SELECT l.client_id, u.first_name || ' ' || u.last_name "
    "FROM client_guardian l JOIN ab_user u ON u.id = l.user_id WHERE l.client_id IN :ids"
).bindparams(sa.bindparam("ids", expanding=True))


def make_plain(url: str) -> Flask:
    """Return an app with one page that reads the given database."""
    app = Flask(__name__)
    engine = sa.create_engine(url)

    @app.get("/")
    def clients() -> str:
        with engine.connect() as connection:
            rows = connection.execute(_ROWS).all()
            ids = [row.id for row in rows]
            tags, guardians = ({pk: [] for pk in ids} for _ in range(2))
            for found, query in ((tags, _TAGS), (guardians, _GUARDIANS)):
                for pk, name in connection.execute(query, {"ids": ids}):
                    found[pk].append(name)
        return render_template_string(_PAGE, rows=rows, tags=tags, guardians=guardians)

    return app


def serve() -> Flask:
    """Return the app for gunicorn; DATABASE_URL names the database."""
    return make_plain(os.environ["DATABASE_URL"])
