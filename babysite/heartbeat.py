"""Each worker says every few seconds that it lives; the health address listens."""

from __future__ import annotations

import contextlib
import threading
from logging import getLogger
from typing import cast

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker

logger = getLogger(__name__)

KINDS = ("heavy", "light")
BEAT_SECONDS = 5
# Generous: a long TensorFlow call holds the interpreter, and with it this thread, for seconds.
SILENT_AFTER_SECONDS = 45


def key_of(kind: str) -> str:
    return f"babysite:worker:{kind}"


def is_worker_alive(kind: str) -> bool:
    return bool(client().exists(key_of(kind)))


def start_heartbeat(kind: str, stopped: threading.Event) -> None:
    threading.Thread(target=_beat, args=(kind, stopped), name="heartbeat", daemon=True).start()


def client() -> redis.Redis:
    return cast("redis.Redis", cast("RedisBroker", dramatiq.get_broker()).client)


def _beat(kind: str, stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            client().set(key_of(kind), 1, ex=SILENT_AFTER_SECONDS)
        except redis.RedisError as error:
            logger.warning("The broker does not answer (%s); the worker goes on trying.", error)
        stopped.wait(BEAT_SECONDS)
    # Who leaves politely says so. Another worker of this kind, if there is one, gives its next sign in seconds.
    with contextlib.suppress(redis.RedisError):
        client().delete(key_of(kind))
