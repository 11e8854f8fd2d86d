"""The outbox."""

from app.messaging.enums import MailStatus
from app.messaging.models import OutboxMessage


def common(world):
    """A message that did not leave."""
    message = OutboxMessage(
        recipient="a@example.com", subject="List", text="Dzień dobry", message_id="1"
    )
    message.status = MailStatus.failed
    world.save(message)
