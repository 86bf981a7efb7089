from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.db import database_sync_to_async

from accounts.sessions import get_listener_of_session
from generation.families.events import group_of
from generation.families.selectors import FamiliesHere, describe_families_of
from generation.jobs.consumers import NOT_FOUND, ListeningConsumer


class FamiliesConsumer(ListeningConsumer):
    """A socket that sends the ids of an account's families: on connecting, and whenever one is deleted."""

    async def connect(self) -> None:
        self.owner_id = await self.read_account()
        if self.owner_id is None:
            await self.close(code=NOT_FOUND)
            return
        await self.join(group_of(self.owner_id))
        await self.accept()
        await self.tell(await self.read_state())

    async def families_changed(self, event: Mapping[str, Any]) -> None:
        await self.tell(await self.read_state())

    @database_sync_to_async
    def read_state(self) -> FamiliesHere | None:
        """Checks the session each time: the socket stays open when it ends, and must not serve another account's."""
        user = get_listener_of_session(self.scope["session"].session_key)
        if not user.is_authenticated or user.pk != self.owner_id:
            return None
        return describe_families_of(user)
