from __future__ import annotations


class EmbeddedServerError(Exception):
    """A server of ours cannot run. The message says what happened and what to do; it is shown without a traceback."""
