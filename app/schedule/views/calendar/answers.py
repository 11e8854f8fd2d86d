"""What follows a change: an open calendar reads itself anew, without scripts it is shown."""

import json
from datetime import date

from flask import Response as FlaskResponse
from flask import redirect, request, url_for
from werkzeug.wrappers import Response


def changed(day: date, client_id: int | None = None, *, focus: int = 0) -> Response:
    """Let the open calendar read itself anew; without scripts, show it."""
    if request.headers.get("HX-Request") != "true":
        return redirect(url_for("CalendarView.index", day=day, client=client_id))
    response = FlaskResponse(status=204)
    response.headers["HX-Trigger"] = json.dumps({"calendar:changed": {"focus": focus}})
    return response
