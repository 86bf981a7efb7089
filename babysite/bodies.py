"""The bodies of requests that lie in memory: how many bytes together, and how many bodies of each asker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from babysite.error_pages import BUSY, RequestRefused

# Forms without photos that are larger than the server's own buffer. There is hardly an honest one.
FORMS_AT_ONCE, FORMS_PER_ADDRESS = 64, 4
# Files of people without an account, whose marks are looked for.
FILES_AT_ONCE = 8


class BodiesInFlight:
    def __init__(self, *, max_bytes: int, max_per_asker: int) -> None:
        self.max_bytes = max_bytes
        self.max_per_asker = max_per_asker
        self.num_bytes = 0
        self.held: Counter[str] = Counter()

    @contextmanager
    def hold(self, askers: frozenset[str], size: int) -> Iterator[None]:
        """Counts a body from the moment it is announced until its request is answered. Raises RequestRefused."""
        if self.num_bytes + size > self.max_bytes or any(self.held[asker] >= self.max_per_asker for asker in askers):
            raise RequestRefused(BUSY)
        self.num_bytes += size
        self.held.update(askers)
        try:
            yield
        finally:
            self.num_bytes -= size
            self.held.subtract(askers)
            self.held += Counter()  # forgets whoever holds nothing
