"""Told to a family's studio pages: a sketch is there, or why there is none. What was asked for is in neither."""

from __future__ import annotations

import logging
from typing import TypedDict
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from generation.studio.models import StudioPage

logger = logging.getLogger(__name__)


class SketchTold(TypedDict):
    """error: a code of `wording`, empty when there is a sketch."""

    type: str
    page: str
    number: int
    error: str


def group_of(family_id: UUID) -> str:
    return f"studio.{family_id.hex}"


def announce(page: StudioPage, number: int, *, error: str = "") -> None:
    """Lost quietly when Valkey is away: pages without a socket ask for the picture."""
    event: SketchTold = {"type": "studio.told", "page": str(page.page), "number": number, "error": error}
    try:
        async_to_sync(get_channel_layer().group_send)(group_of(page.family_id), event)
    except (RedisError, OSError):
        logger.warning("A studio page could not be told of its sketch: Valkey does not answer.")
