"""The measurements made once of a generator, so that people's likeness can be told from their photos' traces.

Made by `python -m ml_core.training inheritance`. Keyed by the generator's fingerprint; the built-in one's ships with
the package, those of others lie beside the weights.

Legend: T traces, A ages, D latent width; s sexes (girl, boy), m mirrored (no, yes).
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from ml_core import statistics
from ml_core.calibration import scale
from ml_core.contracts import FloatArray
from ml_core.errors import WeightsDamaged
from ml_core.inheritable.traces import TRACES
from ml_core.whole_files import whole_file

AGAIN = "Make it again: `python -m ml_core.training inheritance`."


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The measurements. usual [6, T]: what each trace mostly is at an age and sex, see `covariates`; deviations [T]
    from that. directions [T, D]: what one deviation of a trace adds to a code, all else of a face being the same. ages
    [A] years, rising; what FaceNet extracts of the mean faces of these ages, embeddings [A, s, m, 512] and inner maps
    forms [A, s, m, 8, 8, 896], and what FaceRes does, faceres [A, s, 1024]: means, which are shorter than unit
    length."""

    usual: FloatArray
    deviations: FloatArray
    directions: FloatArray
    ages: FloatArray
    embeddings: FloatArray
    forms: FloatArray
    faceres: FloatArray

    def usual_traces(self, *, age_years: float, p_female: float) -> FloatArray:
        """[T]"""
        return np.asarray(covariates(np.array([age_years]), np.array([p_female]))[0] @ self.usual, np.float32)

    def mean_at(self, means: FloatArray, *, age_years: float, p_female: float) -> FloatArray:
        """Interpolates one of the three means, [A, s, ...], between its ages and sexes: [...]."""
        positions = np.interp(scale(age_years), [scale(float(age)) for age in self.ages], np.arange(len(self.ages)))
        lower = min(int(positions), len(self.ages) - 2)
        share = np.float32(positions - lower)
        both: FloatArray = (1 - share) * means[lower] + share * means[lower + 1]
        return np.asarray(np.float32(p_female) * both[0] + np.float32(1.0 - p_female) * both[1], np.float32)


def covariates(age_years: Any, p_female: Any) -> Any:
    """[N], [N] -> [N, 6]: what traces are regressed on, so that smiles of girls are compared with girls'."""
    log_age = np.log1p(age_years)
    square = np.square(log_age)
    return np.stack([np.ones_like(log_age), log_age, square, p_female, p_female * log_age, p_female * square], axis=-1)


def file_name(fingerprint: str) -> str:
    return f"inheritance-{statistics.file_name(fingerprint)}"


def find(fingerprint: str) -> Measured | None:
    """Reads the measurements of a generator, or returns None.

    Raises:
        WeightsDamaged: the file isn't what `save` wrote.
    """
    places = (folder / file_name(fingerprint) for folder in (statistics.SHIPPED, statistics.computed_dir()))
    path = next((path for path in places if path.is_file()), None)
    if path is None:
        return None
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            found = Measured(**{field.name: file[field.name].astype(np.float32) for field in fields(Measured)})
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsDamaged(f"{path} can't be read ({error}). {AGAIN}") from error
    if found.deviations.shape != (len(TRACES),) or len(found.directions) != len(TRACES):
        raise WeightsDamaged(f"{path} was made for other traces than {', '.join(TRACES)}. {AGAIN}")
    return found


def save(measured: Measured, fingerprint: str, *, folder: Path) -> Path:
    """float16 on disk, but for what is regressed on years."""
    path = folder / file_name(fingerprint)
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {
        field.name: getattr(measured, field.name).astype(np.float16) for field in fields(Measured)
    }
    arrays["usual"] = measured.usual.astype(np.float32)
    with whole_file(path) as file:
        np.savez_compressed(file, **arrays)
    return path
