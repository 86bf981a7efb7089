from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import contextmanager

from generation.portraits import uploads


@contextmanager
def busy_decoders() -> Iterator[None]:
    """Keeps all decoders busy."""
    released = threading.Event()
    busy = [uploads._decoders.submit(lambda: bytes(released.wait(30))) for _decoder in range(uploads.DECODERS_AT_ONCE)]
    try:
        yield
    finally:
        released.set()
        wait(busy)
