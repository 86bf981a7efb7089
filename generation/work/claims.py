"""Claims: which worker holds a row.

The rows are the source of truth. A message only announces a row, and may arrive twice or never.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from generation.models import Export, Job

Row = TypeVar("Row", Job, Export)

# A message that was sent this recently is probably still on its way.
ENQUEUE_AGAIN_SECONDS = 30
# Only the head of the line is sent again: a long line would fill the broker with copies.
ENQUEUE_AT_ONCE = 20
EVERY_ROW = Q()


class LostClaim(Exception):
    """The row was deleted or cancelled, or belongs to a newer attempt. The caller stops and removes its files."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The identity of one attempt at a row. fence: an attempt with a lower number than the row may no longer write."""

    row_id: UUID
    fence: int
    attempt: int


@dataclass(frozen=True, kw_only=True)
class Claims(Generic[Row]):
    """The claims on the rows of one table, which has the columns `state`, `attempts`, `lease_until` and `enqueued_at`.

    waiting, held: the states of a queued row and of a claimed row; equal if only the lease distinguishes them.
    fence_field: the column that every claim increments. ready: a further condition on rows that may be claimed.
    """

    rows: QuerySet[Row]
    waiting: str
    held: str
    fence_field: str
    lease: Callable[[], timedelta]
    max_attempts: Callable[[], int]
    ready: Q = EVERY_ROW

    def free(self, among: Q = EVERY_ROW) -> QuerySet[Row]:
        """Returns the rows that could be claimed just now."""
        return self.rows.filter(_is_free(), self.ready, among, state__in=[self.waiting, self.held])

    def lock_free(self, row_id: UUID, among: Q = EVERY_ROW) -> Row | None:
        """Returns the locked row, or None if it is held, being taken, ended or deleted. Needs a transaction."""
        return self.free(among).select_for_update(skip_locked=True, of=("self",)).filter(pk=row_id).first()

    def take(self, row: Row, **fields: Any) -> Claim:
        """Claims a row that `lock_free` returned in the same transaction. fields: further columns to update."""
        fence = getattr(row, self.fence_field) + 1
        claim = Claim(row_id=row.pk, fence=fence, attempt=row.attempts + 1)
        taken = {
            "state": self.held,
            self.fence_field: fence,
            "attempts": claim.attempt,
            "lease_until": self.lease_end(),
        }
        self.rows.filter(pk=row.pk).update(**{**fields, **taken})
        return claim

    def held_by(self, claim: Claim) -> QuerySet[Row]:
        """Returns a queryset of the claimed row, which is empty once the claim is lost."""
        return self.rows.filter(**{"pk": claim.row_id, "state": self.held, self.fence_field: claim.fence})

    def renew(self, claim: Claim) -> None:
        """Extends the lease. Raises LostClaim."""
        if not self.held_by(claim).update(lease_until=self.lease_end()):
            raise LostClaim

    def is_last(self, claim: Claim) -> bool:
        """Tells whether this is the last attempt at the row."""
        return claim.attempt >= self.max_attempts()

    def lease_end(self) -> Any:
        return Now() + self.lease()

    def abandoned(self) -> QuerySet[Row]:
        """Returns the rows whose lease expired because their worker died."""
        return self.rows.filter(state=self.held, lease_until__lt=Now())

    def enqueue_again(self, enqueue: Callable[[UUID], None]) -> int:
        """Enqueues the oldest waiting rows that were not enqueued recently, and returns their number."""
        recently = Now() - timedelta(seconds=ENQUEUE_AGAIN_SECONDS)
        waiting = self.rows.filter(_is_free(), self.ready, state=self.waiting).order_by("created_at")
        head: list[UUID] = list(waiting.values_list("pk", flat=True)[:ENQUEUE_AT_ONCE])
        unsent = waiting.filter(Q(enqueued_at=None) | Q(enqueued_at__lt=recently), pk__in=head)
        row_ids: list[UUID] = list(unsent.values_list("pk", flat=True))
        for row_id in row_ids:
            self.rows.filter(pk=row_id).update(enqueued_at=Now())
            enqueue(row_id)
        return len(row_ids)


def _is_free() -> Q:
    return Q(lease_until=None) | Q(lease_until__lt=Now())
