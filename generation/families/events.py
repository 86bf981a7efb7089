"""A hint to an account's pages that some of its families may have gone. Which are there, they read again."""

from __future__ import annotations

import logging
from typing import TypedDict
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class FamiliesChanged(TypedDict):
    type: str


def group_of(owner_id: UUID) -> str:
    return f"families.{owner_id.hex}"


def announce_families(owner_id: UUID) -> None:
    """Lost quietly when Valkey is away: pages also ask every few seconds."""
    event: FamiliesChanged = {"type": "families.changed"}
    try:
        async_to_sync(get_channel_layer().group_send)(group_of(owner_id), event)
    except (RedisError, OSError):
        logger.warning("Pages could not be told that families have changed: Valkey does not answer.")
