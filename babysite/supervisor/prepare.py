"""What a new version asks for before it serves: tables, and static files under their hashed names.

In a process of its own, which frees what it loaded: the supervisor stays small.
"""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command

from babysite.supervisor.errors import describe_os_error


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        sys.exit(describe_os_error(error))


if __name__ == "__main__":
    main()
