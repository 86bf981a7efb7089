from __future__ import annotations

import logging
from uuid import UUID

import dramatiq
from dramatiq.errors import BrokerError
from redis.exceptions import RedisError

from generation.jobs import workflow

logger = logging.getLogger(__name__)

HEAVY_QUEUE = "heavy"


# No retries and no time limit of the broker's: the job table counts attempts and the lease keeper watches the clock.
@dramatiq.actor(queue_name=HEAVY_QUEUE, max_retries=0, time_limit=float("inf"))
def make_child(job_id: str) -> None:
    workflow.run_job(UUID(job_id))


def ring_for(job_id: UUID) -> None:
    """Tells a worker that there is work. If the bell is broken, the reconciler rings again within seconds."""
    try:
        make_child.send(str(job_id))
    except (BrokerError, RedisError, OSError):
        logger.warning("Job %s waits for the reconciler: the broker does not answer.", job_id)
