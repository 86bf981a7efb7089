"""Bodies of responses, also of streamed ones."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync


def body_of(response: Any) -> bytes:
    return async_to_sync(_read)(response) if response.streaming else bytes(response.content)


async def _read(response: Any) -> bytes:
    return b"".join([part async for part in response.streaming_content])
