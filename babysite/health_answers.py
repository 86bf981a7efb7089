"""Health as the web process tells it: before any gate, and at next to no cost, however often it is asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from django.db import close_old_connections

from babysite.health import LIVE, LIVE_PATH, READY_PATH, check_parts

PATHS = frozenset({LIVE_PATH, READY_PATH})
SHARED_SECONDS = 1.0

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class HealthAnswers:
    """Whether this process lives is told in the event loop. Whether the site is ready is found out in one thread, once
    for all who ask within a second: a flood of questions delays nobody's.
    """

    def __init__(self, check: Callable[[], dict[str, bool]] = check_parts) -> None:
        self._check = check
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="health")
        self._asked: asyncio.Task[dict[str, bool]] | None = None
        self._holds_until = 0.0

    async def tell(self, scope: Mapping[str, Any], send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await _send(send, HTTPStatus.METHOD_NOT_ALLOWED, {}, (b"allow", b"GET, HEAD"))
        elif scope["path"] == LIVE_PATH:
            await _send(send, HTTPStatus.OK, LIVE)
        else:
            checks = await self._checks()
            is_ready = all(checks.values())
            status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
            await _send(send, status, {"ready": is_ready, "checks": checks})

    async def _checks(self) -> dict[str, bool]:
        loop = asyncio.get_running_loop()
        if self._asked is None or (self._asked.done() and loop.time() > self._holds_until):
            self._asked = asyncio.create_task(self._ask(loop))
        return await asyncio.shield(self._asked)  # whoever goes away takes it from nobody else

    async def _ask(self, loop: asyncio.AbstractEventLoop) -> dict[str, bool]:
        checks = await loop.run_in_executor(self._thread, self._check_in_thread)
        self._holds_until = loop.time() + SHARED_SECONDS
        return checks

    def _check_in_thread(self) -> dict[str, bool]:
        close_old_connections()
        try:
            return self._check()
        finally:
            close_old_connections()


async def _send(send: Send, status: HTTPStatus, told: Mapping[str, Any], *more: tuple[bytes, bytes]) -> None:
    body = json.dumps(told).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *more,
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})
