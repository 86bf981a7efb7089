"""`python -m tests.generation.work.busy_worker DATABASE JOB_ID [paused]`: claims a job and never ends, perhaps with its
clock stopped.

It holds the interpreter for itself most of the time, as a long call into TensorFlow does, so that no thread of its
own could renew a lease.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import nullcontext
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")


def hold_the_interpreter() -> None:
    """One call into C of several seconds."""
    re.match(r"(a+)+$", "a" * 27 + "b")


def main() -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()

    from generation.jobs.claims import claim_job, hold_job_lease

    claim = claim_job(UUID(sys.argv[2]))
    assert claim is not None
    with hold_job_lease(claim) as lease, lease.pause() if "paused" in sys.argv else nullcontext():
        while True:
            hold_the_interpreter()


if __name__ == "__main__":
    main()
