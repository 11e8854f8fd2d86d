"""The currencies an account, an invoice or a rate may be in."""

from app.core.enums import LabeledEnum


class Currency(LabeledEnum):
    """ISO 4217 codes, which need no translation."""

    PLN = "PLN", "PLN"
    EUR = "EUR", "EUR"
    CHF = "CHF", "CHF"
    CZK = "CZK", "CZK"
    GBP = "GBP", "GBP"
    SEK = "SEK", "SEK"
    USD = "USD", "USD"
