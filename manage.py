#!/usr/bin/env python
from __future__ import annotations

import contextlib
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from babysite.database_owner import connect_as_owner


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
    if sys.argv[1:2] == ["migrate"]:
        with contextlib.suppress(ImproperlyConfigured):  # the command says it itself
            connect_as_owner()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
