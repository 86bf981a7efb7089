from __future__ import annotations

import contextlib
import sys


def say(text: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may have been closed; the site is not ended for that
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
