"""From a model's columns to form fields: one table decides, for every generated form."""

from typing import Any

import sqlalchemy as sa
from flask_appbuilder.forms import DynamicForm, GeneralModelConverter
from flask_appbuilder.validators import Unique
from flask_babel import lazy_gettext as _
from wtforms import DateField, validators

from app.core.db import UtcDateTime
from app.core.forms import fields, widgets


class Form(DynamicForm):
    """A generated form; its CSRF token is the page's own (CSRFProtect checks it)."""

    class Meta:
        """WTForms options."""

        csrf = False


class Converter(GeneralModelConverter):
    """FAB's converter with our fields; ``view`` is the endpoint that answers for options."""

    def __init__(self, datamodel: Any, view: Any) -> None:
        super().__init__(datamodel)
        self.view = view

    def create_form(self, *args: Any, **kwargs: Any) -> type[Form]:
        """Return a form class without FlaskForm's second CSRF field."""
        generated = super().create_form(*args, **kwargs)
        return type("GeneratedForm", (Form,), _declared_fields(generated))

    def _convert_many_to_one(
        self,
        col_name: str,
        label: Any,
        description: Any,
        lst_validators: list[Any],
        _filters: Any,
        form_props: dict[str, Any],
    ) -> dict[str, Any]:
        required = not self.datamodel.is_nullable(col_name)
        lst_validators.append(Required() if required else validators.Optional())
        form_props[col_name] = self._relation(
            fields.RelationField, col_name, label, description, lst_validators
        )
        return form_props

    def _convert_many_to_many(
        self,
        col_name: str,
        label: Any,
        description: Any,
        lst_validators: list[Any],
        _filters: Any,
        form_props: dict[str, Any],
    ) -> dict[str, Any]:
        form_props[col_name] = self._relation(
            fields.RelationsField, col_name, label, description, lst_validators
        )
        return form_props

    def _relation(
        self, kind: Any, col_name: str, label: Any, description: Any, lst_validators: list[Any]
    ) -> Any:
        return kind(
            label,
            lst_validators,
            description=description,
            view=type(self.view).__name__,
            column=col_name,
            choices=LazyChoices(self.view, col_name),
        )

    def _convert_simple(
        self,
        col_name: str,
        label: Any,
        description: Any,
        lst_validators: list[Any],
        form_props: dict[str, Any],
    ) -> dict[str, Any]:
        column = self.datamodel.list_columns[col_name]
        lst_validators = [*lst_validators, *self._checks(column, col_name)]
        common = {"description": description, "default": self.datamodel.get_col_default(col_name)}
        form_props[col_name] = make_field(column, label, lst_validators, common)
        return form_props

    def _checks(self, column: Any, col_name: str) -> list[Any]:
        checks: list[Any] = []
        is_boolean = isinstance(column.type, sa.Boolean)
        if not is_boolean:
            checks.append(validators.Optional() if column.nullable else Required())
        length = getattr(column.type, "length", None)
        if length and not isinstance(column.type, sa.Enum):
            checks.append(validators.Length(max=length))
        if column.unique:
            checks.append(Unique(self.datamodel, col_name))
        return checks


class FilterConverter(Converter):
    """The fields in which values of filters are edited: instants are asked for by day."""

    def _convert_simple(
        self,
        col_name: str,
        label: Any,
        description: Any,
        lst_validators: list[Any],
        form_props: dict[str, Any],
    ) -> dict[str, Any]:
        if isinstance(self.datamodel.list_columns[col_name].type, UtcDateTime):
            form_props[col_name] = DateField(label, widget=widgets.Date())
            return form_props
        return super()._convert_simple(col_name, label, description, lst_validators, form_props)


class LazyChoices:
    """The options of a relation, asked for when a request needs them."""

    def __init__(self, view: Any, column: str) -> None:
        self._view, self._column = view, column

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view.choices(self._column), name)


def make_field(column: Any, label: Any, checks: list[Any], common: dict[str, Any]) -> Any:
    """Return the field for a column; the order of the tests matters (Enum is a String)."""
    kind = column.type
    if isinstance(kind, sa.Enum):
        return fields.EnumField(
            label, checks, enum_class=kind.enum_class, is_nullable=column.nullable, **common
        )
    if isinstance(kind, UtcDateTime):
        return fields.InstantField(
            label, checks, format=["%Y-%m-%dT%H:%M"], widget=widgets.DateTime(), **common
        )
    if isinstance(kind, sa.Boolean):
        return fields.CheckField(label, checks, **common)
    if isinstance(kind, sa.Date):
        formats = ["%Y-%m-%d", "%d.%m.%Y"]
        return DateField(label, checks, format=formats, widget=widgets.Date(), **common)
    if isinstance(kind, sa.Numeric):
        return fields.PolishDecimalField(
            label,
            checks,
            precision=kind.precision or 12,
            scale=kind.scale or 0,
            widget=widgets.Number(),
            **common,
        )
    if isinstance(kind, sa.Integer):
        return fields.WholeNumberField(label, checks, widget=widgets.Integer(), **common)
    if isinstance(kind, sa.Text):
        return fields.TextBlockField(label, checks, widget=widgets.Area(), **common)
    return fields.TrimmedStringField(label, checks, widget=widgets.Text(), **common)


class Required:
    """The field may not end up empty; what the form does not carry keeps its value."""

    field_flags = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        if field.process_errors:
            raise validators.StopValidation
        if field.data is None or field.data in ("", []):
            raise validators.StopValidation(str(_("This field is required.")))


def _declared_fields(form: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(form).items() if hasattr(value, "field_class")}
