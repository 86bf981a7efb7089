from __future__ import annotations

import logging
from uuid import UUID

import dramatiq
from dramatiq.errors import BrokerError
from redis.exceptions import RedisError

from accounts.mail.sending import get_due_letters, send_letter

logger = logging.getLogger(__name__)

LIGHT_QUEUE = "light"


# No retries of the broker's: the row says when it is due again.
@dramatiq.actor(queue_name=LIGHT_QUEUE, max_retries=0)
def send_waiting_letter(letter_id: str) -> None:
    send_letter(UUID(letter_id))


def ring_for_letter(letter_id: UUID) -> None:
    """If the bell is broken, housekeeping rings again within seconds."""
    try:
        send_waiting_letter.send(str(letter_id))
    except (BrokerError, RedisError, OSError):
        logger.warning("Letter %s waits for the next look: the broker does not answer.", letter_id)


def ring_for_due_letters() -> None:
    for letter_id in get_due_letters():
        ring_for_letter(letter_id)
