from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from accounts.encryption import UnreadableSecret
from accounts.mail.messages import decrypt_message
from accounts.mail.models import OutgoingMail

logger = logging.getLogger(__name__)

FIRST_GAP = timedelta(seconds=30)
LONGEST_GAP = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)
# A message that arrived has been answered by then.
LOST_AFTER = timedelta(seconds=20)


def get_due_emails() -> list[UUID]:
    due = OutgoingMail.objects.filter(due_at__lte=timezone.now() - LOST_AFTER)
    return list(due.order_by("due_at").values_list("pk", flat=True)[:100])


def send_email(email_id: UUID) -> None:
    """Holds the row's lock meanwhile: a message that arrives twice sends nothing twice."""
    with transaction.atomic():
        waiting = OutgoingMail.objects.select_for_update(skip_locked=True)
        row = waiting.filter(pk=email_id, due_at__lte=timezone.now()).first()
        if row is None:
            return
        try:
            get_connection(settings.MAIL_SENDER).send_messages([decrypt_message(row.encrypted)])
        except (SMTPException, OSError) as error:
            _try_later(row, error)
        except UnreadableSecret as error:
            logger.error("Email %s is dropped: %s", row.pk, error)
            row.delete()
        else:
            row.delete()


def _try_later(row: OutgoingMail, error: Exception) -> None:
    """Names the kind of error only: what a mail server says repeats addresses."""
    if timezone.now() - row.created_at > GIVEN_UP_AFTER:
        logger.error("Email %s is given up after a day: %s.", row.pk, type(error).__name__)
        row.delete()
        return
    gap = min(FIRST_GAP * 2 ** min(row.num_tries, 10), LONGEST_GAP)
    logger.warning("Email %s could not be sent (%s); trying again in %s.", row.pk, type(error).__name__, gap)
    OutgoingMail.objects.filter(pk=row.pk).update(num_tries=row.num_tries + 1, due_at=timezone.now() + gap)
