"""The cache in Valkey, which counts limits. While Valkey does not respond nothing is counted, rather than nobody let
in.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

SILENT_SECONDS = 60

# A set of the times of what was admitted, by Valkey's own clock. One script, so that nothing comes between the look and
# the count. KEYS: the limit. ARGV: how many in how many seconds, and a name for this one. Returns the seconds until the
# next is admitted; 0 for this one.
ADMIT = """
local time = redis.call('TIME')
local now, limit, window = time[1] + time[2] / 1000000, tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
if redis.call('ZCARD', KEYS[1]) >= limit then
    local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    return tostring(math.max(oldest[2] + window - now, 0.001))
end
redis.call('ZADD', KEYS[1], now, ARGV[3])
redis.call('EXPIRE', KEYS[1], math.ceil(window))
return '0'
"""


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

    def admit(self, key: str, *, limit: int, seconds: int) -> float:
        """Counts one more under `key` unless `limit` were counted within the last `seconds`; never more, however many
        ask at once. Returns 0 when it is counted, else the seconds until one will be.
        """
        client = self._cache.get_client(key, write=True)
        member = uuid.uuid4().hex
        return float(self._ask(client.eval, 0, ADMIT, 1, self.make_and_validate_key(key), limit, seconds, member))

    def _ask(self, question: Callable[..., Any], otherwise: Any, *args: Any, **options: Any) -> Any:
        try:
            return question(*args, **options)
        except RedisError as error:
            now = time.monotonic()
            if now - ForgivingRedisCache.said_at > SILENT_SECONDS:
                ForgivingRedisCache.said_at = now
                logger.warning("Valkey does not answer, so limits are not counted just now: %s", error)
            return otherwise
