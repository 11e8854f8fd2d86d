"""How an answer gives Beta away."""

from tests.security.visits import text_of
from tests.security.world import CANARIES


def canaries_in(response) -> list[str]:
    text = text_of(response).casefold()
    return [canary for canary in CANARIES if canary.casefold() in text]
