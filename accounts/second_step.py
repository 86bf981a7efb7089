"""The second step that a session used, and its time."""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

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
