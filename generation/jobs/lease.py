from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from generation.jobs.claims import Claim

logger = logging.getLogger(__name__)

CONNECTION_KEYS = ("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert")
FAREWELL_SECONDS = 5


@contextmanager
def keep_lease(claim: Claim) -> Iterator[None]:
    """While this is open another process renews the claim's lease, and kills this one past the hard limit."""
    parameters = connection.get_connection_params()
    order = {
        "connect": {key: parameters[key] for key in CONNECTION_KEYS if parameters.get(key)},
        "job_id": str(claim.job_id),
        "fence": claim.fence,
        "lease_seconds": settings.JOB_LEASE_SECONDS,
        "hard_limit_seconds": settings.JOB_HARD_LIMIT_SECONDS,
    }
    keeper = subprocess.Popen(
        [sys.executable, "-m", "generation.jobs.lease_keeper"], stdin=subprocess.PIPE, cwd=settings.BASE_DIR, text=True
    )
    assert keeper.stdin is not None  # noqa: S101 - for the type checker: it was asked for above
    try:
        # The password travels through the pipe: a command line and an environment can be read by others.
        keeper.stdin.write(json.dumps(order) + "\n")
        keeper.stdin.flush()
        yield
    finally:
        _dismiss(keeper)


def _dismiss(keeper: subprocess.Popen[str]) -> None:
    try:
        keeper.communicate(timeout=FAREWELL_SECONDS)  # closes its stdin, which is the sign to end
    except subprocess.TimeoutExpired:
        logger.warning("A lease keeper did not end by itself and was killed.")
        keeper.kill()
        keeper.communicate()
