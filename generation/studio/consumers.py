from __future__ import annotations

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.utils import translation

from accounts.sessions import get_user_of_session
from generation.jobs.consumers import NOT_FOUND, language_of
from generation.studio.events import SketchTold, group_of
from generation.studio.pictures import sketch_url
from generation.studio.selectors import owns_family
from generation.studio.wording import error_message


class StudioConsumer(AsyncJsonWebsocketConsumer):
    """Tells {page, number, url} of every sketch of one family, or {page, number, error}. Only its owner is let in."""

    async def connect(self) -> None:
        self.family_id = self.scope["url_route"]["kwargs"]["family_id"]
        self.language = language_of(self.scope)
        await self.channel_layer.group_add(group_of(self.family_id), self.channel_name)
        if await self.may_hear():
            await self.accept()
        else:
            await self.close(code=NOT_FOUND)

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(group_of(self.family_id), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing that a page says is heard: wishes come over HTTP, with its protection against forgery."""

    async def studio_told(self, event: SketchTold) -> None:
        if not await self.may_hear():
            await self.close(code=NOT_FOUND)
            return
        page, number = event["page"], event["number"]
        told: dict[str, object] = {"type": "studio.sketch", "page": page, "number": number}
        if event["error"]:
            with translation.override(self.language):
                told["error"] = error_message(event["error"])
        else:
            told["url"] = sketch_url(self.family_id, page, number)
        await self.send_json(told)

    @database_sync_to_async
    def may_hear(self) -> bool:
        """Asked each time: the socket stays open when the session ends."""
        return owns_family(get_user_of_session(self.scope["session"].session_key), self.family_id)
