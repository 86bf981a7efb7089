from __future__ import annotations

import logging
from typing import Any

import dramatiq
from dramatiq.errors import BrokerError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def enqueue(actor: dramatiq.Actor[..., Any], *args: Any, lost: str, delay_ms: int | None = None) -> bool:
    """Sends a message to the workers. Returns False when the broker doesn't answer.

    In that case `lost` is logged, which says what happens to the work. Durable work has a row and is sent again.
    """
    try:
        actor.send_with_options(args=args, delay=delay_ms)
    except (BrokerError, RedisError, OSError):
        logger.warning("%s: the broker does not answer.", lost)
        return False
    return True
