"""Days, months, pieces and parts of a month."""

from app.clients.enums import InvoiceDetail
from app.core.vat import VatRate
from tests.settlements.hand_computed.words import (
    CARE_DAY,
    DAY,
    LUMP,
    MONTH,
    NIGHT,
    PIECE,
    Case,
    Rate,
    one,
)

CARE = (Rate(MONTH, "1500.00", "2490.00"),)
WHOLE = ("2026-10-01", "1", MONTH)

LUMP_SUMS = (
    Case(
        "a month at a German agency: the whole lump sum in EUR, VAT by the buyer (np II)",
        one(WHOLE), CARE, vat=VatRate.reverse_eu,
        pay=(("miesiąc 31/31 × 1500.00 = 1500.00",),), payable=("1500.00",),
        net=("miesiąc 1 = 2490.00",), total="2490.00 + 0.00 = 2490.00",
    ),
    Case(
        "one comes on 29 February: 28 and 1 of 29 days, together the whole lump sum",
        (
            *one(("2028-02-01", "1", MONTH), days=("2028-02-01", "2028-02-28")),
            *one(("2028-02-29", "1", MONTH), days=("2028-02-29", "2028-02-29")),
        ),
        CARE, month="2028-02", vat=VatRate.exempt,
        # 1500 × 28/29 = 1448.2758…; 2490 × 28/29 = 2404.1379…, the rest is 85.86
        pay=(("miesiąc 28/29 × 1500.00 = 1448.28",), ("miesiąc 1/29 × 1500.00 = 51.72",)),
        payable=("1448.28", "51.72"),
        net=("miesiąc 2 = 2490.00",), total="2490.00 + 0.00 = 2490.00",
    ),
    Case(
        "half of a February of 28 days",
        one(("2027-02-15", "1", MONTH), days=("2027-02-15", "2027-02-28")),
        CARE, month="2027-02", vat=VatRate.exempt,
        pay=(("miesiąc 14/28 × 1500.00 = 750.00",),), payable=("750.00",),
        net=("miesiąc 1 = 1245.00",), total="1245.00 + 0.00 = 1245.00",
    ),
    Case(
        "three caregivers share a month to the last grosz",
        tuple(
            one((first, "1", MONTH), days=(first, last))[0]
            for first, last in (
                ("2026-10-01", "2026-10-10"),
                ("2026-10-11", "2026-10-20"),
                ("2026-10-21", "2026-10-31"),
            )
        ),
        (Rate(MONTH, "1000.00", "1999.99"),),
        vat=VatRate.exempt, detail=InvoiceDetail.per_employee,
        # up to the 10th 322.58 (322.580…), up to the 20th 645.16 (645.161…), then the rest
        pay=(
            ("miesiąc 10/31 × 1000.00 = 322.58",),
            ("miesiąc 10/31 × 1000.00 = 322.58",),
            ("miesiąc 11/31 × 1000.00 = 354.84",),
        ),
        payable=("322.58", "322.58", "354.84"),
        # 645.158… and 1290.316…
        net=("miesiąc 1 = 645.16", "miesiąc 1 = 645.16", "miesiąc 1 = 709.67"),
        total="1999.99 + 0.00 = 1999.99",
    ),
    Case(
        "days and nights with half a day on arrival",
        one(
            ("2026-10-01", "0.5", CARE_DAY),
            *((f"2026-10-{day:02}", "1", CARE_DAY) for day in range(2, 13)),
        ),
        (Rate(CARE_DAY, "85.50", "119.90"),),
        vat=VatRate.exempt,
        pay=(("doba 11.5 × 85.50 = 983.25",),), payable=("983.25",),
        net=("doba 11.5 × 119.90 = 1378.85",), total="1378.85 + 0.00 = 1378.85",
    ),
    Case(
        "days and nights at a rate that changes on the third of them",
        one(*((f"2026-10-0{day}", "1", CARE_DAY) for day in range(1, 6))),
        (Rate(CARE_DAY, "85.50", "119.90"), Rate(CARE_DAY, "90.00", "125.00", "2026-10-03")),
        vat=VatRate.exempt,
        pay=(("doba 2 × 85.50 = 171.00", "doba 3 × 90.00 = 270.00"),), payable=("441.00",),
        net=("doba 2 × 119.90 = 239.80", "doba 3 × 125.00 = 375.00"),
        total="614.80 + 0.00 = 614.80",
    ),
    Case(
        "pieces with a fraction of a piece",
        one(("2026-10-05", "1250.25", PIECE)),
        (Rate(PIECE, "0.37", "0.52"),),
        pay=(("sztuka 1250.25 × 0.37 = 462.59",),), payable=("462.59",),  # 462.5925
        net=("sztuka 1250.25 × 0.52 = 650.13",), total="650.13 + 149.53 = 799.66",  # 149.5299
    ),
    Case(
        "a lump sum that comes once",
        one(("2026-10-05", "1", LUMP)),
        (Rate(LUMP, "350.00", "500.00"),),
        pay=(("ryczałt 1 × 350.00 = 350.00",),), payable=("350.00",),
        net=("ryczałt 1 × 500.00 = 500.00",), total="500.00 + 115.00 = 615.00",
    ),
    Case(
        "a month's lump sum and three hours at night beside it",
        one(WHOLE, ("2026-10-05", "22-1")),
        (*CARE, Rate(DAY, "15.00", "22.00"), Rate(NIGHT, "20.00", "30.00")),
        vat=VatRate.exempt,
        pay=(("miesiąc 31/31 × 1500.00 = 1500.00", "nocna 3:00 × 20.00 = 60.00"),),
        payable=("1560.00",),
        net=("nocna 3:00 × 30.00 = 90.00", "miesiąc 1 = 2490.00"),
        total="2580.00 + 0.00 = 2580.00",
    ),
    Case(
        "hours in EUR",
        one(*((f"2026-10-0{day}", "7:28") for day in range(5, 10))),
        (Rate(DAY, "13.90", "24.75"),),
        vat=VatRate.reverse_eu,
        pay=(("dzienna 37:20 × 13.90 = 518.93",),), payable=("518.93",),  # 518.9333…
        net=("dzienna 37:20 × 24.75 = 924.00",), total="924.00 + 0.00 = 924.00",
    ),
)  # fmt: skip
