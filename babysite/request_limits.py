"""Refuses a body that is too large, too slow to arrive, or nobody's, before Django has read it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from typing import Any

from django.core.handlers.asgi import ASGIRequest

from accounts.visitors import asker_of
from babysite.bodies import BodiesInFlight
from babysite.error_pages import NOT_SIGNED_IN, TOO_LARGE, TOO_SLOW, RequestRefused, headers_of, render_refusal
from babysite.uploads import ANYBODY, SENDERS, check_room, is_anybodys, is_upload, sender_of

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# A browser shows our answer only if we go on reading while it still sends. Past these it may find the line cut.
DRAIN_SECONDS = 10.0
DRAIN_BYTES = 64 * 1024 * 1024


# The server holds as much of any request anyway.
SMALL_BYTES = 64 * 1024


class RequestLimits:
    """max_bytes: of a form with photos, where such forms are sent to and by whom they may be. max_form_bytes: of any
    other one. min_bytes_per_second: how fast a body must arrive, looked at every `patience_seconds`. max_seconds: until
    all of it is here. max_file_bytes: of a form that anybody may send a file with. photos, files, forms: of each kind,
    what is on its way. None can take the place of another: strangers who send files or forms keep no photos out.
    """

    def __init__(
        self,
        application: Any,
        *,
        max_bytes: int,
        max_form_bytes: int,
        min_bytes_per_second: int,
        patience_seconds: float,
        max_seconds: float,
        max_file_bytes: int,
        photos: BodiesInFlight,
        files: BodiesInFlight,
        forms: BodiesInFlight,
    ) -> None:
        self.application: Application = application
        self.max_bytes = max_bytes
        self.max_form_bytes = max_form_bytes
        self.min_bytes_per_second = min_bytes_per_second
        self.patience_seconds = patience_seconds
        self.max_seconds = max_seconds
        self.max_file_bytes = max_file_bytes
        self.photos = photos
        self.files = files
        self.forms = forms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            announced = self.announced_bytes(scope)
            if announced > self.max_bytes_at(scope):
                raise RequestRefused(TOO_LARGE, size=announced, limit=self.max_bytes_at(scope))
            senders = await self.senders_of(scope, announced)
            with self.hold(scope, senders, announced):
                await self.application({**scope, SENDERS: senders}, self.limited(receive, announced), send)
        except RequestRefused as refused:
            await refuse(scope, receive, send, refused)

    async def senders_of(self, scope: Scope, announced: int) -> frozenset[str]:
        """Returns who sends photos: an account or an invitation, and the network address. Nobody for other forms."""
        if not is_upload(scope):
            return frozenset()
        address = asker_of(scope)
        with self.photos.hold(address, 0):  # so one address asks the database but a few times at once
            sender = await sender_of(scope)
        if announced > self.max_form_bytes:
            if sender is None:
                raise RequestRefused(NOT_SIGNED_IN)
            check_room()
        return address | {sender} if sender else frozenset()

    def hold(self, scope: Scope, senders: frozenset[str], announced: int) -> AbstractContextManager[None]:
        if ANYBODY in senders:
            return self.files.hold(senders - {ANYBODY}, announced)
        if senders:
            return self.photos.hold(senders, announced)
        if announced > SMALL_BYTES:
            return self.forms.hold(asker_of(scope), announced)
        return nullcontext()

    def announced_bytes(self, scope: Scope) -> int:
        """Returns how many bytes may come: what is declared, else as many as may come to this address."""
        headers = dict(scope["headers"])
        if b"transfer-encoding" in headers:
            return self.max_bytes_at(scope)
        declared = headers.get(b"content-length", b"")
        return int(declared) if declared.isdigit() else 0  # uvicorn has refused what is no number

    def max_bytes_at(self, scope: Scope) -> int:
        if is_anybodys(scope):
            return self.max_file_bytes
        return self.max_bytes if is_upload(scope) else self.max_form_bytes

    def limited(self, receive: Receive, max_bytes: int) -> Receive:
        pace = Pace(
            min_bytes_per_second=self.min_bytes_per_second,
            patience_seconds=self.patience_seconds,
            max_seconds=self.max_seconds,
        )
        received = 0
        complete = False

        async def limited_receive() -> Message:
            nonlocal received, complete
            if complete:
                return await receive()
            message = await pace.keep(receive)
            received += len(message.get("body", b""))
            if received > max_bytes:
                raise RequestRefused(TOO_LARGE, size=received, limit=max_bytes)
            complete = not message.get("more_body", False)
            return message

        return limited_receive


class Pace:
    """Lets a slow body arrive, and ends one that stands still, drips in or takes longer than `max_seconds`."""

    def __init__(self, *, min_bytes_per_second: int, patience_seconds: float, max_seconds: float) -> None:
        self.least = min_bytes_per_second * patience_seconds
        self.patience_seconds = patience_seconds
        start = asyncio.get_running_loop().time()
        self.end = start + max_seconds
        self._look_at(start)

    async def keep(self, receive: Receive) -> Message:
        """Raises RequestRefused."""
        while True:
            try:
                async with asyncio.timeout_at(self.until):
                    message = await receive()
            except TimeoutError as error:
                if self.received < self.least or self.until >= self.end:
                    raise RequestRefused(TOO_SLOW) from error
                self._look_at(self.until)
            else:
                self.received += len(message.get("body", b""))
                return message

    def _look_at(self, start: float) -> None:
        self.until = min(start + self.patience_seconds, self.end)
        self.received = 0


async def refuse(scope: Scope, receive: Receive, send: Send, refused: RequestRefused) -> None:
    """The answer is whole at once, but the connection stays open while the rest of the body is thrown away."""
    content_type, content = render_refusal(ASGIRequest(dict(scope), BytesIO()), refused)
    own = headers_of(refused.refusal, scope["path"])
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(content)).encode()),
        (b"connection", b"close"),
        *((name.lower().encode(), value.encode()) for name, value in own.items()),
    ]
    await send({"type": "http.response.start", "status": int(refused.refusal.status), "headers": headers})
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
