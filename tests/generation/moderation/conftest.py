from __future__ import annotations

from tests.generation.sharing.conftest import agreed, child, family, invitee, link, nothing_counted_yet

__all__ = ["agreed", "child", "family", "invitee", "link", "nothing_counted_yet"]
