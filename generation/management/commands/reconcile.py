from __future__ import annotations

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from generation.jobs.reconciler import RECONCILE_SECONDS, reconcile_jobs
from generation.sweeping import sweep_files

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 3600


class Command(BaseCommand):
    help = "Gives abandoned jobs to another worker, rings for waiting ones and removes files that nobody owns."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help=f"look every {RECONCILE_SECONDS} s until stopped")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        if loop:
            look_until_stopped()
        else:
            self.stdout.write(f"{reconcile_jobs()}, files removed: {sweep_files()}")


def look_until_stopped() -> None:
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    swept_at = float("-inf")
    while not stopped.is_set():
        try:
            reconcile_jobs()
            if time.monotonic() - swept_at > SWEEP_SECONDS:
                sweep_files()
                swept_at = time.monotonic()
        except (OperationalError, InterfaceError) as error:
            logger.warning("The database does not answer; looking again in %d s: %s", RECONCILE_SECONDS, error)
            connection.close()
        stopped.wait(RECONCILE_SECONDS)
