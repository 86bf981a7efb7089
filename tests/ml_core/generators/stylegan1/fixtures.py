"""Fixtures as another implementation would write them: the oracle's pictures of random networks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ml_core.generators.stylegan1.architecture import Architecture
from tests.ml_core.generators.random_stylegan1 import TINY
from tests.ml_core.generators.stylegan1.networks import draw_rows, normal, pair


def draw_fixture(architecture: Architecture = TINY, *, batch: int = 2) -> dict[str, Any]:
    """Everything but the settings; truncated as the architecture says."""
    _, oracle, variables = pair(architecture)
    z, rows = normal(batch, architecture.latent_width), draw_rows(architecture, batch=batch + 1)
    w = oracle.mapping(z)
    psi, cutoff = architecture.truncation_psi, architecture.truncation_cutoff
    return {
        **{f"var:{name}": array for name, array in variables.items()},
        "z": z,
        "w": oracle.broadcast(w, psi=1.0, cutoff=None),
        "img": oracle.synthesis(oracle.broadcast(w, psi=psi, cutoff=cutoff)),
        "wplus": rows,
        "img_wplus": oracle.synthesis(rows),
    }


def write(folder: Path, arrays: dict[str, Any], *, compressed: bool = False) -> Path:
    file = folder / "fixture.npz"
    (np.savez_compressed if compressed else np.savez)(file, **arrays)
    return file
