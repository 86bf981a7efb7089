from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings

from generation.limits import InvitationLimit, network_of


class PasswordLimit(InvitationLimit):
    """The limit for passwords that one household tries at one link."""

    scope = "share_password"

    def get_rate(self) -> str:
        return f"{settings.SHARE_PASSWORDS_PER_HOUR}/hour"

    def ident_of(self, request: Any) -> str:
        link = super().ident_of(request)
        return hashlib.sha256(f"{link} {network_of(request)}".encode()).hexdigest()
