"""Price groups and fees, and several people on one settlement."""

from decimal import Decimal

from app.clients.enums import InvoiceDetail
from app.positions.enums import FeeMode, PriceMode, PriceSection, PriceSource
from app.positions.enums import RateLevel as Level
from app.positions.rules import PriceRecord, Scheme, choose_scheme
from tests.settlements.hand_computed.words import (
    BASIC,
    DAY,
    EIGHT,
    EIGHT_CHARGED,
    EIGHT_PAID,
    OVERTIME,
    SHIFTS,
    Case,
    Rate,
    one,
)


def record(mode: PriceMode, value: str = "0", **values: object) -> PriceRecord:
    """Return a record of a price group for what is paid for work."""
    return PriceRecord(
        **{"section": PriceSection.base_pay, "name": "Wynagrodzenie"} | values,
        mode=mode,
        value=Decimal(value),
    )


def group(*records: PriceRecord, source: PriceSource = PriceSource.client) -> Scheme:
    """Return a price group."""
    return Scheme(source, "Grupa", records)


FEE = {"section": PriceSection.fee, "name": "Rekrutacja"}
#: What a position may get its price from: 30 % of its own, 25 % of a group, 20 % of its client.
SOURCES = {
    "own": group(record(PriceMode.margin, "30"), source=PriceSource.own),
    "chosen": group(record(PriceMode.margin, "25"), source=PriceSource.group),
    "client": group(record(PriceMode.margin, "20")),
}
FIRST = one(EIGHT, is_first_contract=True)

PRICES = (
    # The cost of eight hours: 8 × 31.40 × 1.2048 = 302.64576
    Case(
        "cost and 20 % from the price group of the client",
        one(EIGHT), BASIC, burden="20.48", scheme=choose_scheme(PriceSource.client, **SOURCES),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=("dzienna 8:00 = 363.17",), total="363.17 + 83.53 = 446.70",  # 363.174912; 83.5291
    ),
    Case(
        "the same hours after the position was given a group of 25 %",
        one(EIGHT), BASIC, burden="20.48", scheme=choose_scheme(PriceSource.group, **SOURCES),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=("dzienna 8:00 = 378.31",), total="378.31 + 87.01 = 465.32",  # 378.3072; 87.0113
    ),
    Case(
        "the same hours at a price of the position's own, 30 %",
        one(EIGHT), BASIC, burden="20.48", scheme=choose_scheme(PriceSource.own, **SOURCES),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=("dzienna 8:00 = 393.44",), total="393.44 + 90.49 = 483.93",  # 393.439488; 90.4912
    ),
    Case(
        "a record for the night alone leaves the day to the client rate",
        one(("2026-10-06", "18-6")), SHIFTS, burden="20.48",
        scheme=group(record(PriceMode.margin, "10", kind_id=2)),
        pay=(("dzienna 4:00 × 31.40 = 125.60", "nocna 8:00 × 37.68 = 301.44"),),
        payable=("427.04",),
        # 301.44 × 1.2048 × 1.10 = 399.4924…
        net=("dzienna 4:00 × 44.90 = 179.60", "nocna 8:00 = 399.49"),
        total="579.09 + 133.19 = 712.28",  # 133.1907
    ),
    Case(
        "an amount is charged when the component occurs, however long it lasted",
        one(("2026-10-06", "18-6")), SHIFTS,
        scheme=group(record(PriceMode.amount, "100", kind_id=2)),
        pay=(("dzienna 4:00 × 31.40 = 125.60", "nocna 8:00 × 37.68 = 301.44"),),
        payable=("427.04",),
        net=("dzienna 4:00 × 44.90 = 179.60", "nocna 8:00 = 100.00"),
        total="279.60 + 64.31 = 343.91",  # 64.308
    ),
    Case(
        "what is not included costs the client nothing",
        one(EIGHT), BASIC, scheme=group(record(PriceMode.ignore)),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=("dzienna 8:00 = 0.00",), total="0.00 + 0.00 = 0.00",
    ),
    Case(
        "a fee beside the rate is added to the first contract",
        FIRST, BASIC, scheme=group(record(PriceMode.amount, "250", fee=FeeMode.added, **FEE)),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=(*EIGHT_CHARGED, "Rekrutacja 1 × 250.00 = 250.00"),
        total="609.20 + 140.12 = 749.32",  # 140.116
    ),
    Case(
        "a fee of ten percent adds the margin, not the cost again",
        FIRST, BASIC, scheme=group(record(PriceMode.margin, "10", fee=FeeMode.added, **FEE)),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=(*EIGHT_CHARGED, "Rekrutacja 1 × 25.12 = 25.12"),
        total="384.32 + 88.39 = 472.71",  # 88.3936
    ),
    Case(
        "a fee inside the rate adds nothing",
        FIRST, BASIC, scheme=group(record(PriceMode.amount, "250", fee=FeeMode.inside, **FEE)),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=EIGHT_CHARGED, total="359.20 + 82.62 = 441.82",
    ),
    Case(
        "a fee is not added to the second contract",
        one(EIGHT), BASIC, scheme=group(record(PriceMode.amount, "250", fee=FeeMode.added, **FEE)),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=EIGHT_CHARGED, total="359.20 + 82.62 = 441.82",
    ),
    Case(
        "a bonus is paid on top, and charged at its cost and 10 %",
        one(EIGHT, finance=(("Premia", "200.00", True),)), BASIC, burden="20.48",
        scheme=group(
            record(PriceMode.margin, "10", section=PriceSection.other_pay, name="Premie")
        ),
        pay=((*EIGHT_PAID, "Premia 1 = 0.00"),), payable=("451.20",),
        # 200 × 1.2048 × 1.10 = 265.056
        net=(*EIGHT_CHARGED, "Premia 1 × 265.06 = 265.06"),
        total="624.26 + 143.58 = 767.84",  # 143.5798
    ),
    Case(
        "a deduction and a refund change what is paid, never what is charged",
        one(EIGHT, finance=(("Ubranie", "-51.20", False), ("Dojazd", "38.75", False))), BASIC,
        pay=(EIGHT_PAID,), payable=("238.75",),
        net=EIGHT_CHARGED, total="359.20 + 82.62 = 441.82",
    ),
)  # fmt: skip

SEVERAL = (
    Case(
        "two contracts of one person on one day: each has its own eight hours and its own rate",
        (
            *one(EIGHT, is_first_contract=True),
            *one(
                ("2026-10-05", "14-22"),
                rates=(Rate(DAY, "33.00", "46.00", level=Level.contract),),
            ),
        ),
        OVERTIME, scheme=group(record(PriceMode.amount, "250", fee=FeeMode.added, **FEE)),
        pay=(EIGHT_PAID, ("dzienna 8:00 × 33.00 = 264.00",)), payable=("251.20", "264.00"),
        net=(
            *EIGHT_CHARGED,
            "dzienna 8:00 × 46.00 = 368.00",
            "Rekrutacja 1 × 250.00 = 250.00",
        ),
        total="977.20 + 224.76 = 1201.96",  # 224.756
    ),
    Case(
        "three times twenty minutes are one hour on a line per kind of rate",
        one(("2026-10-05", "0:20")) * 3, BASIC,
        pay=(("dzienna 0:20 × 31.40 = 10.47",),) * 3, payable=("10.47",) * 3,  # 10.4666…
        net=("dzienna 1:00 × 44.90 = 44.90",), total="44.90 + 10.33 = 55.23",
    ),
    Case(
        "billed per employee each twenty minutes are rounded",
        one(("2026-10-05", "0:20")) * 3, BASIC, detail=InvoiceDetail.per_employee,
        pay=(("dzienna 0:20 × 31.40 = 10.47",),) * 3, payable=("10.47",) * 3,
        net=("dzienna 0:20 × 44.90 = 14.97",) * 3,  # 14.9666…
        total="44.91 + 10.33 = 55.24",  # 10.3293
    ),
    Case(
        "billed per workplace the hours of each place are rounded",
        tuple(
            one(("2026-10-05", "0:20"), workplace=place)[0] for place in ("Gdynia", "Sopot")
        ),
        BASIC, detail=InvoiceDetail.per_workplace,
        pay=(("dzienna 0:20 × 31.40 = 10.47",),) * 2, payable=("10.47",) * 2,
        net=("Usługi – Gdynia 0:20 × 44.90 = 14.97", "Usługi – Sopot 0:20 × 44.90 = 14.97"),
        total="29.94 + 6.89 = 36.83",  # 6.8862
    ),
    Case(
        "one line for everything is the sum of the lines, not rounded anew",
        one(("2026-10-05", "0:20")) + one(("2026-10-04", "0:20")), SHIFTS,
        detail=InvoiceDetail.one_line,
        pay=(("dzienna 0:20 × 31.40 = 10.47",), ("święta 0:20 × 62.80 = 20.93",)),  # 20.9333…
        payable=("10.47", "20.93"),
        # 14.9666… and 29.9333…
        net=("Usługi 0:40 = 44.90",), total="44.90 + 10.33 = 55.23",
    ),
)  # fmt: skip
