"""How natural a face is, compared with faces that the generator makes by itself at the same age and sex.

Such faces (`references`) differ from their mean along few directions of the features: light, colour, smile, pose. The
figure of a face is the mean square of what lies outside these directions, over that of the median generated face that
took no part in finding them. 1 is as natural as that face; more is less natural. It ranks sets of children as people do
(naturalness.md).

Legend: N faces, F features of `face_features`, A figures of `appearance`, K = 24 directions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.heredity import appearance, references
from benchmarks.heredity.face_features import FaceFeatures
from benchmarks.heredity.judging import Seen
from benchmarks.heredity.references import References
from ml_core.contracts import FloatArray, Sex
from ml_core.pipeline import Pipeline

NUM_DIRECTIONS = 24
# Of all channels' mean deviation, added to each one's: without it, a channel that is active in one face of a hundred
# would outweigh all others there.
FLOOR = 0.2
NUM_FOLDS = 4
# One generated face in twenty is less natural than this.
LIMIT = 0.95
# One generated face in a hundred lies below, one above.
RANGE = (0.01, 0.99)
# Parents are compared with faces of this age.
GROWN_YEARS = 35.0


@dataclass(frozen=True, kw_only=True)
class Natural:
    """residual: the median face's, 1 = the median generated face. unnatural: share of faces with a larger one than 95%
    of generated faces. odd: share of faces that were not found or have a figure of `appearance` outside the generated
    faces' range; odd_by: the same of each figure, where it is seen."""

    residual: float
    unnatural: float
    odd: float
    odd_by: dict[str, float]


class Naturalness:
    """Judges faces of the ages that it was loaded for."""

    def __init__(self, features: FaceFeatures, generated: Mapping[float, References]) -> None:
        self._features = features
        self._models = {age: fit(found.features) for age, found in generated.items()}
        held_out = {age: held_out_residuals(found.features) for age, found in generated.items()}
        self._usual = {
            age: {sex: float(np.median(residuals)) for sex, residuals in found.items()}
            for age, found in held_out.items()
        }
        self._limits = {
            age: float(np.quantile([found[sex] / self._usual[age][sex] for sex in found], LIMIT))
            for age, found in held_out.items()
        }
        self._ranges = {age: np.nanquantile(found.appearances, RANGE, axis=0) for age, found in generated.items()}

    @classmethod
    def load(
        cls, pipeline: Pipeline, ages: Iterable[float], *, store: Path, tell: Callable[[str], None]
    ) -> Naturalness:
        """For these ages and `GROWN_YEARS`."""
        features = FaceFeatures.load()
        generated = {
            age: references.load(pipeline, features, age_years=age, store=store, tell=tell)
            for age in (*ages, GROWN_YEARS)
        }
        return cls(features, generated)

    def judge(self, seen: Sequence[Seen], *, age_years: float, sex: Sex) -> Natural:
        features = self._features.describe([face.picture for face in seen])
        residuals = self._models[age_years].residuals(features, sex) / self._usual[age_years][sex]
        outside = self._outside(seen, age_years)
        is_found = np.array([face.landmarks is not None for face in seen])
        return Natural(
            residual=float(np.median(residuals)),
            unnatural=float(np.mean(residuals > self._limits[age_years])),
            odd=float(np.mean((outside == 1.0).any(axis=1) | ~is_found)),
            odd_by={name: _mean_known(outside[:, index]) for index, name in enumerate(appearance.NAMES)},
        )

    def _outside(self, seen: Sequence[Seen], age_years: float) -> FloatArray:
        """[N, A]: 1 where a figure is out of range, NaN where it is not seen."""
        least, most = self._ranges[age_years]
        unseen = np.full(len(appearance.NAMES), np.nan, np.float32)
        figures = np.stack(
            [unseen if face.landmarks is None else appearance.measure(face.picture, face.landmarks) for face in seen]
        )
        return np.where(np.isnan(figures), np.nan, (figures < least) | (figures > most)).astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class Model:
    """means[sex] [F]; scale [F]; directions [K, F], orthonormal."""

    means: Mapping[Sex, FloatArray]
    scale: FloatArray
    directions: FloatArray

    def residuals(self, features: FloatArray, sex: Sex) -> FloatArray:
        """[N, F] -> [N]: mean square outside the directions."""
        offsets = (features - self.means[sex]) / self.scale
        outside = offsets - (offsets @ self.directions.T) @ self.directions
        return np.asarray(np.square(outside).mean(axis=1))


def fit(faces: Mapping[Sex, FloatArray]) -> Model:
    """faces[sex] [N, F]. Both sexes share the directions, because they vary alike."""
    means = {sex: features.mean(axis=0) for sex, features in faces.items()}
    offsets = np.concatenate([features - means[sex] for sex, features in faces.items()])
    deviations = offsets.std(axis=0)
    scale = deviations + FLOOR * np.sqrt(np.mean(np.square(deviations)))
    _, _, directions = np.linalg.svd(offsets / scale, full_matrices=False)
    return Model(means=means, scale=scale, directions=directions[:NUM_DIRECTIONS])


def held_out_residuals(faces: Mapping[Sex, FloatArray]) -> dict[Sex, FloatArray]:
    """faces[sex] [N, F] -> [N] by sex, in any order: each by a fit in which the face took no part."""
    found: dict[Sex, list[FloatArray]] = {sex: [] for sex in faces}
    for fold in range(NUM_FOLDS):
        model = fit({sex: features[~_is_in(fold, features)] for sex, features in faces.items()})
        for sex, features in faces.items():
            found[sex].append(model.residuals(features[_is_in(fold, features)], sex))
    return {sex: np.concatenate(residuals) for sex, residuals in found.items()}


def _is_in(fold: int, features: FloatArray) -> npt.NDArray[np.bool_]:
    return np.arange(len(features)) % NUM_FOLDS == fold


def _mean_known(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else np.nan
