from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer, AsyncWebsocketConsumer
from django.http import Http404, HttpRequest
from django.utils import translation

from accounts.sessions import get_listener_of_session
from generation.jobs.events import group_of
from generation.jobs.selectors import get_job_for
from generation.jobs.states import JobStateMessage, describe_job
from generation.notify import group_of_account

NOT_FOUND = 4404


class ListeningConsumer(AsyncJsonWebsocketConsumer):
    """A socket that listens to one group, and closes as soon as there is nothing that its page may know."""

    joined: tuple[str, ...] = ()

    async def join(self, group: str) -> None:
        """Joins the group, and that of the account, before anything is read, so that no change in between is missed."""
        account_id = await self.read_account()
        self.joined = (group, group_of_account(account_id)) if account_id else (group,)
        for each in self.joined:
            await self.channel_layer.group_add(each, self.channel_name)

    async def disconnect(self, code: int) -> None:
        for each in self.joined:
            await self.channel_layer.group_discard(each, self.channel_name)

    async def session_checked(self, event: Mapping[str, Any]) -> None:
        if await self.read_account() is None:
            await self.close(code=NOT_FOUND)

    @database_sync_to_async
    def read_account(self) -> UUID | None:
        return get_listener_of_session(self.scope["session"].session_key).pk

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Ignores messages of the page: changes are requested over HTTP, with its protection against forgery."""

    async def tell(self, state: Mapping[str, Any] | None) -> None:
        """Sends the state. None: there is nothing for the account that is signed in now."""
        if state is None:
            await self.close(code=NOT_FOUND)
        else:
            await self.send_json(state)


class JobConsumer(ListeningConsumer):
    """The state of one job: once on connecting, then whenever it changes. Only its owner is let in."""

    async def connect(self) -> None:
        self.job_id = self.scope["url_route"]["kwargs"]["job_id"]
        self.language = language_of(self.scope)
        await self.join(group_of(self.job_id))
        state = await self.read_state()
        if state is not None:
            await self.accept()
        await self.tell(state)

    async def job_changed(self, event: Mapping[str, Any]) -> None:
        await self.tell(await self.read_state())

    @database_sync_to_async
    def read_state(self) -> JobStateMessage | None:
        """Asks each time who is signed in: the socket stays open when the session ends."""
        user = get_listener_of_session(self.scope["session"].session_key)
        with translation.override(self.language):
            try:
                return describe_job(get_job_for(user, self.job_id))
            except Http404:
                return None


class NobodyHere(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.close(code=NOT_FOUND)


def language_of(scope: dict[str, Any]) -> str:
    """Returns the language as Django's middleware chooses it for a page: the cookie, then the browser's preference."""
    request = HttpRequest()
    request.COOKIES = scope.get("cookies", {})
    headers = dict(scope.get("headers", ()))
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get(b"accept-language", b"").decode("latin-1")
    return translation.get_language_from_request(request)
