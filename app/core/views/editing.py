"""Adding, changing and deleting rows: one transaction, nothing typed is ever lost."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.core.access import page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import DELETE, WRITE
from app.core.uniqueness import Taken
from app.core.views import conflicts
from app.core.views.pages import FormPage
from app.core.views.part import ViewPart
from app.core.views.submission import RepeatedSubmission, check_unused, remember

FORM_TEMPLATE = "core/form.html"
CONFIRMED, REASON = "_confirmed", "_reason"
MAX_REASON = 300


class NeedsConfirmation(Exception):  # noqa: N818 - a question, not a fault
    """Saving is possible but probably not meant; raised from ``pre_add`` and ``pre_update``.

    With ``asks_reason`` a confirmation has to say why; the view keeps it in ``overridden``.
    """

    def __init__(
        self,
        question: str,
        links: list[tuple[str, str]],
        advice: str = "",
        *,
        asks_reason: bool = False,
    ) -> None:
        super().__init__(question)
        self.question = question
        self.links = links
        self.advice = advice
        self.asks_reason = asks_reason
        self.reason, self.complaint = "", ""

    @property
    def key(self) -> str:
        """Return what a confirmation must carry: it holds for these links only."""
        return hashlib.sha256(repr(self.links).encode()).hexdigest()[:16]


def is_confirmed(doubt: NeedsConfirmation) -> bool:
    """Tell whether the posted form confirms a doubt, with a reason where one is asked for."""
    doubt.reason = " ".join(request.form.get(REASON, "").replace("\x00", " ").split())
    if request.form.get(CONFIRMED) != doubt.key:
        return False
    if not doubt.asks_reason:
        return True
    if len(doubt.reason) > MAX_REASON:
        doubt.complaint = _("At most %(n)s characters.", n=MAX_REASON)
    elif not any(map(str.isalnum, doubt.reason)):
        doubt.complaint = _("Say why, in a few words.")
    return not doubt.complaint


class EditingMixin(ViewPart):
    """The add, edit and delete pages of ``AppModelView``."""

    add_form: Any
    edit_form: Any

    @page("/add", WRITE, methods=["GET", "POST"])
    def add(self) -> Response | str | tuple[str, int]:
        """Show or take the form of a new row."""
        item = self.new_item()
        form = self.add_form(request.form if request.method == "POST" else None, obj=item)
        self.limit_fields(form, is_new=True)
        if request.method == "POST":
            return self._take(form, item, is_new=True)
        self.prefill(form)
        return self._render_form(form, item, is_new=True)

    @page("/edit/<pk>", WRITE, methods=["GET", "POST"])
    def edit(self, pk: str) -> Response | str | tuple[str, int]:
        """Show or take the form of an existing row."""
        item = self.find_or_404(pk)
        posted = conflicts.resolve(request.form) if request.method == "POST" else None
        form = self.edit_form(posted, obj=item)
        form._id = item.id
        self.limit_fields(form, is_new=False)
        if request.method == "POST":
            return self._take(form, item, is_new=False)
        try:
            self.check_editable(item)
        except DomainError as refusal:
            abort(409, description=str(refusal))
        return self._render_form(form, item, is_new=False)

    @page("/delete/<pk>", DELETE, methods=["POST"])
    def delete(self, pk: str) -> Response:
        """Delete a row nothing refers to."""
        item = self.find_or_404(pk)
        try:
            with transaction():
                self.pre_delete(item)
                self.datamodel.session.delete(item)
                self.datamodel.session.flush()
        except DomainError as error:
            flash(str(error), "danger")
        except IntegrityError:
            flash(_("Something else refers to it, so it cannot be deleted."), "danger")
        except StaleDataError:
            flash(_("Somebody has just changed it. Look at it again."), "danger")
        else:
            flash(_("Deleted."), "success")
            return redirect(self.after_delete_url(pk))
        return redirect(self.back_url())

    def _take(
        self, form: Any, item: Any, *, is_new: bool, is_current: bool = False
    ) -> Response | tuple[str, int]:
        """Validate and save a posted form; a refusal shows it again as it was typed."""
        pk, refusal = item.id, None
        try:
            check_unused()
            if not is_new and not is_current:
                self._check_current(item)
            if form.validate():
                url = self._save(form, item, is_new=is_new)
                flash(_("Added.") if is_new else _("Saved."), "success")
                return redirect(url)
        except RepeatedSubmission as repeated:
            return self._answer_repeated(repeated, form, item, is_new=is_new)
        except (DomainError, NeedsConfirmation, StaleDataError, IntegrityError) as error:
            refusal = error
        try:
            # A twin of this request may have saved meanwhile: it is what we have stumbled over.
            check_unused()
        except RepeatedSubmission as repeated:
            return self._answer_repeated(repeated, form, item, is_new=is_new)
        if isinstance(refusal, StaleDataError):
            return self._render_conflict(form, self.find_or_404(str(pk)))
        return self._refuse(refusal, form, item, is_new=is_new)

    def _check_current(self, item: Any) -> None:
        self.check_editable(item)
        if conflicts.is_stale(item, request.form):
            raise StaleDataError

    def _refuse(
        self, refusal: Exception | None, form: Any, item: Any, *, is_new: bool
    ) -> tuple[str, int]:
        doubt = refusal if isinstance(refusal, NeedsConfirmation) else None
        field = refusal.field_of(form) if isinstance(refusal, Taken) else None
        if field is not None:
            field.errors = [*field.errors, str(refusal)]
        elif isinstance(refusal, DomainError):
            form.form_errors = [*form.form_errors, str(refusal)]
        elif isinstance(refusal, IntegrityError):
            text = _("What it refers to was changed meanwhile. Check the values and save again.")
            form.form_errors = [*form.form_errors, text]
        return self._render_form(form, item, is_new=is_new, doubt=doubt), 422

    def _save(self, form: Any, item: Any, *, is_new: bool) -> str:
        session = self.datamodel.session
        with transaction(), session.no_autoflush:
            form.populate_obj(item)
            self._ask_first(item, is_new=is_new)
            if is_new:
                session.add(item)
            session.flush()
            (self.post_add if is_new else self.post_update)(item)
            url = self.after_save_url(item)
            remember(url)
        return url

    def _ask_first(self, item: Any, *, is_new: bool) -> None:
        """Run the checks of the view; a doubt the user has confirmed is none."""
        try:
            (self.pre_add if is_new else self.pre_update)(item)
        except NeedsConfirmation as doubt:
            if not is_confirmed(doubt):
                raise
            if doubt.asks_reason:
                self.overridden(item, doubt)

    def _answer_repeated(
        self, repeated: RepeatedSubmission, form: Any, item: Any, *, is_new: bool
    ) -> Response | tuple[str, int]:
        if repeated.is_same:
            return redirect(repeated.url)
        form.form_errors = [
            *form.form_errors,
            _("This form was already sent with other values. Check them and save again."),
        ]
        return self._render_form(form, item, is_new=is_new), 409

    def _render_form(
        self, form: Any, item: Any, *, is_new: bool, doubt: NeedsConfirmation | None = None
    ) -> str:
        titles = self.add_title if is_new else self.edit_title
        form_page = FormPage(
            title=str(titles),
            form=form,
            sections=self.form_sections(form, is_new=is_new),
            action=self.form_action(),
            cancel_url=self.cancel_url(None if is_new else item),
            is_new=is_new,
            token=uuid.uuid4().hex,
            revision=None if is_new else getattr(item, "revision", None),
            before=self._before(form, item, is_new=is_new),
            breadcrumb=self.breadcrumb(None if is_new else item),
            doubt=doubt,
            conditions=self.form_conditions,
        )
        return render_template(self.form_template, page=form_page)

    def _before(self, form: Any, item: Any, *, is_new: bool) -> str:
        if is_new or not hasattr(item, "revision"):
            return ""
        if request.method == "POST":
            return request.form.get(conflicts.BEFORE_FIELD, "")
        return conflicts.fingerprints(form)

    def _render_conflict(self, form: Any, item: Any) -> Response | tuple[str, int]:
        session = self.datamodel.session
        session.refresh(item)
        conflict = conflicts.conflict_page(
            form,
            item,
            current=self.edit_form(None, obj=item),
            cancel_url=url_for(f"{self.endpoint}.show", pk=item.id),
            title=str(self.edit_title),
            breadcrumb=self.breadcrumb(item),
        )
        if not conflict.fields and any(getattr(field, "changes", ()) for field in form):
            return self._take(
                form, item, is_new=False, is_current=True
            )  # rows have their own check
        if not conflict.fields:
            flash(_("Saved."), "success")
            return redirect(self.after_save_url(item))
        return render_template("core/conflict.html", page=conflict), 409

    # -- what a view may say otherwise ------------------------------------------------------

    form_template = FORM_TEMPLATE
    #: Which fields are shown only while another says so: ``{"night_from": "rule=night"}``.
    form_conditions: dict[str, str] = {}

    def form_action(self) -> str:
        """Return where a form is sent: to the page it stands on."""
        return request.full_path.rstrip("?")

    def new_item(self) -> Any:
        """Return the row an add form starts from, with the defaults of its columns."""
        model = self.datamodel.obj
        defaults = {
            column.key: column.default.arg
            for column in sa.inspect(model).columns
            if column.default is not None and column.default.is_scalar
        }
        return model(**defaults)

    def prefill(self, form: Any) -> None:
        """Fill an empty add form from the URL: ``?_rel_client=5``."""
        for column in self.parent_columns:
            pk = request.args.get(f"_rel_{column}", "")
            if pk and column in form:
                form[column].data = self.find_offered(column, pk)

    def overridden(self, item: Any, doubt: NeedsConfirmation) -> None:
        """Keep the reason for which a doubt was set aside; a view that asks for one says how."""
        raise NotImplementedError

    def check_editable(self, item: Any) -> None:
        """Refuse with ``DomainError`` when a row may be seen but not changed."""
        if getattr(item, "is_archived", False):
            raise DomainError(_("This record is archived. Restore it first."))

    def after_delete_url(self, pk: str) -> str:
        """Return where the user came from, unless that was the page of the deleted row."""
        url = self.back_url()
        pages = {"show", "edit", "history"} - set(self.exclude_route_methods)
        own = {url_for(f"{self.endpoint}.{name}", pk=pk) for name in pages}
        return url_for(f"{self.endpoint}.list") if url.partition("?")[0] in own else url

    def after_save_url(self, item: Any) -> str:
        """Return where to go after saving: to the row."""
        return url_for(f"{self.endpoint}.show", pk=item.id)
