"""Tasks that run at intervals. The apps register them in their `ready()`.

The light worker runs them. Several workers may run them at once, because every change they make is conditional.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

# Intervals, in seconds. No work runs more often than the shortest.
OFTEN = 10
HOURLY = 3600
DAILY = 24 * HOURLY


@dataclass(frozen=True, kw_only=True)
class PeriodicWork:
    run: Callable[[], object]
    every_seconds: float


_works: list[PeriodicWork] = []


def run_every(seconds: float, *functions: Callable[[], object]) -> None:
    """Registers functions to run every `seconds`, in the order of registration. A second registration has no effect."""
    for run in functions:
        work = PeriodicWork(run=run, every_seconds=seconds)
        if work not in _works:
            _works.append(work)


def run_periodic_work(stopped: threading.Event, *, look_seconds: float = OFTEN) -> None:
    """Runs the registered tasks until `stopped` is set.

    An unexpected exception is raised: the process should then exit and be restarted.
    """
    done_at: dict[PeriodicWork, float] = {}
    while not stopped.is_set():
        try:
            for work in _works:
                _run_if_due(work, done_at)
        except (OperationalError, InterfaceError) as error:
            logger.warning("The database does not answer; looking again in %d s: %s", look_seconds, error)
        connection.close()  # nobody needs it until the next look
        stopped.wait(look_seconds)


def _run_if_due(work: PeriodicWork, done_at: dict[PeriodicWork, float]) -> None:
    is_at_every_look = work.every_seconds <= OFTEN
    if not is_at_every_look and time.monotonic() - done_at.get(work, float("-inf")) <= work.every_seconds:
        return
    try:
        work.run()
    except OSError as error:  # a storage that fails must not keep jobs from going on
        name = getattr(work.run, "__qualname__", repr(work.run))
        logger.error("%s failed; trying again in %d s: %s", name, work.every_seconds, error)
    done_at[work] = time.monotonic()
