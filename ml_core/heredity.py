"""From two parents' codes to a child's: a blend, moved to the child's age and sex.

The blend stands as far from the mean grown-up as the parents do. Their plain average is a third nearer, for the two
lead to different sides: so all couples' averages are near each other. Nature has no such loss: what the mean of two
parents takes from the variety of children, chance in who hands down what gives back (Fisher 1918, "The Correlation
between Relatives on the Supposition of Mendelian Inheritance").

The offset between class means (of 6,000 faces that the generator drew) carries age and sex. Unlike a linear age
direction it changes the shape of the head and not only the skin.

Legend: L rows of W+, D latent width.
"""

from __future__ import annotations

import numpy as np

from ml_core.contracts import ChildRequest, FloatArray, Latent, Sex
from ml_core.errors import InvalidRequest, WrongGenerator
from ml_core.statistics import GeneratorStatistics

# How far a row's share may stray from the dominance, as a part of the way to the nearer parent: wide enough to tell
# siblings apart, narrow enough for rows that never met in training to fit together.
SHARE_SPREAD = 0.7
# Parents opposite to each other leave nothing in between that could be stretched to their length.
MAX_STRETCH = 1.6


def blend(parent_a: Latent, parent_b: Latent, centre: FloatArray, *, dominance: float, seed: int) -> Latent:
    """(1 - g) A + g B with a share g for each row, drawn by the seed about (1 + dominance) / 2, at a distance from
    `centre` [D] that is between the parents' in the same shares.

    At -1 parent A's code, at 1 parent B's; in between siblings differ by their seeds.

    Raises:
        WrongGenerator: the parents' codes belong to different generators.
        InvalidRequest: the codes differ in shape.
    """
    if parent_a.generator != parent_b.generator:
        raise WrongGenerator(
            f"The parents' codes were made by {parent_a.generator} and {parent_b.generator}. "
            "Project both photos again with the generator in use."
        )
    if parent_a.w_plus.shape != parent_b.w_plus.shape:
        raise InvalidRequest(f"The parents' codes differ in shape: {parent_a.w_plus.shape}, {parent_b.w_plus.shape}.")
    shares = draw_shares(len(parent_a.w_plus), dominance=dominance, seed=seed)
    a, b = parent_a.w_plus - centre, parent_b.w_plus - centre
    mixed = (1 - shares) * a + shares * b
    length = (1 - shares) * _length(a) + shares * _length(b)
    stretch = np.minimum(length / np.maximum(_length(mixed), 1e-8), np.float32(MAX_STRETCH))
    return Latent(w_plus=(centre + stretch * mixed).astype(np.float32), generator=parent_a.generator)


def _length(rows: FloatArray) -> FloatArray:
    """[L, D] -> [L, 1]."""
    return np.asarray(np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def draw_shares(num_rows: int, *, dominance: float, seed: int) -> FloatArray:
    """Parent B's share of each row [L, 1], 0..1."""
    share = (1.0 + dominance) / 2.0
    stray = np.random.default_rng([seed, num_rows]).uniform(-1.0, 1.0, (num_rows, 1))
    return (share + SHARE_SPREAD * min(share, 1.0 - share) * stray).astype(np.float32)


def choose_sex(request: ChildRequest) -> Sex:
    """The requested sex, or an even draw by the seed."""
    if request.sex is not None:
        return request.sex
    return "girl" if np.random.default_rng(request.seed).random() < 0.5 else "boy"


def step_to(statistics: GeneratorStatistics, *, path_age_years: float, sex: Sex, sex_strength: float) -> FloatArray:
    """[D]: from where grown parents stand to that place on the path of ages; at `sex_strength` 1 to the mean of that
    age and sex, above it farther away from the other sex's."""
    own = statistics.mean_code(age_years=path_age_years, sex=sex)
    other = statistics.mean_code(age_years=path_age_years, sex="boy" if sex == "girl" else "girl")
    step: FloatArray = own + np.float32((sex_strength - 1.0) / 2.0) * (own - other) - statistics.adult_mean
    return step


def inherit(
    parent_a: Latent,
    parent_b: Latent,
    request: ChildRequest,
    statistics: GeneratorStatistics,
    *,
    path_age_years: float,
    sex_strength: float = 1.0,
    reach: float = 1.0,
) -> Latent:
    """The child's code. `path_age_years`, `sex_strength` and `reach`, by which the step is lengthened, are the
    requested age and 1, or what calibration found to look like the wish."""
    child = blend(parent_a, parent_b, statistics.adult_mean, dominance=request.dominance, seed=request.seed)
    sex = choose_sex(request)
    step = step_to(statistics, path_age_years=path_age_years, sex=sex, sex_strength=sex_strength)
    return Latent(w_plus=(child.w_plus + np.float32(reach) * step).astype(np.float32), generator=child.generator)
