"""A generator that an operator brought: tiny and random, but in ml_core's own form and whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_core import statistics
from ml_core.generators import converted, registry
from ml_core.generators.converted_manifest import read_manifest
from tests.ml_core.generators.random_stylegan1 import TINY, random_variables

CARD = "# Tiny\n\nDraws next to nothing.\n"
LICENCE = "CC BY-NC 4.0"


def bring_generator(models: Path, *, name: str = "mine", card: str = CARD, licence: str = LICENCE) -> Path:
    """Makes a generator and returns its folder. Nothing is computed for it yet."""
    folder = models / "generators" / name
    source = {"file": "network.pkl"}
    converted.write(folder, TINY, random_variables(TINY), title="Tiny", licence=licence, source=source, card=card)
    return folder


def compute_for(folder: Path) -> None:
    """Writes what `python -m ml_core.training statistics` would, with the built-in generator's figures."""
    figures = statistics.load(registry.BUILT_IN_FINGERPRINT)
    statistics.save(figures, read_manifest(folder).identity, folder=statistics.computed_dir())


def choose(monkeypatch: pytest.MonkeyPatch, models: Path, name: str) -> None:
    monkeypatch.setenv("MODELS_DIR", str(models))
    monkeypatch.setenv("GENERATOR", name)
