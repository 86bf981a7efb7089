from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks


def check_mail(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.CAN_SEND_MAIL:
        return []
    return [
        checks.Warning(
            "EMAIL_URL is not set, so mail only goes to the log: addresses can't be confirmed, forgotten passwords "
            "can't be replaced, and the form for signing up tells which addresses have an account.",
            hint="Set EMAIL_URL=smtp+tls://user:password@host:587 in .env or in the environment.",
            id="accounts.W001",
        )
    ]
