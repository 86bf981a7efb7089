"""Reading a card's file. One that cannot be read is missing: a page must not fail for it."""

from __future__ import annotations

import logging
from pathlib import Path

logger = logging.getLogger(__name__)

MAX_CARD_BYTES = 64 * 1024  # ours have 2


def read_card(path: Path) -> str:
    """Returns the text; empty when there is none, and when it is too large or no UTF-8."""
    if not path.is_file():  # a pipe would keep us waiting
        logger.warning("There is no card %s, so the page does without.", path)
        return ""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_CARD_BYTES + 1)
        if len(data) <= MAX_CARD_BYTES:
            return data.decode()
        logger.warning("The card %s has more than %d bytes and is not shown.", path, MAX_CARD_BYTES)
    except (OSError, UnicodeDecodeError) as error:
        logger.warning("The card %s cannot be read: %s", path, error)
    return ""
