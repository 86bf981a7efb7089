"""What has to happen although nobody asks for it: abandoned jobs go on, unheard bells ring again, what was left
behind goes, and what was kept for long enough.

The light worker does it all the time. `python manage.py reconcile` does it once. Any number may do it at once, on
any number of machines: every change is a conditional update.
"""

from __future__ import annotations

import logging
import threading
import time

from django.db import InterfaceError, OperationalError, connection

from accounts.mail.tasks import ring_for_due_letters
from generation.erasing.destroying import finish_erasures
from generation.erasing.orphans import erase_orphans
from generation.exporting.tasks import ring_for_waiting_exports
from generation.jobs.reconciler import reconcile_jobs
from generation.retention.schedule import expire
from generation.storage.scratch import remove_of_gone_families
from generation.storage.sweeping import sweep_files
from generation.studio.closing import close_pages

logger = logging.getLogger(__name__)

LOOK_SECONDS = 10
SWEEP_SECONDS = 3600


def keep_house(stopped: threading.Event) -> None:
    """Until `stopped` is set. Raises what nobody foresaw: the process should then end and be started afresh."""
    swept_at = float("-inf")
    while not stopped.is_set():
        try:
            reconcile_jobs()
            close_pages()
            finish_erasures()
            remove_of_gone_families()
            ring_for_due_letters()
            ring_for_waiting_exports()
            if time.monotonic() - swept_at > SWEEP_SECONDS:
                expire()
                _sweep()
                swept_at = time.monotonic()
        except (OperationalError, InterfaceError) as error:
            logger.warning("The database does not answer; looking again in %d s: %s", LOOK_SECONDS, error)
        connection.close()  # nobody needs it until the next look
        stopped.wait(LOOK_SECONDS)


def _sweep() -> None:
    try:
        erase_orphans()
        sweep_files()
    except OSError as error:  # a storage that fails must not keep jobs from going on
        logger.error("Stray files could not be looked for; trying again in %d s: %s", SWEEP_SECONDS, error)
