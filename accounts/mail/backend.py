from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.mail.envelope import close_envelope
from accounts.mail.models import OutgoingMail
from accounts.mail.tasks import enqueue_letter


class QueueingBackend(BaseEmailBackend):
    """Keeps letters for the light worker, in the transaction that wrote them. A message says only which row it is."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [OutgoingMail(sealed=close_envelope(letter)) for letter in email_messages if letter.recipients()]
        OutgoingMail.objects.bulk_create(rows)
        for row in rows:
            transaction.on_commit(partial(enqueue_letter, row.pk))
        return len(rows)
