"""The cache in Valkey, which counts limits. While Valkey does not respond nothing is counted, rather than nobody let
in.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

SILENT_SECONDS = 60


class ForgivingRedisCache(RedisCache):
    """A cache that acts as if empty while Valkey is unreachable. It holds only what may be lost."""

    said_at = float("-inf")

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask(super().get, default, key, default=default, version=version)

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        self._ask(super().set, None, key, value, *args, **options)

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        """Adds a value; returns True also while Valkey does not respond, because allauth would take False for a
        refusal.
        """
        return bool(self._ask(super().add, True, key, value, *args, **options))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask(super().delete, False, key, version=version))

    def _ask(self, question: Callable[..., Any], otherwise: Any, *args: Any, **options: Any) -> Any:
        try:
            return question(*args, **options)
        except RedisError as error:
            now = time.monotonic()
            if now - ForgivingRedisCache.said_at > SILENT_SECONDS:
                ForgivingRedisCache.said_at = now
                logger.warning("Valkey does not answer, so limits are not counted just now: %s", error)
            return otherwise
