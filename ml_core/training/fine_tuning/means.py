"""The generator's means by age and sex, moved by a set of faces.

Each face says how it differs from the general mean of its own age and sex. These differences are averaged over the
whole set, then over a sex, then over the faces near an age; each average is pulled towards the one before it, the first
towards none, as if `PRIOR_FACES` faces had said so (empirical Bayes with a fixed prior). So an age that the set lacks
moves as the set does: a set of grown-ups moves children too.

Legend: N faces, A ages of the grid, D latent width.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ml_core.contracts import FloatArray, Sex
from ml_core.errors import WeightsRefused
from ml_core.statistics import GeneratorStatistics
from ml_core.training.fine_tuning.inspections import Faces
from ml_core.training.statistics import ADULT_AGES, bandwidth

# At so many faces a set counts as much as what was known before. Codes of one age and sex scatter by 0.66 deviations of
# a component, as the encoder guesses them, so that the mean of 50 is off by 0.09 by chance: about as far as we would
# expect a people to stand from FFHQ's mean.
PRIOR_FACES = 50.0
# Fewer would hardly move anything but by chance.
LEAST_FACES = 50
# Beyond the path's end by more, a face tells of an age that the path doesn't have.
YEARS_BEYOND = 5.0


def within_path(faces: Faces, general: GeneratorStatistics) -> Faces:
    """Returns the faces of an age that the path of ages has.

    Raises:
        WeightsRefused: too few.
    """
    is_ours = faces.age <= oldest(general)
    if is_ours.sum() < LEAST_FACES:
        raise WeightsRefused(
            f"Only {is_ours.sum()} faces can be used; at least {LEAST_FACES} that look no older than "
            f"{oldest(general):g} are needed for a mean. Add pictures to the folder."
        )
    return Faces(w=faces.w[is_ours], age=faces.age[is_ours], p_female=faces.p_female[is_ours])


def oldest(general: GeneratorStatistics) -> float:
    """Years."""
    return float(general.ages[-1]) + YEARS_BEYOND


def moved_by(faces: Faces, general: GeneratorStatistics) -> GeneratorStatistics:
    """`general` with other age paths and another mean of grown-ups; all else stays."""
    differences = faces.w - _expected(faces, general)  # [N, D]
    of_set = _shrunk_towards(np.zeros(1), np.ones((1, len(differences))), differences)  # [1, D]
    distance = (faces.age[None] - general.ages[:, None]) / bandwidth(general.ages)[:, None]
    near = np.exp(-0.5 * np.square(distance, dtype=np.float64))  # [A, N]
    is_grown = ((faces.age >= ADULT_AGES[0]) & (faces.age <= ADULT_AGES[1]))[None]
    paths, grown = {}, []
    for sex, belongs in (("girl", faces.p_female), ("boy", 1.0 - faces.p_female)):
        of_sex = _shrunk_towards(of_set, belongs[None], differences)  # [1, D]
        paths[f"path_{sex}"] = getattr(general, f"path_{sex}") + _shrunk_towards(of_sex, near * belongs, differences)
        grown.append(_shrunk_towards(of_sex, is_grown * belongs, differences)[0])
    adult_mean = general.adult_mean + (grown[0] + grown[1]) / 2.0
    moved = {name: value.astype(np.float32) for name, value in (*paths.items(), ("adult_mean", adult_mean))}
    return replace(general, **moved)


def distance_in_deviations(a: FloatArray, b: FloatArray, general: GeneratorStatistics) -> float:
    """Returns the distance of two codes [D]: the root mean square of the components' differences, in deviations."""
    return float(np.sqrt(np.mean(np.square(a - b))) / general.w_deviation)


def _expected(faces: Faces, general: GeneratorStatistics) -> FloatArray:
    """The general mean of each face's age and sex [N, D]; the uncertain are in between."""
    ages = np.clip(faces.age, general.ages[0], general.ages[-1])
    girls, boys = (_mean_codes(ages, general, sex=sex) for sex in ("girl", "boy"))
    share = faces.p_female[:, None]
    return share * girls + (np.float32(1.0) - share) * boys


def _mean_codes(ages: FloatArray, general: GeneratorStatistics, *, sex: Sex) -> FloatArray:
    return np.stack([general.mean_code(age_years=float(age), sex=sex) for age in ages])


def _shrunk_towards(prior: npt.NDArray[Any], weights: npt.NDArray[Any], values: FloatArray) -> npt.NDArray[Any]:
    """Mean [A, D] of values [N, D] by weights [A, N] of at most 1, and of `PRIOR_FACES` times the prior [.., D]."""
    total: npt.NDArray[Any] = weights @ values.astype(np.float64) + PRIOR_FACES * prior
    count: npt.NDArray[Any] = weights.sum(axis=1, keepdims=True) + PRIOR_FACES
    return np.asarray(total / count)
