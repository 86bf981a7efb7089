from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer, AsyncWebsocketConsumer
from django.http import Http404, HttpRequest
from django.utils import translation

from accounts.sessions import get_user_of_session
from generation.jobs.events import JobChanged, group_of
from generation.jobs.selectors import get_job_for
from generation.jobs.states import JobStateMessage, describe_job

NOT_FOUND = 4404


class JobConsumer(AsyncJsonWebsocketConsumer):
    """The state of one job: once on connecting, then whenever it changes. Only its owner is let in."""

    async def connect(self) -> None:
        self.job_id = self.scope["url_route"]["kwargs"]["job_id"]
        self.language = language_of(self.scope)
        # Joined before reading: what changes in between is heard, so that nobody waits for a change already made.
        await self.channel_layer.group_add(group_of(self.job_id), self.channel_name)
        state = await self.read_state()
        if state is None:
            await self.close(code=NOT_FOUND)
            return
        await self.accept()
        await self.send_json(state)

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(group_of(self.job_id), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Nothing that a page says is heard: changes are asked for over HTTP, with its protection against forgery."""

    async def job_changed(self, event: JobChanged) -> None:
        state = await self.read_state()
        if state is None:
            await self.close(code=NOT_FOUND)
            return
        await self.send_json(state)

    @database_sync_to_async
    def read_state(self) -> JobStateMessage | None:
        """Asks each time who is signed in: the socket stays open when the session ends."""
        user = get_user_of_session(self.scope["session"].session_key)
        with translation.override(self.language):
            try:
                return describe_job(get_job_for(user, self.job_id))
            except Http404:
                return None


class NobodyHere(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.close(code=NOT_FOUND)


def language_of(scope: dict[str, Any]) -> str:
    """As Django's middleware chooses it for a page: the cookie, then what the browser asks for."""
    request = HttpRequest()
    request.COOKIES = scope.get("cookies", {})
    headers = dict(scope.get("headers", ()))
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get(b"accept-language", b"").decode("latin-1")
    return translation.get_language_from_request(request)
