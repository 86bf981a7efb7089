from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import connection

from generation.work.claims import Claim, Claims, Row

logger = logging.getLogger(__name__)

# A keeper that waits longer for an answer would let the lease run out.
CONNECT_SECONDS = 5
FAREWELL_SECONDS = 5
# The keeper knows none of the site's secrets but the way into the database, of which libpq takes parts from here.
HANDED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH", "HOME", "VAR_DIR")
OF_LIBPQ = "PG"


class Lease:
    """A lease that its keeper renews."""

    def __init__(self, keeper: subprocess.Popen[str]) -> None:
        self._keeper = keeper

    @contextmanager
    def pause(self) -> Iterator[None]:
        """Stops the clock of the hard limit, and of nothing else: the lease is still renewed."""
        self.tell("pause")
        try:
            yield
        finally:
            self.tell("resume")

    def tell(self, line: str) -> None:
        """Tells the keeper. Of one that was killed, the lease ends by itself."""
        assert self._keeper.stdin is not None  # noqa: S101 - for the type checker: it was asked for below
        with suppress(BrokenPipeError):
            self._keeper.stdin.write(line + "\n")
            self._keeper.stdin.flush()


@contextmanager
def hold_lease(
    claims: Claims[Row], claim: Claim, *, hard_limit_seconds: float, last_words: Mapping[str, str]
) -> Iterator[Lease]:
    """Starts a process that renews the claim's lease, and kills this process after the hard limit.

    last_words: the columns to store on the row when its worker is killed.
    """
    order = {
        "connect": how_to_connect(),
        "table": claims.rows.model._meta.db_table,
        "row": {"id": str(claim.row_id), claims.fence_field: claim.fence, "state": claims.held},
        "lease_seconds": claims.lease().total_seconds(),
        "hard_limit_seconds": hard_limit_seconds,
        "last_words": dict(last_words),
    }
    keeper = subprocess.Popen(
        [sys.executable, "-m", "generation.work.lease_keeper"],
        stdin=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={name: value for name, value in os.environ.items() if name in HANDED_ON or name.startswith(OF_LIBPQ)},
        text=True,
    )
    lease = Lease(keeper)
    try:
        # The password travels through the pipe: a command line and an environment can be read by others.
        lease.tell(json.dumps(order))
        yield lease
    finally:
        _dismiss(keeper)


def how_to_connect() -> dict[str, str | int]:
    """Returns Django's connection parameters for libpq, including certificates and options, without its classes."""
    parameters = connection.get_connection_params()
    plain = {name: value for name, value in parameters.items() if value and isinstance(value, str | int)}
    return {"connect_timeout": CONNECT_SECONDS, **plain}


def _dismiss(keeper: subprocess.Popen[str]) -> None:
    try:
        keeper.communicate(timeout=FAREWELL_SECONDS)  # closes its stdin, which is the sign to end
    except subprocess.TimeoutExpired:
        logger.warning("A lease keeper did not end by itself and was killed.")
        keeper.kill()
        keeper.communicate()
