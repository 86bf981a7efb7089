"""Hooks of the heavy worker: it loads the networks before the first job, and stops gracefully."""

from __future__ import annotations

import logging

from generation import engine
from generation.jobs.watching import stopping

logger = logging.getLogger(__name__)


def warm_up() -> None:
    try:
        engine.warm_up()
    except engine.MLCoreError as error:
        # Jobs will meet the same error and tell their owners; the worker stays, for the weights may still come.
        logger.error("The networks could not be loaded: %s", error)
    else:
        logger.info("The networks are loaded.")


def leave() -> None:
    """A running job goes back into the line at its next step, without losing an attempt."""
    stopping.set()
