from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connection

from accounts.keys.errors import MasterKeyError
from accounts.keys.keyring import check_master_keys
from accounts.keys.models import PersonKey


def check_that_keys_open(*, databases: Sequence[str] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Before tables are changed, and for `manage.py check --database default`."""
    if not databases or PersonKey._meta.db_table not in connection.introspection.table_names():
        return []
    try:
        if PersonKey.objects.exists():
            check_master_keys()
    except MasterKeyError as error:
        return [Error(str(error), id="accounts.E001")]
    return []
