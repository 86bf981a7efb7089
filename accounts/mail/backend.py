from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.mail.messages import encrypt_message
from accounts.mail.models import OutgoingMail
from accounts.mail.tasks import enqueue_email


class QueueingBackend(BaseEmailBackend):
    """Keeps emails for the light worker, in the transaction that wrote them. A message says only which row it is."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [OutgoingMail(encrypted=encrypt_message(email)) for email in email_messages if email.recipients()]
        OutgoingMail.objects.bulk_create(rows)
        for row in rows:
            transaction.on_commit(partial(enqueue_email, row.pk))
        return len(rows)
