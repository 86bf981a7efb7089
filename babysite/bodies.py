"""The memory that bodies of requests take together, and those of one address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from babysite.error_pages import BUSY, RequestRefused

# The server holds as much of any request anyway.
SMALL_BYTES = 64 * 1024


class BodiesInFlight:
    def __init__(self, *, max_bytes: int, max_bytes_per_address: int) -> None:
        self.max_bytes = max_bytes
        self.max_bytes_per_address = max_bytes_per_address
        self.held: Counter[str] = Counter()

    @contextmanager
    def hold(self, address: str, size: int) -> Iterator[None]:
        """Counts a body from the moment it is announced until its request is answered. Raises RequestRefused."""
        if size <= SMALL_BYTES:
            yield
            return
        if self.held.total() + size > self.max_bytes or self.held[address] + size > self.max_bytes_per_address:
            raise RequestRefused(BUSY)
        self.held[address] += size
        try:
            yield
        finally:
            self.held[address] -= size
            self.held += Counter()  # forgets the addresses that hold nothing
