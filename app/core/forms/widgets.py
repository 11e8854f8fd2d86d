"""WTForms widgets that speak Bootstrap 5 and ARIA."""

from typing import Any

from flask import url_for
from markupsafe import Markup
from wtforms import widgets
from wtforms.widgets import html_params


class _Control:
    """Give a widget its class, its error state and the id of its help text."""

    css = "form-control"
    extra: dict[str, str] = {}

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        kwargs["class"] = f"{self.css} is-invalid" if field.errors else self.css
        if field.errors:
            kwargs["aria-invalid"] = "true"
        if field.errors or field.description:
            kwargs["aria-describedby"] = f"{field.id}-help"
        for key, value in self.extra.items():
            kwargs.setdefault(key, value)
        return super().__call__(field, **kwargs)  # type: ignore[misc,no-any-return]


class Text(_Control, widgets.TextInput):
    """One line of text."""


class Email(_Control, widgets.EmailInput):
    """An e-mail address."""


class Password(_Control, widgets.PasswordInput):
    """A password, never echoed."""


class Number(_Control, widgets.TextInput):
    """A decimal number typed the Polish way."""

    extra = {"inputmode": "decimal", "autocomplete": "off"}


class Integer(_Control, widgets.TextInput):
    """A whole number."""

    extra = {"inputmode": "numeric", "autocomplete": "off"}


class Area(_Control, widgets.TextArea):
    """Several lines of text."""

    extra = {"rows": "3"}


class Date(_Control, widgets.DateInput):
    """A day; the browser brings its own calendar."""


class DateTime(_Control, widgets.DateTimeLocalInput):
    """An instant, to the minute."""

    extra = {"step": "60"}


class Check(_Control, widgets.CheckboxInput):
    """A yes or no; the hidden mark tells an unticked box from a missing one."""

    css = "form-check-input"

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        name = kwargs.get("name", field.name)
        box = super().__call__(field, **kwargs)
        return Markup('<input type="hidden" name="{}" value="">{}').format(name, box)


class Select(_Control, widgets.Select):
    """A short list to choose from."""

    css = "form-select"
    extra = {"data-ts": ""}


class RemoteSelect:
    """Only what is chosen is in the page; the rest is asked for while typing."""

    def __init__(self, *, multiple: bool = False) -> None:
        self.multiple = multiple

    def url(self, field: Any) -> str:
        """Return where the options are asked for."""
        return url_for(f"{field.view}.options", column=field.column)

    def more(self, _field: Any) -> dict[str, Any]:
        """Return further attributes."""
        return {}

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        kwargs |= {
            "id": field.id,
            "name": field.name,
            "class": "form-select is-invalid" if field.errors else "form-select",
            "data-ts": True,
            "data-url": self.url(field),
            "multiple": self.multiple,
            "required": bool(field.flags.required),
        } | self.more(field)
        options = Markup("").join(
            Markup('<option value="{}"{}>{}</option>').format(
                value, Markup(" selected") if is_chosen else "", label
            )
            for value, label, is_chosen in field.chosen()
        )
        # WTForms has escaped every value of the attributes.
        attributes = Markup(html_params(**kwargs))  # noqa: S704
        select = Markup("<select {}>{}</select>").format(attributes, options)
        if not self.multiple:
            return select
        # Without it an emptied multiple select would post nothing and so change nothing.
        return Markup('<input type="hidden" name="{}" value="">{}').format(field.name, select)


class NarrowedSelect(RemoteSelect):
    """Options that belong to a row: a known one, or the one chosen in another field."""

    def __init__(self, owner: str, owner_id: int | None = None) -> None:
        super().__init__()
        self.owner, self.owner_id = owner, owner_id

    def url(self, field: Any) -> str:
        """Return where the options of the owner are asked for."""
        narrowed: dict[str, Any] = {self.owner: self.owner_id} if self.owner_id else {}
        return url_for(f"{field.view}.options", column=field.column, **narrowed)

    def more(self, _field: Any) -> dict[str, Any]:
        """Name the field whose choice narrows this one."""
        return {} if self.owner_id else {"data_depends": self.owner}
