"""Processes that answer on one socket, forked from one that has loaded the site: most of their memory is the same."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from logging import getLogger
from typing import NoReturn

from babysite.processes import HELD_SIGNALS, at_birth

logger = getLogger(__name__)

# Between the death of one and the birth of the next.
DELAY_SECONDS = 0.5


def keep_what_is_loaded() -> None:
    """Takes all there is out of the collector's sight: it would look through it again and again, and thereby copy the
    memory that processes share.
    """
    gc.collect()
    gc.freeze()


def run_in_processes(serve: Callable[[], None], *, number: int) -> None:
    """Runs `serve` in so many processes until this one is asked to end; whichever dies is replaced."""
    if threading.active_count() > 1:
        raise RuntimeError(f"Only the main thread would go along into other processes: {threading.enumerate()}")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*HELD_SIGNALS, signal.SIGCHLD})
    running = {_fork(serve, before) for _process in range(number)}
    while running:
        if signal.sigwait({*HELD_SIGNALS, signal.SIGCHLD}) == signal.SIGCHLD:
            for pid, status in _ended():
                running.remove(pid)
                logger.error("A web process ended with status %d; starting another.", status)
                time.sleep(DELAY_SECONDS)
                running.add(_fork(serve, before))
        else:
            _end(running)
            return


def _fork(serve: Callable[[], None], mask: set[int | signal.Signals]) -> int:
    be_born = at_birth(signal.SIGTERM, mask)
    pid = os.fork()
    if pid == 0:
        _live(serve, be_born)
    return pid


def _live(serve: Callable[[], None], be_born: Callable[[], None]) -> NoReturn:
    """Never returns into what the parent was doing."""
    status = 1
    try:
        be_born()
        serve()
        status = 0
    except Exception:
        logger.exception("A web process cannot go on.")
    finally:
        with contextlib.suppress(OSError):
            sys.stderr.flush()
        os._exit(status)


def _ended() -> list[tuple[int, int]]:
    """Returns the children that have ended: (pid, status). One signal may stand for several."""
    found = []
    with contextlib.suppress(ChildProcessError):
        while (child := os.waitpid(-1, os.WNOHANG))[0]:
            found.append((child[0], os.waitstatus_to_exitcode(child[1])))
    return found


def _end(running: set[int]) -> None:
    """Asks all of them, which finish what they are at, and waits: whoever started this one kills what takes long."""
    for pid in running:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    for pid in running:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
