"""VAT rates of a sale in Poland (ustawa o VAT, art. 41 and 43; LAW: FA(3) field P_12)."""

from decimal import Decimal

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class VatRate(LabeledEnum):
    """The rate of an invoice line; exempt and foreign sales have none."""

    vat_23 = "vat_23", "23%"
    vat_8 = "vat_8", "8%"
    vat_5 = "vat_5", "5%"
    vat_0 = "vat_0", "0%"
    exempt = "exempt", _("exempt (zw)")
    reverse_eu = "reverse_eu", _("outside Poland, EU (np II)")
    outside = "outside", _("outside Poland (np I)")

    @property
    def fraction(self) -> Decimal:
        """Return 0.23 for 23 %; 0 where no VAT is due."""
        percents = {"vat_23": 23, "vat_8": 8, "vat_5": 5}
        return Decimal(percents.get(self.value, 0)) / 100
