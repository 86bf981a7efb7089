"""Rows for optional weights whose sources are addresses of the test's own."""

from __future__ import annotations

import hashlib
import os
from typing import Any

from ml_core.catalogue import Weight

# Looks like a pickle of 300 kB: the beginning of protocol 3, noise, and the end.
PICKLE = b"\x80\x03" + os.urandom(300_000) + b"."
PAGE = b"\r\n<!DOCTYPE html><html><title>Sorry</title><body>Something else</body></html>"
NAME = "stylegan1/faces.pkl"


def optional(*sources: str, content: bytes | None = PICKLE, **known: Any) -> Weight:
    """content: size and sha256 are those of it; None = neither is known."""
    if content is not None:
        known = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} | known
    return Weight(
        **{"name": NAME, "licence": "CC0", "purpose": "test", "format": "pickle", "sources": sources} | known
    )  # fmt: skip
