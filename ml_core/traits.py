"""Traits in a code: parents' codes are split by traits and put together again.

A row's offset from the mean face, d, changes eyes, nose, hair and all the rest at once. Its part for a trait t is the
change of the row that shows in t's region of the picture as d does, and nowhere else, as nearly as can be:

    d_t = argmin over x of  |J_t (x - d)|^2 + sum over s != t of |J_s x|^2  =  (sum_s M_s)^-1 M_t d,

M_s = E[J_s' J_s] being what was measured of the generator: how strongly each direction of the row changes region s,
times what that region counts. So the parts of all traits add up to d. What belongs to no trait has parts of its own:
what is not the same on both sides of the face (pose, light from one side), and the surroundings.

That is Collins et al. 2020, "Editing in Style", who keep a style channel's contribution to each region, carried from
single channels to all directions of a row, and from a threshold to least squares.

Made by `python -m ml_core.training traits`. Legend: L rows of W+, D latent width, K directions that hold most of W's
variance.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ml_core import statistics
from ml_core.contracts import TRAITS, FloatArray, Trait
from ml_core.errors import WeightsDamaged
from ml_core.whole_files import whole_file

# What a row changes besides the traits.
Other = Literal["asymmetry", "surroundings"]
Part = Trait | Other
PARTS: tuple[Part, ...] = (*TRAITS, "asymmetry", "surroundings")
REST = ("basis", "deviations", "skin_step", "glasses")
AGAIN = "Make it again: `python -m ml_core.training traits`."


@dataclass(frozen=True, kw_only=True)
class TraitMaps:
    """basis [D, K], orthonormal columns: the directions that are taken apart; deviations [K] of W along them. parts [L,
    K, K] of each part: an offset from the mean face, in the basis, times it is the part's share of that offset; over
    all parts they add up to the identity. skin_step [3, L, K]: the least change of a code, in the basis, that adds 1 to
    the cheeks' mean red, green or blue (pictures in [-1, 1]) and shows nowhere else. glasses [D]: what they add to a
    code."""

    basis: FloatArray
    deviations: FloatArray
    parts: Mapping[Part, FloatArray]
    skin_step: FloatArray
    glasses: FloatArray

    def mix(self, offsets: Mapping[Part, FloatArray], others: FloatArray) -> FloatArray:
        """Puts a code together. offsets[part] [L, D]: the offset from the mean face whose share for that part is taken;
        others [L, D]: of it, what the basis doesn't hold -> [L, D]."""
        mixed = others - (others @ self.basis) @ self.basis.T
        inside = sum(np.einsum("lk,lkj->lj", offsets[part] @ self.basis, self.parts[part]) for part in PARTS)
        return np.asarray(mixed + inside @ self.basis.T, np.float32)


def file_name(fingerprint: str) -> str:
    return f"traits-{statistics.file_name(fingerprint)}"


def is_measured(fingerprint: str) -> bool:
    """Returns True if that generator's traits were measured. Reads nothing."""
    return _path_of(fingerprint) is not None


def find(fingerprint: str) -> TraitMaps | None:
    """Returns the measured traits of that generator, or None: then traits can't be told apart.

    Raises:
        WeightsDamaged: the file isn't what `save` wrote.
    """
    path = _path_of(fingerprint)
    if path is None:
        return None
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            parts = {part: file[part].astype(np.float32) for part in PARTS}
            rest = {name: file[name].astype(np.float32) for name in REST}
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsDamaged(f"{path} can't be read ({error}). {AGAIN}") from error
    return TraitMaps(parts=parts, **rest)


def _path_of(fingerprint: str) -> Path | None:
    places = (folder / file_name(fingerprint) for folder in (statistics.SHIPPED, statistics.computed_dir()))
    return next((path for path in places if path.is_file()), None)


def save(maps: TraitMaps, fingerprint: str, *, folder: Path) -> Path:
    """float16 on disk."""
    path = folder / file_name(fingerprint)
    path.parent.mkdir(parents=True, exist_ok=True)
    rest = {name: getattr(maps, name) for name in REST}
    arrays: dict[str, Any] = {
        str(name): array.astype(np.float16) for name, array in (*maps.parts.items(), *rest.items())
    }
    with whole_file(path) as file:
        np.savez_compressed(file, **arrays)
    return path
