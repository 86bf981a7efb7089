"""The last use of a family, and what else its expiry depends on: columns computed by the database in one query."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Least

from accounts.models import Act, ConsentRecord, Invitation, Purpose
from accounts.users import is_suspended
from generation.models.family import Family
from generation.models.job import Job, JobState
from generation.models.prototypes import once_per_thread


@once_per_thread
def families_by_use() -> QuerySet[Any]:
    """Returns families with these columns:

    worked_at     the last work on it, request for it or answer to an invitation
    is_busy       a worker is at it, or will be: nothing of it goes
    pending_until   until when an invited parent can answer who hasn't yet; None = nobody is asked
    keep_a/b      each parent's last word on keeping
    """
    at_work = Job.objects.filter(family=OuterRef("pk"), state__in=[JobState.QUEUED, JobState.RUNNING])
    answered = _invitations().filter(answered_at__isnull=False).order_by("-answered_at")
    has_answered = Invitation.objects.filter(person=OuterRef("person"), answered_at__isnull=False)
    asked = _invitations().exclude(Exists(has_answered)).annotate(until=Least("expires_at", "revoked_at"))
    return Family.objects.annotate(
        worked_at=Greatest("used_at", _last_work(), Subquery(answered.values("answered_at")[:1])),
        # Nobody works for an account that is locked or suspended.
        is_busy=Exists(at_work.exclude(is_suspended("owner")).filter(owner__is_active=True)),
        pending_until=Subquery(asked.order_by("-until").values("until")[:1]),
        keep_a=_last_word("parent_a"),
        keep_b=_last_word("parent_b"),
    )


# To the words of any version: a new one must not shorten what was agreed to.
IS_KEPT = (Q(parent_a__is_sample=True) | Q(keep_a=Act.GIVEN)) & (Q(parent_b__is_sample=True) | Q(keep_b=Act.GIVEN))


def _last_work() -> Subquery:
    jobs = Job.objects.filter(family=OuterRef("pk")).annotate(at=Greatest("created_at", "started_at", "finished_at"))
    return Subquery(jobs.order_by("-at").values("at")[:1])


def _last_word(parent: str) -> Coalesce:
    """Returns the newest act; empty if there is none."""
    records = ConsentRecord.objects.filter(person_id=OuterRef(parent), purpose=Purpose.KEEP)
    return Coalesce(Subquery(records.order_by("-seq").values("act")[:1]), Value(""))


def _invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(Q(person=OuterRef("parent_a")) | Q(person=OuterRef("parent_b")))
