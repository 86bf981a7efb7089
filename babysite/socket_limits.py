"""The number of websockets that one account may hold open: each costs memory here, and a query whenever it is told
something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from channels.db import database_sync_to_async
from channels.security.websocket import WebsocketDenier

from accounts.sessions import get_user_of_session
from accounts.visitors import address_of

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class SocketLimits:
    """Counts in this process, whose share `babysite.web` works out. Pages without a websocket ask at intervals."""

    def __init__(self, application: Any, *, max_per_account: int) -> None:
        self.application = application
        self.max_per_account = max_per_account
        self.open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        holder = await _holder_of(scope)
        if self.open[holder] >= self.max_per_account:
            await WebsocketDenier()(scope, receive, send)
            return
        self.open[holder] += 1
        try:
            await self.application(scope, receive, send)
        finally:
            self.open[holder] -= 1
            self.open += Counter()  # forgets those who hold none


@database_sync_to_async
def _holder_of(scope: Scope) -> str:
    """Returns the account's id; the address of whoever is not signed in."""
    user = get_user_of_session(scope["session"].session_key)
    return str(user.pk) if user.is_authenticated else address_of(scope)
