"""What a rule raises when it says no."""


class DomainError(Exception):
    """A refusal in words the user can act on; its text is shown as it stands."""


class Forbidden(Exception):  # noqa: N818 - it is a verdict, not a fault
    """A row outside the user's scope was about to be written."""
