"""Notifications of the websockets of a group. The truth is in the rows, which listeners read again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def notify(group: str, event: Mapping[str, object], *, lost: str) -> None:
    """Sends an event. It is lost when Valkey does not respond, with `lost` in the log: pages also poll."""
    try:
        async_to_sync(get_channel_layer().group_send)(group, event)
    except (RedisError, OSError):
        logger.warning("%s: Valkey does not answer.", lost)


def group_of_account(account_id: UUID) -> str:
    return f"account.{account_id.hex}"


def close_sockets_of(account_id: UUID) -> None:
    """Has every websocket of an account look again, once the transaction is over, whether its session still holds, and
    close if it doesn't.
    """
    lost = "Open websockets close only when they are next told something"
    event = {"type": "session.checked"}
    transaction.on_commit(lambda: notify(group_of_account(account_id), event, lost=lost))
