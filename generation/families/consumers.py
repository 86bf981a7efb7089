from __future__ import annotations

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from accounts.sessions import get_user_of_session
from generation.families.events import FamiliesChanged, group_of
from generation.families.selectors import FamiliesHere, describe_families_of
from generation.jobs.consumers import NOT_FOUND


class FamiliesConsumer(AsyncJsonWebsocketConsumer):
    """Which families an account has: once on connecting, then whenever one goes. Only who is signed in is let in."""

    owner_id: UUID | None = None

    async def connect(self) -> None:
        self.owner_id = await self.read_owner()
        if self.owner_id is None:
            await self.close(code=NOT_FOUND)
            return
        await self.channel_layer.group_add(group_of(self.owner_id), self.channel_name)
        await self.accept()
        await self.tell()

    async def disconnect(self, code: int) -> None:
        if self.owner_id is not None:
            await self.channel_layer.group_discard(group_of(self.owner_id), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Nothing that a page says is heard."""

    async def families_changed(self, event: FamiliesChanged) -> None:
        await self.tell()

    async def tell(self) -> None:
        state = await self.read_state()
        if state is None:
            await self.close(code=NOT_FOUND)
        else:
            await self.send_json(state)

    @database_sync_to_async
    def read_owner(self) -> UUID | None:
        user = get_user_of_session(self.scope["session"].session_key)
        return user.pk if user.is_authenticated else None

    @database_sync_to_async
    def read_state(self) -> FamiliesHere | None:
        """Asked each time: the socket stays open when the session ends, and must not go on for another account's."""
        user = get_user_of_session(self.scope["session"].session_key)
        if not user.is_authenticated or user.pk != self.owner_id:
            return None
        return describe_families_of(user)
