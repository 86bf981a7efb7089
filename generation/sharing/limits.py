from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings

from generation.limits import InvitationLimit, network_of

# A link goes to a family, or to friends.
HOUSEHOLDS = 10


class HouseholdLimit(InvitationLimit):
    """A limit for what one household sends to one link."""

    def ident_of(self, request: Any) -> str:
        link = super().ident_of(request)
        return hashlib.sha256(f"{link} {network_of(request)}".encode()).hexdigest()


class PasswordLimit(HouseholdLimit):
    """The limit for passwords that are tried."""

    scope = "share_password"

    def get_rate(self) -> str:
        return f"{settings.SHARE_PASSWORDS_PER_HOUR}/hour"


class LinkPasswordLimit(InvitationLimit):
    """The limit for passwords that are tried at one link from everywhere together. Browsers that gave it are in."""

    scope = "share_password_anywhere"

    def get_rate(self) -> str:
        return f"{HOUSEHOLDS * settings.SHARE_PASSWORDS_PER_HOUR}/hour"


class GuessLimit(HouseholdLimit):
    """The limit for guesses: a browser that forgets its own could send one after the other."""

    scope = "share_guess"

    def get_rate(self) -> str:
        return f"{settings.SHARE_GUESSES_PER_HOUR}/hour"
