"""Reasons why a worker should stop, checked at every step."""

from __future__ import annotations

import logging
import threading
from typing import Literal

from django.db import InterfaceError, OperationalError, connection

from generation.jobs.claims import is_cancel_requested
from generation.jobs.pauses import Pauses
from generation.work.claims import Claim, LostClaim

logger = logging.getLogger(__name__)

Reason = Literal["cancelled", "lost", "stopping"]

# Set when this worker process is asked to end: its job goes back into the line instead of being cut off.
stopping = threading.Event()


class Watch:
    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._pauses = Pauses()
        self.reason: Reason | None = None

    def is_cancelled(self) -> bool:
        """Is asked before every step, and lets previews go first."""
        if not stopping.is_set():
            self._pauses.take()
        self.reason = self.reason or self._ask()
        return self.reason is not None

    def lose(self) -> None:
        self.reason = "lost"

    def _ask(self) -> Reason | None:
        if stopping.is_set():
            return "stopping"
        try:
            return "cancelled" if is_cancel_requested(self._claim) else None
        except LostClaim:
            return "lost"
        except (OperationalError, InterfaceError):
            # A restart of the database need not cost minutes of work: the claim is checked again when it matters.
            logger.warning("The database did not answer while job %s was running.", self._claim.row_id)
            connection.close()
            return None
