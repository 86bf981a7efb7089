"""Warning emails before something expires. Each is sent once, and nothing expires without one."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from generation.emails import send_email
from generation.models import Family
from generation.retention.selectors import (
    get_accounts_to_warn,
    get_families_to_warn,
)

logger = logging.getLogger(__name__)


def warn_owners() -> int:
    """Writes one email for all families of an account that end together. Returns the number of emails."""
    return sum([_warn_owner(owner_id) for owner_id in _owners_of(get_families_to_warn())])


def warn_accounts() -> int:
    return sum([_warn_account(account_id) for account_id in get_accounts_to_warn().values_list("pk", flat=True)])


def _warn_owner(owner_id: UUID) -> bool:
    with transaction.atomic():
        due = _take(get_families_to_warn(), owner_id)
        at = timezone.now() + timedelta(days=settings.NOTICE_DAYS)
        owner = User.objects.get(pk=owner_id)
        return bool(due) and _send(owner, "families_end", "families:list", at=at, number=len(due))


def _warn_account(account_id: UUID) -> bool:
    with transaction.atomic():
        taken = User.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=account_id).first()
        if taken is None or not get_accounts_to_warn().filter(pk=account_id).exists():
            return False
        User.objects.filter(pk=account_id).update(idle_warned_at=Now())
        at = timezone.now() + timedelta(days=settings.NOTICE_DAYS)
        return _send(taken, "account_ends", "account_login", at=at)


def _owners_of(families: QuerySet[Any]) -> QuerySet[Any]:
    return families.order_by("owner_id").distinct("owner_id").values_list("owner_id", flat=True)


def _take(families: QuerySet[Any], owner_id: UUID) -> list[Any]:
    """Locks the rows that no other worker has, and marks them as warned."""
    taken = Family.objects.select_for_update(no_key=True, skip_locked=True).filter(owner_id=owner_id)
    due = list(families.filter(pk__in=[family.pk for family in taken]))
    Family.objects.filter(pk__in=[family.pk for family in due]).update(warned_at=Now())
    return due


def _send(account: User, name: str, link: str, **context: Any) -> bool:
    """Sends the warning, last in its transaction: if the email can't be sent, the warning doesn't count."""
    try:
        send_email(to=account, name=name, link=link, **context)
    except (SMTPException, OSError) as error:
        logger.warning("A notice could not be sent (%s); trying again at the next look.", type(error).__name__)
        transaction.set_rollback(True)
        return False
    return True
