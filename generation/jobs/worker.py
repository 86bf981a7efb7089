"""What a worker process does besides jobs: load the networks before the first one, and leave politely.

Named in DRAMATIQ_BROKER's MIDDLEWARE, so it is imported before Django's apps are ready: nothing here may touch models.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

import dramatiq

logger = logging.getLogger(__name__)

HEAVY_QUEUE = "heavy"


class JobWorker(dramatiq.Middleware):
    """Warms up in the background, so that the process answers signals meanwhile; the first job waits for it."""

    def __init__(self) -> None:
        self._warming: threading.Thread | None = None

    def after_worker_boot(self, broker: dramatiq.Broker, worker: Any) -> None:
        if HEAVY_QUEUE in (worker.consumer_whitelist or {HEAVY_QUEUE}):
            self._warming = threading.Thread(target=warm_up, name="warm-up", daemon=True)
            self._warming.start()

    def before_process_message(self, broker: dramatiq.Broker, message: Any) -> None:
        if self._warming is not None and message.queue_name == HEAVY_QUEUE:
            self._warming.join()

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: Any) -> None:
        from generation.jobs.watching import stopping

        stopping.set()


def warm_up() -> None:
    from generation import engine

    try:
        engine.warm_up()
    except engine.MLCoreError as error:
        # Jobs will meet the same error and tell their owners; the worker stays, for the weights may still come.
        logger.error("The networks could not be loaded: %s", error)
    else:
        logger.info("The networks are loaded.")
