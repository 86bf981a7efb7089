from __future__ import annotations

from uuid import UUID

import dramatiq

from accounts.work import queues
from accounts.work.enqueue import enqueue
from generation.exporting import workflow


# No retries and no time limit of the broker's: the row counts attempts and knows its lease.
@dramatiq.actor(queue_name=queues.EXPORTS, max_retries=0, time_limit=float("inf"))
def make_export(export_id: str) -> None:
    workflow.make_export(UUID(export_id))


def enqueue_export(export_id: UUID) -> None:
    enqueue(make_export, str(export_id), lost=f"Export {export_id} waits for the next look")


def enqueue_waiting_exports() -> int:
    """Enqueues exports that wait, including those whose worker was killed."""
    return workflow.EXPORTS.enqueue_again(enqueue_export)
