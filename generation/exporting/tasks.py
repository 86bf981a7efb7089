from __future__ import annotations

import logging
from uuid import UUID

import dramatiq
from django.db.models.functions import Now
from dramatiq.errors import BrokerError
from redis.exceptions import RedisError

from generation.exporting import workflow
from generation.exporting.selectors import get_waiting_exports
from generation.models import Export
from generation.storage.discarding import LIGHT_QUEUE

logger = logging.getLogger(__name__)


# No retries and no time limit of the broker's: the row counts attempts and knows its lease.
@dramatiq.actor(queue_name=LIGHT_QUEUE, max_retries=0, time_limit=float("inf"))
def make_export(export_id: str) -> None:
    workflow.make_export(UUID(export_id))


def ring_for_export(export_id: UUID) -> None:
    """If the bell is broken, housekeeping rings again within a minute."""
    try:
        make_export.send(str(export_id))
    except (BrokerError, RedisError, OSError):
        logger.warning("Export %s waits for the next look: the broker does not answer.", export_id)


def ring_for_waiting_exports() -> int:
    """Also for those whose worker was killed."""
    waiting = list(get_waiting_exports().values_list("pk", flat=True))
    for export_id in waiting:
        Export.objects.filter(pk=export_id).update(rung_at=Now())
        ring_for_export(export_id)
    return len(waiting)
