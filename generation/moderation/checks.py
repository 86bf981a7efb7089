from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django's name
from django.db import connection

from generation.models import Case
from generation.moderation.moderators import moderators


def check_that_somebody_decides(*, databases: Sequence[str] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Checks, before a migration and for `manage.py check --database default`, that what is shown to others can be
    reported to somebody.
    """
    if not settings.LINKS_PER_ACCOUNT or not databases or not _is_migrated():
        return []
    found: list[CheckMessage] = []
    if not moderators().exists():
        found.append(
            Warning(
                "Children can be shown to others by links, and nobody decides about what is reported.",
                hint="manage.py make_moderator ADDRESS, or /moderation/moderators/ as a superuser. Without links, set "
                "LINKS_PER_ACCOUNT=0.",
                id="generation.W001",
            )
        )
    if not settings.CAN_SEND_MAIL:
        found.append(
            Warning(
                "Children can be shown to others by links, and no email tells moderators of what is reported.",
                hint="Set EMAIL_URL=smtp+tls://user:password@host:587 in .env or in the environment.",
                id="generation.W002",
            )
        )
    return found


def _is_migrated() -> bool:
    return Case._meta.db_table in connection.introspection.table_names()
