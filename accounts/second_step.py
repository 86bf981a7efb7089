"""The second step that a session used, and its time."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from accounts.users import User

STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def used_second_step(request: HttpRequest) -> bool:
    """Tells whether an app or a passkey that the account still has was used in this session within STAFF_STEP_HOURS.
    Recovery codes are no second step here.
    """
    if not request.user.is_authenticated:
        return False
    earliest = time.time() - settings.STAFF_STEP_HOURS * 3600
    records = get_authentication_records(request, request.user)
    used = [record["id"] for record in records if record["method"] == "mfa" and record["at"] > earliest]
    return bool(used) and Authenticator.objects.filter(user=request.user, type__in=STEPS, pk__in=used).exists()


_further_people: list[Callable[[User], bool]] = []


def require_of(is_one_of_them: Callable[[User], bool]) -> None:
    """Registers people other than staff who need a second step for what they do, whatever the settings say. A second
    registration has no effect.
    """
    if is_one_of_them not in _further_people:
        _further_people.append(is_one_of_them)


def must_use_two_steps(user: User) -> bool:
    """Tells whether the site asks this account for a second step somewhere."""
    return (settings.STAFF_NEED_TWO_STEPS and user.is_staff) or any(is_one(user) for is_one in _further_people)
