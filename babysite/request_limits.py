"""Refuses a body that is too large, or too slow to arrive, before Django has read it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.core.handlers.asgi import ASGIRequest

from babysite.error_pages import render_refusal

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# A browser shows our answer only if we go on reading while it still sends. Past these it may find the line cut.
DRAIN_SECONDS = 10.0
DRAIN_BYTES = 64 * 1024 * 1024


class BodyRefused(Exception):
    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class RequestLimits:
    def __init__(self, application: Any, *, max_bytes: int, max_seconds: float) -> None:
        self.application: Application = application
        self.max_bytes = max_bytes
        self.max_seconds = max_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if declared_length(scope) > self.max_bytes:
                raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            await self.application(scope, self.limited(receive), send)
        except BodyRefused as refusal:
            await refuse(scope, receive, send, refusal.status)

    def limited(self, receive: Receive) -> Receive:
        deadline = asyncio.get_running_loop().time() + self.max_seconds
        received = 0
        complete = False

        async def limited_receive() -> Message:
            nonlocal received, complete
            if complete:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError as error:
                raise BodyRefused(HTTPStatus.REQUEST_TIMEOUT) from error
            received += len(message.get("body", b""))
            if received > self.max_bytes:
                raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            complete = not message.get("more_body", False)
            return message

        return limited_receive


def declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0  # uvicorn has refused what is no number
    return 0


async def refuse(scope: Scope, receive: Receive, send: Send, status: HTTPStatus) -> None:
    """The answer is whole at once, but the connection stays open while the rest of the body is thrown away."""
    content_type, content = render_refusal(ASGIRequest(dict(scope), BytesIO()), status)
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(content)).encode()),
        (b"connection", b"close"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'"),
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": True})
    await drain(receive)
    await send({"type": "http.response.body", "body": b""})


async def drain(receive: Receive) -> None:
    received = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while received < DRAIN_BYTES:
                message = await receive()
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
                received += len(message.get("body", b""))
    except TimeoutError:
        return
