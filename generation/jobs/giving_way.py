"""A job of several children lets other accounts go first: whoever asked for one child isn't held up by eight."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from generation.jobs.claims import claim_next_job
from generation.models import Job
from generation.work.claims import Claim

logger = logging.getLogger(__name__)


class GivingWay:
    """The jobs that are done between the steps of another one, by the same worker; each account's once."""

    def __init__(self, job: Job, do_job: Callable[[Claim], None]) -> None:
        """Makes it for a job of several children. For each but the first it gives way once, which bounds its length."""
        self._owner_id: UUID = job.owner_id
        self._do_job = do_job
        self._num_left = job.siblings - 1

    def give_way(self) -> None:
        """Does a job of an account that was served longer ago, if one is queued."""
        claim = claim_next_job(served_before=self._owner_id) if self._num_left else None
        if claim is None:
            return
        self._num_left -= 1
        try:
            self._do_job(claim)
        except Exception:
            # It was handed back already, and this job is not at fault.
            logger.exception("Job %s failed while another one waited for it.", claim.row_id)
