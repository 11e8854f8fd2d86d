"""What the work of a month is called on documents."""

from datetime import date

import pytest

from app.clients.enums import Language
from app.settlements import texts

MONTH = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("language", "service", "said"),
    [
        (Language.pl, None, "Usługi pracownicze za październik 2026"),
        (Language.en, None, "Staffing services for October 2026"),
        (Language.de, None, "Personaldienstleistungen für Oktober 2026"),
        (Language.pl, "Opieka domowa", "Opieka domowa za październik 2026"),
        (Language.de, "Betreuungsleistungen", "Betreuungsleistungen für Oktober 2026"),
        (Language.de, "", "Personaldienstleistungen für Oktober 2026"),
    ],
)
def test_the_client_s_own_name_of_the_service_stands_before_the_month(language, service, said):
    assert texts.whole(MONTH, language, service) == said
