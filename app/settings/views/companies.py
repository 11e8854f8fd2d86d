"""Settings › Company data: the agency's companies, their accounts and logos."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response
from wtforms import validators

from app.core.access import LOGGED_IN, can, page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.identifiers import (
    as_validator,
    clean_eu_vat,
    clean_iban,
    clean_krs,
    clean_nip,
    clean_regon,
    show_iban,
)
from app.core.permissions import READ, WRITE
from app.core.views import ArchiveModelView, Interface
from app.core.views.cells import format_nip
from app.core.views.pages import RailBlock
from app.settings.forms import LogoForm
from app.settings.models import Company, CompanyBankAccount
from app.settings.queries import only_company
from app.settings.services import companies, logos

_EMAIL = validators.Email(lazy_gettext("This is not an e-mail address."))
_ADDRESS = (lazy_gettext("Address"), {"fields": ["street", "postal_code", "city", "country"]})
_CONTACT = (lazy_gettext("Contact details"), {"fields": ["email", "phone", "website"]})


class CompanyBankAccountView(ArchiveModelView):
    """The agency's own accounts."""

    datamodel = Interface(CompanyBankAccount, joinedload(CompanyBankAccount.company))
    route_base = "/company-accounts"
    class_permission_name = "CompanyBankAccounts"
    add_title = lazy_gettext("Add bank account")
    menu_icon = "building-bank"
    parent_columns = ("company",)
    list_columns = ["iban", "bank", "currency", "is_default", "company", "created_on"]
    default_columns = ("iban", "bank", "currency", "is_default")
    order_columns = ["bank", "currency", "created_on"]
    base_order = ("currency", "asc")
    search_columns = ["company", "bank", "currency", "is_default"]
    show_columns = ["company", "iban", "bank", "currency", "is_default"]
    add_columns = ["company", "iban", "bank", "currency", "is_default"]
    edit_columns = ["iban", "bank", "currency", "is_default"]
    formatters_columns = {"iban": show_iban}
    validators_columns = {"iban": [as_validator(clean_iban)]}
    description_columns = {
        "bank": lazy_gettext("Leave it empty to fill it in from the account number.")
    }

    def limit_fields(self, form: Any, *, is_new: bool) -> None:
        """Ask for the company only when there are several."""
        super().limit_fields(form, is_new=is_new)
        if "company" in form and only_company():
            del form["company"]

    def pre_add(self, item: CompanyBankAccount) -> None:
        """Check the number, name the bank, keep one default."""
        company = item.company or only_company()
        if company is None:
            raise DomainError(_("Add the company first."))
        item.company = company
        companies.check_bank_account(item)

    def pre_update(self, item: CompanyBankAccount) -> None:
        """Check it again."""
        companies.check_bank_account(item)

    def pre_archive(self, row: CompanyBankAccount) -> None:
        """What is put aside is no default."""
        row.is_default = False

    def after_save_url(self, item: CompanyBankAccount) -> str:
        """Go back to the company."""
        return f"{url_for('CompanyView.show', pk=item.company_id)}#{self.endpoint}"


class CompanyView(ArchiveModelView):
    """The agency's companies; with a single one nobody sees a list."""

    datamodel = Interface(Company)
    route_base = "/companies"
    default_view = "index"
    class_permission_name = "Companies"
    add_title = lazy_gettext("Add company")
    menu_icon = "building"
    help_page = "settings"
    related_views = [CompanyBankAccountView]
    list_columns = ["short_name", "name", "nip", "regon", "krs", "kraz_number", "city", "email"]
    default_columns = ("short_name", "name", "nip", "city")
    order_columns = ["short_name", "name"]
    base_order = ("short_name", "asc")
    search_columns = ["name", "short_name", "nip", "city"]
    show_fieldsets = [
        (
            lazy_gettext("Company data"),
            {"fields": ["name", "short_name", "nip", "regon", "krs", "eu_vat", "kraz_number"]},
        ),
        _ADDRESS,
        _CONTACT,
    ]
    add_fieldsets = show_fieldsets
    edit_fieldsets = show_fieldsets
    formatters_columns = {"nip": format_nip}
    validators_columns = {
        "nip": [as_validator(clean_nip)],
        "regon": [as_validator(clean_regon)],
        "krs": [as_validator(clean_krs)],
        "eu_vat": [as_validator(clean_eu_vat)],
        "email": [_EMAIL],
    }
    empty_hint = lazy_gettext("Add the company that stands on your invoices and contracts.")

    @page("/", READ)
    def index(self) -> Response:
        """Open the only company, or the list."""
        company = only_company()
        if company:
            return redirect(url_for("CompanyView.show", pk=company.id))
        return redirect(url_for("CompanyView.list"))

    @page("/logo/<int:pk>", LOGGED_IN)
    def logo(self, pk: int) -> Response:
        """Send the picture of a company, as a picture and nothing else."""
        company = self.datamodel.find(str(pk))
        path = logos.path_of(company.logo_file) if company else None
        if path is None:
            abort(404)
        response = send_file(path, as_attachment=True, download_name=f"logo{path.suffix}")
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @page("/logo/<int:pk>", WRITE, methods=("POST",))
    def save_logo(self, pk: int) -> Response:
        """Take a new picture."""
        company = self.find_or_404(str(pk))
        form = LogoForm()
        if form.validate():
            self._replace_logo(company, form.logo.data)
        else:
            flash(" ".join(form.logo.errors) or _("Choose a file."), "danger")
        return redirect(url_for("CompanyView.show", pk=pk))

    @page("/logo/<int:pk>/remove", WRITE, methods=("POST",))
    def remove_logo(self, pk: int) -> Response:
        """Do without a picture."""
        company = self.find_or_404(str(pk))
        old = company.logo_file
        with transaction():
            company.logo_file = None
        logos.remove(old)
        flash(_("The logo is removed."), "success")
        return redirect(url_for("CompanyView.show", pk=pk))

    def _replace_logo(self, company: Company, upload: Any) -> None:
        """Keep the old picture until the new one is saved."""
        old = company.logo_file
        try:
            with closing(upload):
                content = upload.stream.read(logos.MAX_BYTES + 1)
            name = logos.store(upload.filename or "", content)
        except DomainError as error:
            flash(str(error), "danger")
            return
        with transaction():
            company.logo_file = name
        logos.remove(old)
        flash(_("The logo is saved."), "success")

    def rail(self, item: Company) -> list[RailBlock]:
        """Show the logo beside the data."""
        html = render_template(
            "settings/_logo.html",
            company=item,
            form=LogoForm(None) if can(WRITE, self.class_permission_name) else None,
        )
        return [RailBlock("logo", _("Logo"), Markup(html)), *super().rail(item)]  # noqa: S704 - a rendered template

    def pre_add(self, item: Company) -> None:
        """Check the numbers."""
        companies.check_company(item)

    pre_update = pre_add

    def post_add(self, item: Company) -> None:
        """Let passwords not contain the name."""
        companies.remember_name(item)

    post_update = post_add

    def cancel_url(self, item: Any | None) -> str:
        """Go back where the menu leads."""
        return super().cancel_url(item) if request.args else url_for("CompanyView.index")
