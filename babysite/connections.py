"""Limits of connections: of their silence and of their number. Silent ones must not keep everybody else out."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from accounts.visitors import household_of
from babysite.health import LIVE_PATH, READY_PATH

HEALTH = frozenset(path.encode() for path in (LIVE_PATH, READY_PATH))
# For health, while there are too many connections; whoever has come by then must ask at once.
RESERVED_CONNECTIONS = 100
RESERVED_SECONDS = 2.0
TOO_MANY = b"Too many connections are open. Close some pages of this site and try again in a minute.\n"


class GuardedProtocol(HttpToolsProtocol):
    """Closes connections that send no whole head of a request in time, and answers health whatever else is refused.

    Behind a proxy all connections come from it, and the silent ones are its own business: then they are not counted by
    address.
    """

    open_by_address: Counter[str] = Counter()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.limit_concurrency = None  # counted here instead
        self.patience: asyncio.TimerHandle | None = None
        self.address = household_of(self.client[0]) if self.client and not settings.TRUSTED_PROXY_COUNT else ""
        self.open_by_address[self.address] += 1
        self.is_counted = True
        if len(self.connections) > settings.MAX_CONNECTIONS + RESERVED_CONNECTIONS:
            transport.abort()
        self._expect_a_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._forget()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Expects the rest of a head from its first byte on, also while the request before is being answered."""
        if self.patience is None:
            self._expect_a_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        is_health = self.url.partition(b"?")[0] in HEALTH
        self.app = too_many_connections if self._are_too_many() and not is_health else self.config.loaded_app
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        """Counts the connection as a websocket from here on: each account may have a number of these."""
        self._stop_waiting()
        self._forget()
        super().handle_websocket_upgrade()

    def _are_too_many(self) -> bool:
        of_this_address = self.open_by_address[self.address] if self.address else 0
        return (
            of_this_address > settings.CONNECTIONS_PER_ADDRESS
            or len(self.connections) > settings.MAX_CONNECTIONS
            or len(self.tasks) >= settings.MAX_CONNECTIONS
        )

    def _expect_a_head(self) -> None:
        seconds = RESERVED_SECONDS if self._are_too_many() else settings.MAX_HEADER_SECONDS
        self.patience = self.loop.call_later(seconds, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None

    def _forget(self) -> None:
        if self.is_counted:
            self.is_counted = False
            self.open_by_address[self.address] -= 1
            if not self.open_by_address[self.address]:
                del self.open_by_address[self.address]


async def too_many_connections(scope: Mapping[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(TOO_MANY)).encode()),
        (b"connection", b"close"),
        (b"retry-after", b"60"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_MANY})
