from __future__ import annotations

from uuid import UUID

import dramatiq

from accounts.mail.sending import get_due_emails, send_email
from accounts.work import queues
from accounts.work.enqueue import enqueue


# No retries of the broker's: the row says when it is due again.
@dramatiq.actor(queue_name=queues.LIGHT, max_retries=0)
def send_waiting_email(email_id: str) -> None:
    send_email(UUID(email_id))


def enqueue_email(email_id: UUID) -> None:
    enqueue(send_waiting_email, str(email_id), lost=f"Email {email_id} waits for the next look")


def enqueue_due_emails() -> None:
    for email_id in get_due_emails():
        enqueue_email(email_id)
