from __future__ import annotations

import logging
from typing import Any

import dramatiq
from django.db import transaction
from dramatiq.errors import BrokerError
from redis.exceptions import RedisError

from generation import engine
from generation.erasing.listeners import Erased
from generation.jobs.wishes import Wish
from generation.studio import workflow

logger = logging.getLogger(__name__)

# Served by the heavy worker beside its jobs: nobody moves a slider and waits for 40 seconds.
STUDIO_QUEUE = "studio"
# Nobody still looks at what was asked for before that.
MAX_AGE_MS = 15_000


@dramatiq.actor(queue_name=STUDIO_QUEUE, max_retries=0, max_age=MAX_AGE_MS, time_limit=float("inf"))
def draw_sketch(page_id: int, number: int, wish: dict[str, Any]) -> None:
    """wish: the fields of `Wish`, plain words and numbers."""
    workflow.draw_sketch(page_id, number, Wish(**wish))


@dramatiq.actor(queue_name=STUDIO_QUEUE, max_retries=0)
def forget_couples() -> None:
    engine.forget_couples()


def forget_couples_with(_erased: Erased) -> None:
    """Listens to `generation.erasing`."""
    transaction.on_commit(forget_couples_soon)


def forget_couples_soon() -> None:
    """Of several heavy workers one hears it; the others forget within ten minutes."""
    try:
        forget_couples.send()
    except (BrokerError, RedisError, OSError):
        logger.warning("The worker could not be told to forget a couple; it does so within ten minutes.")
