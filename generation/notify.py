"""A word to whoever listens to a group of websockets. The truth is in the rows: a hint only says to read them again."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def notify(group: str, event: Mapping[str, object], *, lost: str) -> None:
    """Lost quietly when Valkey is away, with `lost` in the log: pages also ask by themselves."""
    try:
        async_to_sync(get_channel_layer().group_send)(group, event)
    except (RedisError, OSError):
        logger.warning("%s: Valkey does not answer.", lost)
