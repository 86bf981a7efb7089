from __future__ import annotations

from uuid import UUID

import dramatiq

from accounts.mail.sending import get_due_letters, send_letter
from accounts.work import queues
from accounts.work.enqueue import enqueue


# No retries of the broker's: the row says when it is due again.
@dramatiq.actor(queue_name=queues.LIGHT, max_retries=0)
def send_waiting_letter(letter_id: str) -> None:
    send_letter(UUID(letter_id))


def enqueue_letter(letter_id: UUID) -> None:
    enqueue(send_waiting_letter, str(letter_id), lost=f"Letter {letter_id} waits for the next look")


def enqueue_due_letters() -> None:
    for letter_id in get_due_letters():
        enqueue_letter(letter_id)
