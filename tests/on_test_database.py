"""`python -m tests.on_test_database FILE COMMAND`: a manage.py on the tests' database, with its master key in FILE."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")

if __name__ == "__main__":
    from django.conf import settings
    from django.core.management import call_command

    database: dict[str, Any] = settings.DATABASES["default"]
    database["NAME"] = database["TEST"]["NAME"]
    settings.MASTER_KEY_FILE = Path(sys.argv[1])
    django.setup()
    call_command(*sys.argv[2:])
