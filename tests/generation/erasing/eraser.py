"""`python -m tests.generation.erasing.eraser DATABASE`: erases people, each in a process that may be killed.

A line with a person's id comes in, and the number of the process goes out; at the next line it begins, and when it has
ended its status goes out. Its number is nobody else's until one more line. Such a process is forked, since Django takes
seconds to start.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")


def main() -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()

    while person_id := sys.stdin.readline().strip():
        number = os.fork()  # one thread, and no connection yet
        if number == 0:
            erase(person_id)
            os._exit(0)
        end = os.waitid(os.P_PID, number, os.WEXITED | os.WNOWAIT)
        assert end
        print(end.si_status if end.si_code == os.CLD_EXITED else -end.si_status, flush=True)  # noqa: T201 - for our maker
        sys.stdin.readline()
        os.waitpid(number, 0)


def erase(person_id: str) -> None:
    from accounts.models import ErasureCause, Person
    from generation.erasing.services import erase_people

    person = Person.objects.get(pk=person_id)
    print(os.getpid(), flush=True)  # noqa: T201
    sys.stdin.readline()
    erase_people([person], cause=ErasureCause.WITHDRAWN)


if __name__ == "__main__":
    main()
