from __future__ import annotations


class CannotStartError(Exception):
    """The message says what is in the way and what to do; it is shown without a traceback."""
