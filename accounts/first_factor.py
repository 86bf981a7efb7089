"""A one-time link from the command line, through which those who run or moderate the site set up their first second
step: a stolen password alone never sets one up."""

from __future__ import annotations

import hashlib
import time

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from accounts.second_step import STEPS, must_use_two_steps
from accounts.users import User

SALT = "accounts.first_factor"
UNTIL = "first_factor_until"


class NotNeeded(Exception):
    """The account has a second step already, or needs none."""


def make_link(user: User) -> str:
    """Returns a link for the account. Raises NotNeeded."""
    if not (user.is_staff or must_use_two_steps(user)) or is_mfa_enabled(user, STEPS):
        raise NotNeeded
    token = signing.dumps(str(user.pk), salt=SALT)
    return settings.SITE_URL + reverse("account_first_factor", args=[token])


def is_valid(token: str, user: User) -> bool:
    """Tells whether the link is this account's and may still be used."""
    try:
        user_id = signing.loads(token, salt=SALT, max_age=_seconds())
    except signing.BadSignature:
        return False
    return user_id == str(user.pk) and not is_mfa_enabled(user, STEPS)


def redeem(token: str, request: HttpRequest) -> bool:
    """Lets this session set up a second step for a while. Returns False for a link that was used or is over."""
    if not is_valid(token, request.user) or not cache.add(_key_of(token), True, timeout=_seconds()):  # type: ignore[arg-type]  # somebody is signed in
        return False
    request.session[UNTIL] = time.time() + _seconds()
    return True


def needs_link(request: HttpRequest) -> bool:
    """Tells whether this session must not set up a second step before it has redeemed a link."""
    user = request.user
    if not user.is_authenticated or not must_use_two_steps(user) or is_mfa_enabled(user, STEPS):
        return False
    return bool(request.session.get(UNTIL, 0) < time.time())


def _seconds() -> int:
    return settings.FIRST_FACTOR_MINUTES * 60


def _key_of(token: str) -> str:
    """No copy of Valkey shall hold the token itself."""
    return f"first_factor_{hashlib.sha256(token.encode()).hexdigest()}"
