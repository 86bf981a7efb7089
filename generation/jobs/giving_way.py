"""A job of several children lets other accounts go first: whoever asked for one child isn't held up by eight."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from generation.jobs.claims import claim_next_job, uncounted
from generation.models import Job
from generation.work.claims import Claim

logger = logging.getLogger(__name__)

PauseClock = Callable[[], AbstractContextManager[None]]


class GivingWay:
    """The jobs that are done between the steps of another one, by the same worker; each account's once."""

    def __init__(self, claim: Claim, job: Job, do_job: Callable[[Claim], None], pause_clock: PauseClock) -> None:
        """Makes it for a job of several children. For each but the first it gives way once, which bounds its length."""
        self._claim, self._do_job, self._pause_clock = claim, do_job, pause_clock
        self._owner_id: UUID = job.owner_id
        self._num_left = job.siblings - 1

    def give_way(self) -> None:
        """Does a job of an account that was served longer ago, if one is queued."""
        if not self._num_left:
            return
        try:
            self._do_another()
        except (OperationalError, InterfaceError):
            # A restart of the database need not cost minutes of work: the claim is checked again when it matters.
            logger.warning("The database did not answer when job %s was to give way.", self._claim.row_id)
            connection.close()

    def _do_another(self) -> None:
        other = claim_next_job(served_before=self._owner_id)
        if other is None:
            return
        self._num_left -= 1
        with self._pause_clock(), uncounted(self._claim):
            try:
                self._do_job(other)
            except Exception:
                # It was handed back already, and this job is not at fault.
                logger.exception("Job %s failed while another one waited for it.", other.row_id)
