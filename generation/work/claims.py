"""Which worker holds a row. Rows are the truth; messages only say that there is one, and arrive twice or never."""

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
    """The row has gone, was cancelled or belongs to a newer attempt: leave quietly and take the files along."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What one attempt may say of itself. fence: whoever holds a lower number than the row may no longer write."""

    row_id: UUID
    fence: int
    attempt: int


@dataclass(frozen=True, kw_only=True)
class Claims(Generic[Row]):
    """The claims on the rows of one table, which has `state`, `attempts`, `lease_until` and `rung_at` (last enqueued).

    waiting, held: the states of a row that waits, and of one that a worker holds; the same where only the lease tells
    them apart. fence_field: raised by every claim. ready: what else must be true of a row that is to be worked on.
    """

    rows: QuerySet[Row]
    waiting: str
    held: str
    fence_field: str
    lease: Callable[[], timedelta]
    max_attempts: Callable[[], int]
    ready: Q = EVERY_ROW

    def lock_free(self, row_id: UUID, among: Q = EVERY_ROW) -> Row | None:
        """Inside a transaction: a row that nobody holds. None for one that is held, being taken, ended or gone."""
        rows = self.rows.select_for_update(skip_locked=True, of=("self",))
        return rows.filter(_is_free(), self.ready, among, state__in=[self.waiting, self.held], pk=row_id).first()

    def take(self, row: Row, **fields: Any) -> Claim:
        """Of a row that `lock_free` gave, in the same transaction. fields: what is to be stored besides."""
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
        """The row, or none once the claim is lost."""
        return self.rows.filter(**{"pk": claim.row_id, "state": self.held, self.fence_field: claim.fence})

    def renew(self, claim: Claim) -> None:
        """Raises LostClaim."""
        if not self.held_by(claim).update(lease_until=self.lease_end()):
            raise LostClaim

    def is_last(self, claim: Claim) -> bool:
        """Whether the row is not to be tried again after this attempt."""
        return claim.attempt >= self.max_attempts()

    def lease_end(self) -> Any:
        return Now() + self.lease()

    def abandoned(self) -> QuerySet[Row]:
        """Rows whose worker has died: nobody renewed the lease."""
        return self.rows.filter(state=self.held, lease_until__lt=Now())

    def enqueue_again(self, enqueue: Callable[[UUID], None]) -> int:
        """Sends for the oldest rows that wait and were not sent for lately, and says for how many."""
        recently = Now() - timedelta(seconds=ENQUEUE_AGAIN_SECONDS)
        waiting = self.rows.filter(_is_free(), self.ready, state=self.waiting).order_by("created_at")
        head: list[UUID] = list(waiting.values_list("pk", flat=True)[:ENQUEUE_AT_ONCE])
        unsent = waiting.filter(Q(rung_at=None) | Q(rung_at__lt=recently), pk__in=head)
        row_ids: list[UUID] = list(unsent.values_list("pk", flat=True))
        for row_id in row_ids:
            self.rows.filter(pk=row_id).update(rung_at=Now())
            enqueue(row_id)
        return len(row_ids)


def _is_free() -> Q:
    return Q(lease_until=None) | Q(lease_until__lt=Now())
