"""What the schedule asks the database for."""

from app.core.settings import Settings
from app.schedule.queries.kinds import kind_rules, rated_kinds
from app.schedule.queries.people import lock_people, shifts_of

__all__ = ["RULES", "kind_rules", "lock_people", "rated_kinds", "shifts_of"]

#: „Zasada czterech oczu”: nobody accepts what they themselves reported.
RULES = Settings("schedule", {"four_eyes": False})
