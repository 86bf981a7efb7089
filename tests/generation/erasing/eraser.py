"""`python -m tests.generation.erasing.eraser DATABASE PERSON_ID`: erases a person as soon as a line comes in."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")


def main() -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()

    from accounts.models import ErasureCause, Person
    from generation.erasing.services import erase_people

    person = Person.objects.get(pk=sys.argv[2])
    print("ready", flush=True)  # noqa: T201 - to whoever started it
    sys.stdin.readline()
    erase_people([person], cause=ErasureCause.WITHDRAWN)


if __name__ == "__main__":
    main()
