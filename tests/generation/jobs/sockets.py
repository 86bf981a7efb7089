"""Websockets to the real application, over the real channel layer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar
from urllib.parse import unquote

from asgiref.testing import ApplicationCommunicator
from django.db import connections
from django.test import Client

from babysite.asgi import application

PATIENCE_SECONDS = 10
OWN_ORIGIN = "http://testserver"


class Socket:
    """One end of it. Not Channels' own communicator: its module wants daphne, which the site does without."""

    def __init__(self, path: str, client: Client | None, headers: dict[str, str]) -> None:
        sent = {"origin": OWN_ORIGIN, "host": "testserver"}
        if client is not None:
            sent["cookie"] = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        sent |= {name.replace("_", "-"): text for name, text in headers.items()}
        scope = {
            "type": "websocket",
            "path": unquote(path),
            "query_string": b"",
            "headers": [(name.encode(), text.encode("latin-1")) for name, text in sent.items()],
            "subprotocols": [],
        }
        self._end = ApplicationCommunicator(application, scope)

    async def connect(self) -> bool:
        await self._end.send_input({"type": "websocket.connect"})
        return (await self._output())["type"] == "websocket.accept"

    async def disconnect(self) -> None:
        await self._end.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._end.wait(timeout=PATIENCE_SECONDS)

    async def say(self, words: str | bytes) -> None:
        kind = "text" if isinstance(words, str) else "bytes"
        await self._end.send_input({"type": "websocket.receive", kind: words})

    async def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads((await self._output())["text"])
        return state

    async def state_when(self, wanted: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        """Everything that was said up to what is wanted."""
        states = [await self.state()]
        while not wanted(states[-1]):
            states.append(await self.state())
        return states

    async def closing_code(self) -> int:
        message = await self._output()
        assert message["type"] == "websocket.close", message
        return int(message["code"])

    async def says_more(self) -> bool:
        """Takes the next message. Returns False when the socket was closed."""
        return bool((await self._output())["type"] != "websocket.close")

    async def stays_open(self) -> bool:
        return bool(await self._end.receive_nothing(timeout=0.3))

    async def _output(self) -> dict[str, Any]:
        output: dict[str, Any] = await self._end.receive_output(timeout=PATIENCE_SECONDS)
        return output


@asynccontextmanager
async def open_socket(path: str, client: Client | None, **headers: str) -> AsyncIterator[Socket]:
    socket = Socket(path, client, headers)
    assert await socket.connect(), "The socket was closed."
    try:
        yield socket
    finally:
        await socket.disconnect()


async def is_refused(path: str, client: Client | None, **headers: str) -> bool:
    socket = Socket(path, client, headers)
    is_open = await socket.connect()
    await socket.disconnect()
    return not is_open


P = ParamSpec("P")
T = TypeVar("T")


async def elsewhere(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs a call in a thread with its own database connection, as a worker or another web process would."""

    def do_and_hang_up() -> T:
        try:
            return do(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.to_thread(do_and_hang_up)


def address_of(job: Any) -> str:
    return f"/ws/jobs/{job.pk}/"
