"""What was worked against the plan: one difference, the amount of work before its place."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.schedule.enums import Difference
from app.schedule.rules.differences import Compared, Said, compare


def at(hour):
    return datetime(2026, 10, 5, hour, tzinfo=UTC)


SHIFT = Said(at(4), at(12), 480)


@pytest.mark.parametrize(
    ("planned", "worked", "expected"),
    [
        (SHIFT, SHIFT, Compared(Difference.same)),
        (Said(), SHIFT, Compared(Difference.unplanned)),
        (SHIFT, Said(at(4), at(13), 540), Compared(Difference.longer, 60)),
        (SHIFT, Said(at(4), at(12), 450), Compared(Difference.shorter, 30)),  # a break
        (SHIFT, Said(at(5), at(13), 480), Compared(Difference.other_times)),
        (SHIFT, Said(minutes=480), Compared(Difference.other_times)),
        (SHIFT, Said(minutes=495), Compared(Difference.longer, 15)),
        (
            Said(quantity=Decimal(1)),
            Said(quantity=Decimal("0.5")),
            Compared(Difference.other_quantity),
        ),
        (Said(quantity=Decimal(1)), Said(quantity=Decimal(1)), Compared(Difference.same)),
        (Said(quantity=Decimal(1)), Said(minutes=480), Compared(Difference.other_quantity)),
    ],
)
def test_the_difference_is_told(planned, worked, expected):
    assert compare(planned, worked) == expected
