"""Messages for the person at the terminal."""

from __future__ import annotations

import contextlib
import os
import sys


class CannotStartError(Exception):
    """The message says what is in the way and what to do; it is shown without a traceback."""


def describe_os_error(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return (
            f"{error.filename} may not be used by user {os.geteuid()}. The site was probably run by root once: run "
            "`sudo chown -R $(id -u)` on its folders var and media, or start it as that user again."
        )
    return f"The site cannot go on: {error}"


def say(text: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may have been closed; the site is not ended for that
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
