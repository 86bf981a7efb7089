"""Parents' codes: a search takes 25 s a face on two cores, so what it found is kept.

The name of a kept file is a hash of the face, of what was measured of the generator, and of the search's statements, so
that a changed search never meets an old code. What it takes from elsewhere in ml_core, such as heredity, is left out:
before figures are published, a run with a fresh store is due.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import ml_core
from ml_core import images, latents, statistics
from ml_core.contracts import AlignedFace, Latent, Picture
from ml_core.pipeline import Pipeline
from ml_core.whole_files import whole_file

SIDE = 256
# What decides which code a face gets, below ml_core.
SEARCH_SOURCES = ("projector.py", "objective.py", "encoder.py", "inheritable/*.py")


@dataclass(frozen=True, kw_only=True)
class Code:
    """What a search found for a face. reconstruction [256, 256, 3]; lpips, identity_distance: see
    `contracts.Projection`, NaN where the reconstruction has no face; seconds: of the search."""

    latent: Latent
    reconstruction: Picture
    lpips: float
    identity_distance: float
    seconds: float


def find(pipeline: Pipeline, face: AlignedFace, *, store: Path) -> Code:
    """The kept code of that face, or a new one that is kept from now on."""
    path = store / "codes" / f"{_key(pipeline, face)}.npz"
    if path.exists():
        return _read(path)
    (projection,) = pipeline.project([[face]])
    distance = projection.identity_distance
    code = Code(
        latent=projection.latent,
        reconstruction=images.resize(projection.reconstruction, SIDE),
        lpips=projection.lpips,
        identity_distance=math.nan if distance is None else distance,
        seconds=projection.seconds,
    )
    _write(code, path)
    return code


def _key(pipeline: Pipeline, face: AlignedFace) -> str:
    search = search_fingerprint(pipeline.generator.fingerprint, repr(pipeline.projector_config))
    return hashlib.sha256(search + face.pixels.tobytes()).hexdigest()[:32]


@functools.cache
def search_fingerprint(generator: str, config: str) -> bytes:
    """Of the projector's config, of all that was measured of the generator, and of the search's own statements."""
    found = hashlib.sha256(config.encode() + data_fingerprint(generator))
    for pattern in SEARCH_SOURCES:
        for path in sorted(Path(ml_core.__file__).parent.glob(pattern)):
            # Comments and line breaks change nothing.
            found.update(ast.dump(ast.parse(path.read_text())).encode())
    return found.digest()


@functools.cache
def data_fingerprint(generator: str) -> bytes:
    """Of the generator, given by its fingerprint, and of the data files that were made of it."""
    found = hashlib.sha256(generator.encode())
    for folder in (statistics.SHIPPED, statistics.computed_dir(), statistics.fine_tuned_dir()):
        for path in sorted(folder.glob(f"*{statistics.file_name(generator)}")):
            found.update(path.name.encode() + path.read_bytes())
    return found.digest()


def _write(code: Code, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        np.savez(
            file,
            latent=np.frombuffer(latents.to_bytes(code.latent), np.uint8),
            reconstruction=code.reconstruction,
            figures=np.array([code.lpips, code.identity_distance, code.seconds]),
        )


def _read(path: Path) -> Code:
    with np.load(path, allow_pickle=False) as file:
        lpips, identity_distance, seconds = file["figures"].tolist()
        return Code(
            latent=latents.from_bytes(file["latent"].tobytes()),
            reconstruction=file["reconstruction"],
            lpips=lpips,
            identity_distance=identity_distance,
            seconds=seconds,
        )
