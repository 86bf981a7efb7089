"""Hints that a job has changed. The truth is in its row: whoever hears a hint reads it again."""

from __future__ import annotations

import logging
from typing import TypedDict
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class JobChanged(TypedDict):
    type: str
    job_id: str


def group_of(job_id: UUID) -> str:
    return f"job.{job_id.hex}"


def announce(job_id: UUID) -> None:
    """Lost quietly when Valkey is away: pages also ask every few seconds."""
    event: JobChanged = {"type": "job.changed", "job_id": str(job_id)}
    try:
        async_to_sync(get_channel_layer().group_send)(group_of(job_id), event)
    except (RedisError, OSError):
        logger.warning("Nobody could be told that job %s has changed: Valkey does not answer.", job_id)
