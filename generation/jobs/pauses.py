"""Pauses between the steps of a job, in which the studio's previews are drawn: somebody's hand is on the slider."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# A page whose slider moves asks for the next preview within that time.
LINGER_SECONDS = 0.3
# In the long run a job pauses for half of its time at most, so that nobody's sliders hold up everybody's children.
MAX_SAVED_SECONDS = 3.0


class Previews:
    """The previews that this process draws just now."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._num = 0
        self._last_at = float("-inf")

    @contextmanager
    def drawing(self) -> Iterator[None]:
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, by: int) -> None:
        with self._changed:
            self._num += by
            self._last_at = time.monotonic()
            self._changed.notify_all()

    def wait_until_over(self, at_most: float) -> float:
        """Returns the seconds that passed until none was drawn and none followed. at_most: in seconds."""
        begun = time.monotonic()
        with self._changed:
            while True:
                now = time.monotonic()
                end = begun + at_most
                if not self._num:
                    end = min(end, self._last_at + LINGER_SECONDS)
                if end <= now:
                    return now - begun
                self._changed.wait(end - now)


previews = Previews()


class Pauses:
    """The pauses of one job. A second of work saves up a second of pause."""

    def __init__(self) -> None:
        self._saved = MAX_SAVED_SECONDS
        self._resumed_at = time.monotonic()

    def take(self) -> None:
        """Waits while previews are drawn."""
        worked = time.monotonic() - self._resumed_at
        self._saved = min(MAX_SAVED_SECONDS, self._saved + worked)
        self._saved -= previews.wait_until_over(self._saved)
        self._resumed_at = time.monotonic()
