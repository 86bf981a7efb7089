"""From two parents' codes to a child's: a trait from one, a trait from the other, moved to the child's age and sex.

Chance hands the traits down: each one independently (Mendel's independent assortment), mostly from one parent and
seldom from between, and all together half of either, as genes are. Then a little is nobody's (`mutation`), drawn from
the generator's own faces, but makes nobody look older or more like a boy. What was chosen by name is left out of the
draw.

The child stands as far from the mean grown-up as the parents do. A plain average is a third nearer, for the two
lead to different sides: so all couples' averages are near each other. Nature has no such loss: what the mean of two
parents takes from the variety of children, chance in who hands down what gives back (Fisher 1918, "The Correlation
between Relatives on the Supposition of Mendelian Inheritance").

The offset between class means (of 6,000 faces that the generator drew) carries age and sex. Unlike a linear age
direction it changes the shape of the head and not only the skin.

What parents hand down is how they differ from the mean face of their own age and sex: or daughters would have something
of their fathers' beards, and children of old parents look old.

Legend: L rows of W+, D latent width; a way is how a code or row differs from such a mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from ml_core.contracts import (
    MAX_LIFE_AGES,
    MAX_SIBLINGS,
    MIN_LIFE_AGES,
    SEXES,
    TRAITS,
    ChildRequest,
    FloatArray,
    Latent,
    Sex,
    Source,
    Trait,
)
from ml_core.errors import InvalidRequest, WrongGenerator
from ml_core.statistics import GeneratorStatistics
from ml_core.traits import PARTS, Part, TraitMaps

# Whoever looks younger is a grown-up all the same.
LEAST_PARENT_YEARS = 20.0
# How far chance may take a row from the dominance, as a part of the way to the nearer parent, with a generator whose
# traits weren't measured: rows that never met in training still have to fit together.
ROW_CHANCE = 0.7
# Parents opposite to each other leave nothing in between that could be stretched to their length.
MAX_STRETCH = 1.6
# What of a photo is no trait, and how much of it children keep: turned heads, light from one side, backgrounds.
KEPT: dict[Part, float] = {"asymmetry": 0.3, "surroundings": 0.5}
# Root mean square of nobody's part, in the deviations of the generator's own faces.
MUTATION = 0.3
TWINS_APART = 0.05
# So many draws of chance are looked at for each brother and sister after the first.
SIBLING_DRAWS = 16
SHARE_OF: dict[Source, float] = {"a": 0.0, "between": 0.5, "b": 1.0}


@dataclass(frozen=True, kw_only=True)
class Parent:
    """latent: of a photo. mean [D]: the mean code of that age and sex, see `mean_of`."""

    latent: Latent
    mean: FloatArray

    @property
    def way(self) -> FloatArray:
        """[L, D]"""
        return np.asarray(self.latent.w_plus - self.mean, np.float32)


def mean_of(statistics: GeneratorStatistics, *, age_years: float, p_female: float) -> FloatArray:
    """[D]: between the sexes as surely as the face shows it, at the nearest age of the paths that is a grown-up's."""
    age = float(np.clip(age_years, LEAST_PARENT_YEARS, statistics.ages[-1]))
    woman, man = (statistics.mean_code(age_years=age, sex=sex) for sex in SEXES)
    return np.asarray(p_female * woman + (1.0 - p_female) * man, np.float32)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a child stands, as calibration finds it. path_age_years: on the path of ages. sex_strength: 1 the mean
    step, above it farther from the other sex. reach: what the step is lengthened by. lean: of the shares, towards
    parent B, so that neither is resembled more. skin [3]: what the cheeks' red, green and blue are changed by, pictures
    being in [-1, 1]."""

    path_age_years: float
    sex_strength: float = 1.0
    reach: float = 1.0
    lean: float = 0.0
    skin: FloatArray = field(default_factory=lambda: np.zeros(3, np.float32))


def parent_b_share(dominance: float, lean: float = 0.0) -> float:
    """0..1; at full dominance nothing leans."""
    return float(np.clip((1.0 + dominance) / 2.0 + lean * (1.0 - abs(dominance)), 0.0, 1.0))


def draw_shares(request: ChildRequest, *, lean: float = 0.0) -> dict[Trait, float]:
    """Parent B's share of each trait, 0..1. Rising with the dominance, for any seed."""
    share = parent_b_share(request.dominance, lean)
    open_traits = [trait for trait in TRAITS if trait not in request.sources]
    draws = dict(zip(TRAITS, np.random.default_rng([request.seed, len(TRAITS)]).random(len(TRAITS)), strict=True))
    # Mostly near one end; all of them around nobody's favour.
    strays = {trait: float(np.cos(np.pi * draws[trait])) for trait in open_traits}
    favour = float(np.mean(list(strays.values()))) if strays else 0.0
    room = min(share, 1.0 - share)
    drawn = {trait: share + room * float(np.clip(stray - favour, -1.0, 1.0)) for trait, stray in strays.items()}
    return {trait: drawn[trait] if trait in drawn else SHARE_OF[request.sources[trait]] for trait in TRAITS}


def siblings(request: ChildRequest, number: int, *, identical: bool = False) -> list[ChildRequest]:
    """The child asked for and `number` - 1 brothers and sisters, or its identical twins.

    Brothers and sisters have seeds that follow: of each `SIBLING_DRAWS` the one whose traits are least like those of
    any before it. The first ones are the same for any number.

    Raises:
        InvalidRequest: number lies outside 1..MAX_SIBLINGS.
    """
    if not 1 <= number <= MAX_SIBLINGS:
        raise InvalidRequest(f"The number of siblings must lie in 1..{MAX_SIBLINGS}. Received: {number}")
    if identical:
        return [replace(request, twin=twin) for twin in range(number)]
    born = [request]
    for index in range(1, number):
        first = request.seed + 1 + (index - 1) * SIBLING_DRAWS
        seeds = range(first, first + SIBLING_DRAWS)
        born.append(max((replace(request, seed=seed % 2**32) for seed in seeds), key=lambda one: _unlike(one, born)))
    return born


def _unlike(one: ChildRequest, others: Sequence[ChildRequest]) -> float:
    """How far its traits are from those of the most alike of the others."""
    own = np.array(list(draw_shares(one).values()))
    return min(float(np.linalg.norm(own - np.array(list(draw_shares(other).values())))) for other in others)


def choose_sex(request: ChildRequest) -> Sex:
    """The requested sex, or an even draw by the seed."""
    if request.sex is not None:
        return request.sex
    return "girl" if np.random.default_rng(request.seed).random() < 0.5 else "boy"


def at_ages(request: ChildRequest, ages_years: Sequence[float]) -> list[ChildRequest]:
    """The child asked for at each of these ages, not at its own; of one sex, though that was left to chance.

    Raises:
        InvalidRequest: fewer than two ages or more than twelve; not rising; or one that can't be asked for.
    """
    if not MIN_LIFE_AGES <= len(ages_years) <= MAX_LIFE_AGES:
        raise InvalidRequest(
            f"A child grows up over {MIN_LIFE_AGES} to {MAX_LIFE_AGES} ages. Received: {len(ages_years)}"
        )
    sex = choose_sex(request)
    requests = [replace(request, age_years=age, sex=sex) for age in ages_years]
    if any(after <= before for before, after in pairwise(ages_years)):
        raise InvalidRequest(f"A child's ages rise. Received: {', '.join(f'{age:g}' for age in ages_years)}")
    return requests


def step_to(statistics: GeneratorStatistics, *, path_age_years: float, sex: Sex, sex_strength: float) -> FloatArray:
    """[D]: from where grown parents stand to that place on the path of ages; at `sex_strength` 1 to the mean of that
    age and sex, above it farther away from the other sex's."""
    own = statistics.mean_code(age_years=path_age_years, sex=sex)
    other = statistics.mean_code(age_years=path_age_years, sex="boy" if sex == "girl" else "girl")
    step: FloatArray = own + np.float32((sex_strength - 1.0) / 2.0) * (own - other) - statistics.adult_mean
    return step


def inherit(
    parent_a: Parent,
    parent_b: Parent,
    request: ChildRequest,
    statistics: GeneratorStatistics,
    maps: TraitMaps | None,
    place: Place,
) -> Latent:
    """The child's code, as `place` says. maps: None for a generator whose traits weren't measured: then each row of the
    code has a share of its own.

    Raises:
        WrongGenerator: the parents' codes belong to different generators.
        InvalidRequest: the codes differ in shape; or traits are chosen, and weren't measured.
    """
    _check(parent_a, parent_b)
    way_a, way_b = parent_a.way, parent_b.way
    if maps is None:
        way = _blend_rows(way_a, way_b, request)
    else:
        way = _blend_traits(way_a, way_b, request, maps, lean=place.lean)
        way = way + _mutation(request, statistics, maps, len(way))
        way = way + np.einsum("c,clk->lk", place.skin, maps.skin_step) @ maps.basis.T
    sex = choose_sex(request)
    step = step_to(statistics, path_age_years=place.path_age_years, sex=sex, sex_strength=place.sex_strength)
    code = statistics.adult_mean + way + np.float32(place.reach) * step
    return Latent(w_plus=code.astype(np.float32), generator=parent_a.latent.generator)


def between(
    parent_a: Parent, parent_b: Parent, statistics: GeneratorStatistics, *, share: float, sex: Sex, age_years: float
) -> Latent:
    """With that share of parent B in everything, and nothing by chance.

    Raises:
        WrongGenerator, InvalidRequest: as `inherit`.
    """
    _check(parent_a, parent_b)
    way = _stretch(_between(parent_a.way, parent_b.way, share), parent_a.way, parent_b.way, share)
    w_plus = statistics.mean_code(age_years=age_years, sex=sex) + way
    return Latent(w_plus=w_plus, generator=parent_a.latent.generator)


def _check(parent_a: Parent, parent_b: Parent) -> None:
    a, b = parent_a.latent, parent_b.latent
    if a.generator != b.generator:
        raise WrongGenerator(
            f"The parents' codes were made by {a.generator} and {b.generator}. "
            "Project both photos again with the generator in use."
        )
    if a.w_plus.shape != b.w_plus.shape:
        raise InvalidRequest(f"The parents' codes differ in shape: {a.w_plus.shape}, {b.w_plus.shape}.")


def _blend_traits(
    way_a: FloatArray, way_b: FloatArray, request: ChildRequest, maps: TraitMaps, *, lean: float
) -> FloatArray:
    """[L, D]: each part in its share, at a distance from the mean that is between the parents'."""
    share = parent_b_share(request.dominance, lean)
    shares: Mapping[Trait, float] = draw_shares(request, lean=lean)
    ways = {part: _between(way_a, way_b, _share_of(part, shares, share)) for part in PARTS}
    mixed = maps.mix(ways, _between(way_a, way_b, share))
    taken = {part: np.float32(1.0 - KEPT.get(part, 1.0)) * mixed for part in PARTS}
    mixed = mixed - maps.mix(taken, np.zeros_like(mixed))
    return _stretch(mixed, way_a, way_b, float(np.mean([*shares.values(), share])))


def _share_of(part: Part, shares: Mapping[Trait, float], otherwise: float) -> float:
    return next((share for trait, share in shares.items() if trait == part), otherwise)


def _blend_rows(way_a: FloatArray, way_b: FloatArray, request: ChildRequest) -> FloatArray:
    if request.sources:
        raise InvalidRequest(
            "Which parent a trait comes from can't be chosen with this generator yet: its traits weren't measured. "
            "`python -m ml_core.training traits` does it, once."
        )
    share, num_rows = parent_b_share(request.dominance), len(way_a)
    stray = np.random.default_rng([request.seed, num_rows]).uniform(-1.0, 1.0, (num_rows, 1))
    shares = (share + ROW_CHANCE * min(share, 1.0 - share) * stray).astype(np.float32)
    return _stretch(_between(way_a, way_b, shares), way_a, way_b, shares)


def _between(a: FloatArray, b: FloatArray, share: float | FloatArray) -> FloatArray:
    return np.asarray((1.0 - share) * a + share * b, np.float32)


def _stretch(mixed: FloatArray, way_a: FloatArray, way_b: FloatArray, share: float | FloatArray) -> FloatArray:
    """Each row to the length between the parents' in that share."""
    length = _between(_length(way_a), _length(way_b), share)
    return np.asarray(mixed * np.minimum(length / np.maximum(_length(mixed), 1e-8), MAX_STRETCH), np.float32)


def _length(rows: FloatArray) -> FloatArray:
    """[L, D] -> [L, 1]."""
    return np.asarray(np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _mutation(request: ChildRequest, statistics: GeneratorStatistics, maps: TraitMaps, num_rows: int) -> FloatArray:
    """[L, D]; none where one parent is all there is, nor in traits chosen by name. Twins share it but for a little."""
    drawn = MUTATION * _draw_way(maps, [request.seed])
    if request.twin:
        drawn = drawn + TWINS_APART * _draw_way(maps, [request.seed, request.twin])
    axes = _age_and_sex(statistics)
    drawn = drawn - (drawn @ axes) @ axes.T
    way = np.asarray(np.tile((1.0 - abs(request.dominance)) * drawn, (num_rows, 1)), np.float32)
    if not request.sources:
        return way
    return way - maps.mix({part: way * (part in request.sources) for part in PARTS}, np.zeros_like(way))


def _age_and_sex(statistics: GeneratorStatistics) -> FloatArray:
    """[D, 2], orthonormal: from the mean small child to the mean grown-up, and from men to women."""
    woman, man = (statistics.mean_code(age_years=float(statistics.ages[-1]), sex=sex) for sex in SEXES)
    small = np.mean([statistics.mean_code(age_years=float(statistics.ages[0]), sex=sex) for sex in SEXES], axis=0)
    return np.asarray(np.linalg.qr(np.column_stack([statistics.adult_mean - small, woman - man]))[0], np.float32)


def _draw_way(maps: TraitMaps, seed: list[int]) -> FloatArray:
    """[D]: of a face as the generator draws them."""
    drawn = maps.deviations * np.random.default_rng(seed).standard_normal(len(maps.deviations))
    return np.asarray(drawn @ maps.basis.T, np.float32)
