"""The code of a child from those of its parents: each trait from one of them, moved to the child's age and sex.

Chance hands the traits down: each one independently (Mendel's independent assortment), mostly from one parent and
seldom from between; over many children half comes from either, but one child takes after its mother and another after
its father. Then a little is nobody's (`mutation`), drawn from the generator's own faces, but makes nobody look older
or more like a boy. What was chosen by name is not left to chance.

The child stands as far from the mean grown-up as the parents do. A plain average is a third nearer, for the two
lead to different sides: so all couples' averages are near each other. Nature has no such loss: what the mean of two
parents takes from the variety of children, chance in who hands down what gives back (Fisher 1918, "The Correlation
between Relatives on the Supposition of Mendelian Inheritance").

The offset between class means (of 6,000 faces that the generator drew) carries age and sex. Unlike a linear age
direction it changes the shape of the head and not only the skin.

What parents hand down is how they differ from the mean face of their own age and sex: or daughters would have something
of their fathers' beards, and children of old parents look old.

Legend: L rows of W+, D latent width, K directions of the trait maps; an offset is how a code or row differs from such
a mean.
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
    Generator,
    Latent,
    Sex,
    Source,
    Trait,
)
from ml_core.errors import InvalidRequest, WrongGenerator
from ml_core.statistics import GeneratorStatistics
from ml_core.traits import PARTS, Part, TraitMaps

# A parent who looks younger is a grown-up all the same.
LEAST_PARENT_YEARS = 20.0
# Where the step from child to grown-up ends: faces beyond grow old, which is another direction.
GROWN_YEARS = 40.0
NUM_AGE_AXES = 6
# How far chance may take a row from the dominance, as a part of the way to the nearer parent, with a generator whose
# traits weren't measured: rows that never met in training still have to fit together.
ROW_CHANCE = 0.7
# Parents opposite to each other leave nothing in between that could be stretched to their length.
MAX_STRETCH = 1.6
# What of a photo is no trait, and how much of it children keep: turned heads, light from one side, backgrounds.
KEPT: dict[Part, float] = {"asymmetry": 0.3, "surroundings": 0.5}
# How much more than evenly traits are one parent's or the other's, and how much a whole child takes after one of them:
# brothers and sisters differ by nothing else but these and nobody's part.
WHOLE, FAVOUR = 1.3, 0.6
# Many genes of small effect add up to the colour of skin, so it mostly lies between the parents'.
BLENDED: tuple[Trait, ...] = ("skin_tone",)
BLENDED_WIDTH = 0.5
# Size of nobody's part, of the variety of the generator's own faces. It is spread over more directions than theirs: the
# few largest carry what families are told apart by; the many small ones make brothers and sisters differ as much, and
# leave them more like their parents.
MUTATION, MUTATION_POWER = 0.6, 0.5
TWINS_APART = 0.05
# So many samples are compared for each brother and sister after the first.
SIBLING_SAMPLES = 16
# Shares of parent B in a trait below and above which people are told that it is one parent's.
MOSTLY_A, MOSTLY_B = 1 / 3, 2 / 3
SHARE_OF: dict[Source, float] = {"a": 0.0, "between": 0.5, "b": 1.0}


@dataclass(frozen=True, kw_only=True)
class Parent:
    """offset [L, D]: what the parent hands down, from the mean of their own age and sex (`mean_of`). generator: whose
    code it is."""

    offset: FloatArray
    generator: str


def mean_of(statistics: GeneratorStatistics, *, age_years: float, p_female: float) -> FloatArray:
    """[D]: between the sexes as surely as the face shows it, at the nearest age of the paths that is a grown-up's."""
    age = float(np.clip(age_years, LEAST_PARENT_YEARS, statistics.ages[-1]))
    woman, man = (statistics.mean_code(age_years=age, sex=sex) for sex in SEXES)
    return np.asarray(p_female * woman + (1.0 - p_female) * man, np.float32)


def _no_traces() -> FloatArray:
    # Its module brings the networks that measure them; web processes check requests here, and render nothing.
    from ml_core.inheritable.traces import TRACES

    return np.zeros(len(TRACES), np.float32)


@dataclass(frozen=True, kw_only=True)
class Edit:
    """The edit of age, sex, skin and traces that calibration finds for a child.

    path_age_years: the age on the path of ages. sex_strength: 1 is the mean step, and more leads farther from the other
    sex. extrapolation: the factor of the whole step, above 1 for children younger than the path's youngest. skin [3]:
    the change of the cheeks' red, green and blue, pictures being in [-1, 1]. traces [T]: light, pose and expression to
    take off, in deviations (`ml_core.inheritable.traces`)."""

    path_age_years: float
    sex_strength: float = 1.0
    extrapolation: float = 1.0
    skin: FloatArray = field(default_factory=lambda: np.zeros(3, np.float32))
    traces: FloatArray = field(default_factory=_no_traces)


def parent_b_share(dominance: float, bias: float = 0.0) -> float:
    """Returns the share of parent B, 0..1; at full dominance the bias has no effect."""
    return float(np.clip((1.0 + dominance) / 2.0 + bias * (1.0 - abs(dominance)), 0.0, 1.0))


def sample_shares(request: ChildRequest, *, bias: float = 0.0) -> dict[Trait, float]:
    """Parent B's share of each trait, 0..1. Rising with the dominance, for any seed."""
    rng = np.random.default_rng([request.seed, len(TRAITS)])
    samples = dict(zip(TRAITS, rng.random(len(TRAITS)), strict=True))
    favour = FAVOUR * (2.0 * rng.random() - 1.0)
    sampled: dict[Trait, float] = {}
    for trait, sample in samples.items():
        is_blended = trait in BLENDED
        share = parent_b_share(request.dominance, 0.0 if is_blended else bias)
        stray = float(np.clip(WHOLE * np.cos(np.pi * sample) + favour, -1.0, 1.0))
        sampled[trait] = share + (BLENDED_WIDTH if is_blended else 1.0) * min(share, 1.0 - share) * stray
    return {trait: SHARE_OF[request.sources[trait]] if trait in request.sources else sampled[trait] for trait in TRAITS}


def mostly_of(share: float) -> Source:
    """Returns the parent that people are told a trait is from. share: parent B's, 0..1."""
    return "a" if share < MOSTLY_A else "b" if share > MOSTLY_B else "between"


def siblings(
    request: ChildRequest, number: int, *, identical: bool = False, years_apart: int = 0
) -> list[ChildRequest]:
    """The child asked for and `number` - 1 brothers and sisters, or its identical twins. years_apart: by how much each
    is older than the one before it.

    Brothers and sisters have seeds that follow: of each `SIBLING_SAMPLES` the one whose traits are least like those of
    any before it. The first ones are the same for any number.

    Raises:
        InvalidRequest: number lies outside 1..MAX_SIBLINGS; years_apart is below 0, of twins, or makes the eldest older
            than a child can be.
    """
    if not 1 <= number <= MAX_SIBLINGS:
        raise InvalidRequest(f"The number of siblings must lie in 1..{MAX_SIBLINGS}. Received: {number}")
    if years_apart < 0 or (identical and years_apart):
        raise InvalidRequest(f"years_apart must be at least 0, and 0 for twins. Received: {years_apart}")
    if identical:
        return [replace(request, twin=twin) for twin in range(number)]
    born = [request]
    for index in range(1, number):
        first = request.seed + 1 + (index - 1) * SIBLING_SAMPLES
        seeds = range(first, first + SIBLING_SAMPLES)
        born.append(max((replace(request, seed=seed % 2**32) for seed in seeds), key=lambda one: _unlike(one, born)))
    return [replace(one, age_years=one.age_years + place * years_apart) for place, one in enumerate(born)]


def _unlike(one: ChildRequest, others: Sequence[ChildRequest]) -> float:
    """Returns the distance of a child's traits to those of the most similar of the others."""
    own = np.array(list(sample_shares(one).values()))
    return min(float(np.linalg.norm(own - np.array(list(sample_shares(other).values())))) for other in others)


def choose_sex(request: ChildRequest) -> Sex:
    """The requested sex, or one of both with even chances, by the seed."""
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
    """Returns the step [D] from the mean of grown parents to an age on the path of ages; at `sex_strength` 1 it leads
    to the mean of that age and sex, above 1 farther away from the other sex's."""
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
    *,
    bias: float = 0.0,
) -> FloatArray:
    """Returns what a child is by its parents and by chance, at any age: the offset [L, D] from the mean code of its age
    and sex. maps: None for a generator whose traits weren't measured; then each row of the code has a share of its own.
    bias: an addition to parent B's share, so that a child resembles both parents equally.

    Raises:
        WrongGenerator: the parents' codes belong to different generators.
        InvalidRequest: the codes differ in shape; or traits are chosen, and weren't measured.
    """
    _check(parent_a, parent_b)
    a, b = parent_a.offset, parent_b.offset
    if maps is None:
        return _blend_rows(a, b, request)
    return _blend_traits(a, b, request, maps, bias=bias) + _mutation(request, statistics, maps, len(a))


def code_at(
    edit: Edit, offset: FloatArray, sex: Sex, statistics: GeneratorStatistics, maps: TraitMaps | None
) -> FloatArray:
    """Returns the code [L, D] of a child with that offset [L, D] (`inherit`), at the age and colour of the edit."""
    if maps is not None:
        offset = offset + np.einsum("c,clk->lk", edit.skin, maps.skin_step) @ maps.basis.T
    step = step_to(statistics, path_age_years=edit.path_age_years, sex=sex, sex_strength=edit.sex_strength)
    return np.asarray(statistics.adult_mean + offset + np.float32(edit.extrapolation) * step, np.float32)


def between(
    parent_a: Parent, parent_b: Parent, statistics: GeneratorStatistics, *, share: float, sex: Sex, age_years: float
) -> Latent:
    """Returns a child with that share of parent B in everything, and nothing by chance.

    Raises:
        WrongGenerator, InvalidRequest: as `inherit`.
    """
    _check(parent_a, parent_b)
    a, b = parent_a.offset, parent_b.offset
    w_plus = statistics.mean_code(age_years=age_years, sex=sex) + _stretch(_between(a, b, share), a, b, share)
    return Latent(w_plus=w_plus, generator=parent_a.generator)


def perturb(
    latent: Latent, generator: Generator, statistics: GeneratorStatistics, *, seed: int, cosine: float
) -> Latent:
    """Returns the code with what it hands down turned towards a random face, fixed by the seed, whose age and sex are
    left out. Each row keeps its length, and its cosine with the one before is `cosine`, 0..1.

    Where nothing is said to be handed down, the shown code is turned about the mean face.
    """
    z = np.random.default_rng(seed).standard_normal((1, generator.z_width)).astype(np.float32)
    offset = np.asarray(generator.map(z))[0] - statistics.w_mean
    axes = age_and_sex_axes(statistics)
    nobody = np.asarray(offset - (offset @ axes) @ axes.T, np.float32)
    if latent.inheritable is not None:
        return replace(latent, inheritable=_turn(latent.inheritable, nobody, cosine))
    return replace(latent, w_plus=statistics.w_mean + _turn(latent.w_plus - statistics.w_mean, nobody, cosine))


def _turn(rows: FloatArray, towards: FloatArray, cosine: float) -> FloatArray:
    """Turns each row [L, D] by the same angle in the direction of a vector [D]."""
    length = _length(rows)
    along = (rows @ towards)[:, None] / np.maximum(length, 1e-8) ** 2 * rows
    across = towards - along
    across *= length / np.maximum(_length(across), 1e-8)
    return np.asarray(cosine * rows + np.sqrt(1.0 - cosine**2) * across, np.float32)


def _check(parent_a: Parent, parent_b: Parent) -> None:
    if parent_a.generator != parent_b.generator:
        raise WrongGenerator(
            f"The parents' codes were made by {parent_a.generator} and {parent_b.generator}. "
            "Project both photos again with the generator in use."
        )
    a, b = parent_a.offset.shape, parent_b.offset.shape
    if a != b:
        raise InvalidRequest(f"The parents' codes differ in shape: {a}, {b}.")


def left_behind(maps: TraitMaps) -> FloatArray:
    """[L, K, K]: what of an offset, in the maps' basis, isn't handed down, as a matrix from the right (`KEPT`)."""
    return np.asarray(sum((1.0 - kept) * maps.parts[part] for part, kept in KEPT.items()), np.float32)


def without_left_behind(offset: FloatArray, maps: TraitMaps) -> FloatArray:
    """[L, D] -> [L, D]"""
    left = np.einsum("lk,lkj->lj", offset @ maps.basis, left_behind(maps)) @ maps.basis.T
    return np.asarray(offset - left, np.float32)


def _blend_traits(a: FloatArray, b: FloatArray, request: ChildRequest, maps: TraitMaps, *, bias: float) -> FloatArray:
    """[L, D]: each part in its share, at a distance from the mean that is between the parents'."""
    shares: Mapping[Trait, float] = sample_shares(request, bias=bias)
    share = float(np.mean(list(shares.values())))  # of what is no trait
    offsets = {part: _between(a, b, _share_of(part, shares, share)) for part in PARTS}
    mixed = without_left_behind(maps.mix(offsets, _between(a, b, share)), maps)
    return _stretch(mixed, a, b, share)


def _share_of(part: Part, shares: Mapping[Trait, float], otherwise: float) -> float:
    return next((share for trait, share in shares.items() if trait == part), otherwise)


def _blend_rows(a: FloatArray, b: FloatArray, request: ChildRequest) -> FloatArray:
    if request.sources:
        raise InvalidRequest(
            "Which parent a trait comes from can't be chosen with this generator yet: its traits weren't measured. "
            "`python -m ml_core.training traits` does it, once."
        )
    share, num_rows = parent_b_share(request.dominance), len(a)
    stray = np.random.default_rng([request.seed, num_rows]).uniform(-1.0, 1.0, (num_rows, 1))
    shares = (share + ROW_CHANCE * min(share, 1.0 - share) * stray).astype(np.float32)
    return _stretch(_between(a, b, shares), a, b, shares)


def _between(a: FloatArray, b: FloatArray, share: float | FloatArray) -> FloatArray:
    return np.asarray((1.0 - share) * a + share * b, np.float32)


def _stretch(mixed: FloatArray, a: FloatArray, b: FloatArray, share: float | FloatArray) -> FloatArray:
    """Each row to the length between the parents' in that share."""
    return np.asarray(mixed * _stretch_to(mixed, _between(_length(a), _length(b), share)), np.float32)


def stretch_of(inherited: FloatArray, offset: FloatArray) -> FloatArray:
    """[L, 1]: what the rows of a one-parent child are stretched by, whose parent's offset is `offset`."""
    return _stretch_to(inherited, _length(offset))


def _stretch_to(mixed: FloatArray, length: FloatArray) -> FloatArray:
    return np.asarray(np.minimum(length / np.maximum(_length(mixed), 1e-8), MAX_STRETCH), np.float32)


def _length(rows: FloatArray) -> FloatArray:
    """[L, D] -> [L, 1]."""
    return np.asarray(np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _mutation(request: ChildRequest, statistics: GeneratorStatistics, maps: TraitMaps, num_rows: int) -> FloatArray:
    """[L, D]; none where one parent is all there is, nor in traits chosen by name. Twins share it but for a little."""
    sample = MUTATION * _chance(maps, np.random.default_rng([request.seed]))
    if request.twin:
        sample = sample + TWINS_APART * random_offset(maps, np.random.default_rng([request.seed, request.twin]))
    axes = age_and_sex_axes(statistics)
    sample = sample - (sample @ axes) @ axes.T
    offset = np.asarray(np.tile((1.0 - abs(request.dominance)) * sample, (num_rows, 1)), np.float32)
    if not request.sources:
        return offset
    return offset - maps.mix({part: offset * (part in request.sources) for part in PARTS}, np.zeros_like(offset))


def _chance(maps: TraitMaps, rng: np.random.Generator) -> FloatArray:
    """[D]: as long as a `random_offset`, on average."""
    spread = maps.deviations**MUTATION_POWER
    spread = spread * np.float32(np.linalg.norm(maps.deviations) / np.linalg.norm(spread))
    return np.asarray((spread * rng.standard_normal(len(spread))) @ maps.basis.T, np.float32)


def age_and_sex_axes(statistics: GeneratorStatistics) -> FloatArray:
    """[D, 2 + NUM_AGE_AXES], orthonormal: from the mean small child to the mean grown-up, from men to women, and the
    principal components of both paths of ages, which are no lines."""
    grown = min(GROWN_YEARS, float(statistics.ages[-1]))
    woman, man = (statistics.mean_code(age_years=grown, sex=sex) for sex in SEXES)
    small = np.mean([statistics.mean_code(age_years=float(statistics.ages[0]), sex=sex) for sex in SEXES], axis=0)
    paths = np.concatenate([statistics.path_girl, statistics.path_boy]) - statistics.adult_mean
    # Few rows and many columns: far quicker than taking the paths themselves apart.
    _, sides = np.linalg.eigh(paths @ paths.T)
    components = paths.T @ sides[:, : -NUM_AGE_AXES - 1 : -1]
    columns = np.column_stack([statistics.adult_mean - small, woman - man, components])
    return np.asarray(np.linalg.qr(columns)[0], np.float32)


def random_offset(maps: TraitMaps, rng: np.random.Generator) -> FloatArray:
    """Returns the offset [D] of a random face of the generator."""
    sample = maps.deviations * rng.standard_normal(len(maps.deviations))
    return np.asarray(sample @ maps.basis.T, np.float32)
