"""Ways to sign in to an account, for the page that lists them."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings

from accounts.users import User


@dataclass(frozen=True, kw_only=True)
class WaysIn:
    address: str
    is_confirmed: bool
    has_password: bool
    has_app: bool
    num_passkeys: int
    num_sessions: int
    num_connections: int
    may_connect: bool


def get_ways_in(user: User) -> WaysIn:
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    num_connections = SocialAccount.objects.filter(user=user).count()
    return WaysIn(
        address=user.email,
        is_confirmed=EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists(),
        has_password=user.has_usable_password(),
        has_app=Authenticator.Type.TOTP in kinds,
        num_passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        num_sessions=len(UserSession.objects.purge_and_list(user)),
        num_connections=num_connections,
        may_connect=bool(settings.SIGN_IN_BY) or num_connections > 0,
    )
