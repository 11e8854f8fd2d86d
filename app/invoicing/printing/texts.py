"""The words of a printed document in Polish and English, and how amounts and days are written.

They stand here and not in the catalogue of the pages: both languages may be on one sheet, and a
document must not change with the language of the person who issues it.
"""

from datetime import date
from decimal import Decimal

from num2words import num2words

from app.core.vat import VatRate
from app.invoicing.enums import PrintLanguage

_TEXTS = {
    "invoice": ("Faktura", "Invoice"),
    "correction": ("Faktura korygująca", "Corrective invoice"),
    "draft": ("SZKIC", "DRAFT"),
    "no": ("nr", "No."),
    "to_invoice": ("do faktury nr", "to invoice No."),
    "dated": ("z dnia", "of"),
    "after_correction": ("po korekcie nr", "after correction No."),
    "reason": ("Przyczyna korekty", "Reason"),
    "seller": ("Sprzedawca", "Seller"),
    "buyer": ("Nabywca", "Buyer"),
    "nip": ("NIP", "Tax No."),
    "eu_vat": ("VAT UE", "EU VAT"),
    "issued": ("Data wystawienia", "Issue date"),
    "sold": ("Data sprzedaży", "Sale date"),
    "period": ("Okres sprzedaży", "Period"),
    "due": ("Termin płatności", "Payment due"),
    "method": ("Sposób zapłaty", "Payment method"),
    "transfer": ("przelew", "bank transfer"),
    "order": ("Nr zamówienia", "Order No."),
    "position": ("Lp.", "No."),
    "name": ("Nazwa", "Description"),
    "quantity": ("Ilość", "Qty"),
    "unit": ("J.m.", "Unit"),
    "price": ("Cena netto", "Net price"),
    "rate": ("VAT", "VAT"),
    "net": ("Netto", "Net"),
    "vat": ("VAT", "VAT"),
    "gross": ("Brutto", "Gross"),
    "total": ("Razem", "Total"),
    "was": ("było", "was"),
    "is": ("jest", "is"),
    "change": ("różnica", "change"),
    "before": ("Przed korektą", "Before"),
    "after": ("Po korekcie", "After"),
    "difference": ("Różnica", "Difference"),
    "unchanged": (
        "Pozycje, których korekta nie zmienia, nie są wymienione.",
        "Lines the correction leaves as they are are not listed.",
    ),
    "to_pay": ("Do zapłaty", "Amount due"),
    "to_pay_less": ("Zmniejszenie należności", "Reduction of the amount due"),
    "in_words": ("Słownie", "In words"),
    "account": ("Numer konta", "Account (IBAN)"),
    "bank": ("Bank", "Bank"),
    "notes": ("Uwagi", "Remarks"),
    "basis": ("Podstawa zwolnienia z VAT", "Legal basis of the VAT exemption"),
    "reverse": ("odwrotne obciążenie", "reverse charge"),
    "in_zloty": ("Kwota VAT w złotych", "VAT in PLN"),
    "by_rate": ("kurs średni NBP", "NBP average rate"),
    "table": ("tabela", "table"),
    "annex": ("Załącznik do faktury", "Annex to invoice"),
    "page": ("Strona", "Page"),
    "of": ("z", "of"),
}
#: What stands in the column of the rate (FA(3), field P_12).
_RATES = {
    VatRate.vat_23: "23%",
    VatRate.vat_8: "8%",
    VatRate.vat_5: "5%",
    VatRate.vat_0: "0%",
    VatRate.exempt: "zw",
    VatRate.reverse_eu: "np II",
    VatRate.outside: "np I",
}


class Texts:
    """The words of one document."""

    def __init__(self, language: PrintLanguage) -> None:
        self.language = language
        self.is_english = language is PrintLanguage.en

    def __call__(self, name: str) -> str:
        """Return a text; both languages on one line when the document has both."""
        polish, english = _TEXTS[name]
        if self.language is PrintLanguage.both and polish != english:
            return f"{polish} / {english}"
        return english if self.is_english else polish

    def both(self, name: str) -> tuple[str, str]:
        """Return the text and, on a document in two languages, its translation."""
        polish, english = _TEXTS[name]
        if self.language is not PrintLanguage.both or polish == english:
            return (english if self.is_english else polish), ""
        return polish, english

    def money(self, amount: Decimal) -> str:
        """Write 1234.5 as 1 234,50, in English as 1,234.50."""
        return self._localised(f"{amount:,.2f}")

    def quantity(self, amount: Decimal) -> str:
        """Write a quantity without the zeros nobody has typed."""
        text = f"{amount:,f}"
        return self._localised(text.rstrip("0").rstrip(".") if "." in text else text)

    def _localised(self, text: str) -> str:
        """Keep the hyphen before what is negative: so it stands on the pages, and in a search."""
        if self.is_english:
            return text
        return text.replace(",", "\u00a0").replace(".", ",")

    def rate(self, rate: VatRate) -> str:
        """Write a VAT rate as the law names it."""
        return _RATES[rate]

    def day(self, day: date) -> str:
        """Write a day."""
        return f"{day:%Y-%m-%d}" if self.is_english else f"{day:%d.%m.%Y}"

    def words(self, amount: Decimal, currency: str) -> str:
        """Write an amount in words."""
        if self.language is PrintLanguage.both:
            return f"{words(amount, currency, 'pl')} / {words(amount, currency, 'en')}"
        return words(amount, currency, "en" if self.is_english else "pl")


def words(amount: Decimal, currency: str, language: str) -> str:
    """Write an amount in words; never from an int, which the library takes for grosze."""
    exact = abs(amount).quantize(Decimal("0.01"))
    try:
        text = num2words(exact, lang=language, to="currency", currency=currency)
    except NotImplementedError:
        whole, hundredths = divmod(int(exact * 100), 100)
        text = f"{num2words(whole, lang=language)} {currency} {hundredths:02}/100"
    return str(text)
