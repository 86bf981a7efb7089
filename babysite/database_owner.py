"""The role that owns the tables, for the few steps that change them. The site itself only reads and writes rows."""

from __future__ import annotations

from django.conf import settings
from django.db import connection, transaction

from babysite.embedded.roles import OWNER, rights_on_rows


def connect_as_owner() -> None:
    """Lets this process change tables, if the server is the site's own. Call it before the first connection."""
    if settings.HAS_OWN_DATABASE:
        settings.DATABASES["default"]["USER"] = OWNER


def grant_rights_on_rows() -> None:
    """Gives the site's role what it needs on the tables that are there, and no more."""
    if not settings.HAS_OWN_DATABASE:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(rights_on_rows())
