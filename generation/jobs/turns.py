"""Fair turns: one job of each owner, then the next of each. Who was served longest ago comes first."""

from __future__ import annotations

from uuid import UUID

from django.db.models import DateTimeField, F, Func, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from generation.models import Job, JobState, OwnerTurn


def in_turn(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Orders jobs as they are to be done. Of one owner, what was tried least comes first, then the oldest."""
    own_order = [F("attempts").asc(), F("created_at").asc(), F("pk").asc()]
    rounds = Window(RowNumber(), partition_by=[F("owner_id")], order_by=own_order)
    longest_ago = F("owner__turn__served_at").asc(nulls_first=True)
    return jobs.annotate(round=rounds).order_by("round", longest_ago, "created_at", "pk")


def served_longer_ago_than(owner_id: UUID) -> Q:
    """Returns the condition on jobs of owners whose last turn is longer ago than this one's."""
    turn = OwnerTurn.objects.filter(owner_id=owner_id).values("served_at")
    return Q(owner__turn__served_at=None) | Q(owner__turn__served_at__lt=Subquery(turn))


def note_served(job: Job) -> None:
    """Puts the owner at the end of the line. By the clock: transactions that began earlier may have waited for us."""
    now = Func(function="clock_timestamp", output_field=DateTimeField())
    OwnerTurn.objects.filter(owner_id=job.owner_id).update(served_at=now)


def position_of(job: Job) -> int | None:
    """Returns the place of a job in the queue; 1 = next. None for one that is not in it."""
    queued = list(in_turn(Job.objects.filter(state=JobState.QUEUED)).values_list("pk", flat=True))
    return queued.index(job.pk) + 1 if job.pk in queued else None
