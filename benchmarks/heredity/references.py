"""Faces that the generator makes by itself: the standard for faces whose codes were computed.

A face's code is the mean code of an age and sex, plus a random offset that leaves age and sex unchanged; all rows are
the same. Only features are stored, no pictures: 128 faces of an age take a minute on two cores.

Legend: N faces, F features of `face_features`, A figures of `appearance`; L rows of W+, D latent width.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.heredity import appearance
from benchmarks.heredity.codes import data_fingerprint
from benchmarks.heredity.face_features import NUM_FEATURES, SIDE, FaceFeatures
from ml_core import images, traits
from ml_core.alignment import detection
from ml_core.contracts import SEXES, FloatArray, Latent, Picture, Sex
from ml_core.errors import WeightsMissing
from ml_core.pipeline import Pipeline
from ml_core.statistics import GeneratorStatistics
from ml_core.traits import TraitMaps
from ml_core.whole_files import whole_file

SEED = 20261129
NUM_FACES = 64
# Shares of the generator's own variety. Children whose code is the same in all rows look natural, and lie as far from
# the mean of their age as the least of these faces; beyond the most, faces break.
PSI_RANGE = (0.5, 0.8)


@dataclass(frozen=True, kw_only=True)
class References:
    """Of one age. features[sex] [N, F]; appearances [2N, A] of both sexes, NaN where something is not seen."""

    features: dict[Sex, FloatArray]
    appearances: FloatArray


def load(
    pipeline: Pipeline, features: FaceFeatures, *, age_years: float, store: Path, tell: Callable[[str], None]
) -> References:
    """Makes them once.

    Raises:
        WeightsMissing: see `sample_face`.
    """
    path = store / "references" / f"{_key(pipeline)}-{age_years:g}.npz"
    if not path.exists():
        tell(f"generating {2 * NUM_FACES} faces of {age_years:g} years")
        _save(_sample(pipeline, features, age_years), path)
    with np.load(path, allow_pickle=False) as file:
        return References(features={sex: file[sex] for sex in SEXES}, appearances=file["appearances"])


def _key(pipeline: Pipeline) -> str:
    settings = f"{SEED} {NUM_FACES} {PSI_RANGE} {appearance.NAMES} {NUM_FEATURES}".encode()
    return hashlib.sha256(settings + data_fingerprint(pipeline.generator.fingerprint)).hexdigest()[:16]


def _save(references: References, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        np.savez(file, appearances=references.appearances, **references.features)  # type: ignore[arg-type]


def _sample(pipeline: Pipeline, features: FaceFeatures, age_years: float) -> References:
    found, appearances = {}, []
    for sex in SEXES:
        faces = [sample_face(pipeline, age_years=age_years, sex=sex, number=number) for number in range(NUM_FACES)]
        found[sex] = features.describe(faces)
        appearances += [_appearance(face) for face in faces]
    return References(features=found, appearances=np.stack(appearances))


def sample_face(pipeline: Pipeline, *, age_years: float, sex: Sex, number: int, spread: float = 0.0) -> Picture:
    """[256, 256, 3], the same for the same number. spread: by how much rows differ from each other, as a
    share of the generator's variety.

    Raises:
        WeightsMissing: the generator's traits were not measured, and so its directions are unknown.
    """
    maps = traits.find(pipeline.generator.fingerprint)
    if maps is None:
        raise WeightsMissing(f"The traits of {pipeline.generator.fingerprint} were not measured. {traits.AGAIN}")
    statistics = pipeline.statistics
    rng = np.random.default_rng([SEED, round(12 * age_years), int(sex == "girl"), number])
    axes = _age_and_sex(statistics)
    offset = rng.uniform(*PSI_RANGE) * _random_offsets(maps, rng, 1)  # [1, D]
    rows = _random_offsets(maps, rng, pipeline.generator.latent_shape[0])  # [L, D]
    age = float(np.clip(age_years, statistics.ages[0], statistics.ages[-1]))
    mean = statistics.mean_code(age_years=age, sex=sex)
    w_plus = mean + offset - (offset @ axes) @ axes.T + spread * rows
    latent = Latent(w_plus=w_plus.astype(np.float32), generator=pipeline.generator.fingerprint)
    return images.resize(pipeline.synthesise(latent), SIDE)


def _random_offsets(maps: TraitMaps, rng: np.random.Generator, number: int) -> FloatArray:
    """[number, D]: from the mean code, distributed as the generator's own."""
    weights = maps.deviations * rng.standard_normal((number, len(maps.deviations)))
    return np.asarray(weights @ maps.basis.T, np.float32)


def _age_and_sex(statistics: GeneratorStatistics) -> FloatArray:
    """[D, 2], orthonormal: from the mean small child to the mean grown-up, and from men to women."""
    youngest, oldest = float(statistics.ages[0]), float(statistics.ages[-1])
    woman, man = (statistics.mean_code(age_years=oldest, sex=sex) for sex in SEXES)
    small = np.mean([statistics.mean_code(age_years=youngest, sex=sex) for sex in SEXES], axis=0)
    return np.asarray(np.linalg.qr(np.column_stack([statistics.adult_mean - small, woman - man]))[0], np.float32)


def _appearance(picture: Picture) -> FloatArray:
    boxes = detection.find_faces(picture)
    if not boxes:
        return np.full(len(appearance.NAMES), np.nan, np.float32)
    return appearance.measure(picture, detection.find_landmarks(picture, boxes[0]))
