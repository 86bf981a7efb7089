from __future__ import annotations

from channels.db import database_sync_to_async
from django.urls import reverse
from django.utils import translation

from accounts.sessions import get_listener_of_session
from generation.jobs.consumers import NOT_FOUND, ListeningConsumer, language_of
from generation.studio.events import PreviewEvent, group_of
from generation.studio.selectors import owns_family
from generation.studio.wording import error_message


class StudioConsumer(ListeningConsumer):
    """Tells {page, number, url} of every preview of one family, or {page, number, error}. Only its owner is let in."""

    async def connect(self) -> None:
        self.family_id = self.scope["url_route"]["kwargs"]["family_id"]
        self.language = language_of(self.scope)
        await self.join(group_of(self.family_id))
        if await self.may_hear():
            await self.accept()
        else:
            await self.close(code=NOT_FOUND)

    async def studio_told(self, event: PreviewEvent) -> None:
        if not await self.may_hear():
            await self.close(code=NOT_FOUND)
            return
        page, number = event["page"], event["number"]
        told: dict[str, object] = {"type": "studio.preview", "page": page, "number": number}
        if event["error"]:
            with translation.override(self.language):
                told["error"] = error_message(event["error"])
        else:
            # The number keeps a browser from showing the one before.
            told["url"] = f"{reverse('studio:picture', args=[self.family_id, page])}?v={number}"
        await self.send_json(told)

    @database_sync_to_async
    def may_hear(self) -> bool:
        """Checks the session each time: the socket stays open when the session ends."""
        return owns_family(get_listener_of_session(self.scope["session"].session_key), self.family_id)
