"""What moderators are told by email and webhook: which case, why and until when, and never a word of who reported."""

from __future__ import annotations

import logging
from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.work.periodic import DAILY
from generation.emails import write_email
from generation.models import Case, CaseState
from generation.moderation.moderators import moderators
from generation.moderation.tasks import enqueue_webhook

logger = logging.getLogger(__name__)

QUEUE = "/moderation/"
DIGEST = "moderation_digest"


def tell_of_case(case: Case) -> None:
    """Tells moderators of a new case: at once where it is urgent, else with the next digest. Needs a transaction."""
    if settings.MODERATION_WEBHOOK_URL:
        transaction.on_commit(partial(enqueue_webhook, case.pk))
    if not case.is_urgent:
        return
    logger.warning("Case %s was opened and has to be decided by %s: %s.", case.pk, case.due_at, case.reason)
    _send("case_opened", case=case, link=f"{settings.SITE_URL}{QUEUE}cases/{case.pk}/")


def send_digest() -> None:
    """Tells moderators once a day how many cases nobody has taken, if there are any."""
    waiting = Case.objects.filter(state__in=[CaseState.NEW, CaseState.APPEALED])
    num_waiting, next_due = waiting.count(), waiting.aggregate(first=Min("due_at"))["first"]
    # Whoever sets the mark sends it, of however many workers.
    if not num_waiting or not cache.add(DIGEST, timezone.now().isoformat(), timeout=DAILY):
        return
    num_late = waiting.filter(due_at__lte=timezone.now()).count()
    _send("cases_wait", number=num_waiting, num_late=num_late, due_at=next_due, link=f"{settings.SITE_URL}{QUEUE}")


def _send(name: str, **context: object) -> None:
    """Sends each reader an email of their own, so that none learns the address of another."""
    if not settings.CAN_SEND_MAIL:
        return
    subject, text = write_email(name, context)
    for address in _readers():
        EmailMessage(subject, text, to=[address]).send()


def _readers() -> list[str]:
    addresses = list(moderators().order_by("pk").values_list("email", flat=True))
    return addresses or [address for address in [settings.OPERATOR_EMAIL] if address]
