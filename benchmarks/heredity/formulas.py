"""How others mix two parents' codes, written anew from what they published (facts, no code), on our generator.

BabyGAN, familyGan's average, face-fusion-stylegan2 and StyleGene (Li et al. 2023). Where a formula says nothing about
age or sex, it takes the mean step of our own statistics, which is kinder to it than a line.

Legend: L rows of W+, D latent width.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ml_core.contracts import Child, ChildRequest, FloatArray, Latent, Sex
from ml_core.heredity import choose_sex, step_to
from ml_core.pipeline import Pipeline
from ml_core.statistics import GeneratorStatistics

# BabyGAN edits the rows up to 32 px: 8 of StyleGAN's 18, 7 of 16 here.
EDITED_SHARE = 7 / 16
# Of familyGan and face-fusion-stylegan2: each row's share of the father.
LEAST_SHARE, MOST_SHARE = 0.2, 0.8
# StyleGene's own: the pool's part of a region that crosses over, and the share of regions that come from it alone.
NUM_REGIONS, POOL_SHARE, MUTATED_SHARE = 34, 0.47, 0.40


class Method(Protocol):
    """name: its key; title: for people; differs: from what was published."""

    name: str
    title: str
    differs: str

    def child(self, mother: Latent, father: Latent, request: ChildRequest) -> Child: ...


class _Formula:
    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def child(self, mother: Latent, father: Latent, request: ChildRequest) -> Child:
        sex = choose_sex(request)
        rng = np.random.default_rng(request.seed)
        w_plus = self._mix(mother.w_plus, father.w_plus, request, sex, rng).astype(np.float32)
        latent = Latent(w_plus=w_plus, generator=mother.generator)
        return Child(pixels=self._pipeline.synthesise(latent), latent=latent, sex=sex, shares={})

    def _mix(
        self, mother: FloatArray, father: FloatArray, request: ChildRequest, sex: Sex, rng: np.random.Generator
    ) -> npt.NDArray[Any]:
        raise NotImplementedError

    @property
    def _statistics(self) -> GeneratorStatistics:
        return self._pipeline.statistics

    def _step(self, request: ChildRequest, sex: Sex) -> FloatArray:
        youngest = float(self._statistics.ages[0])
        age = max(request.age_years, youngest)
        return step_to(self._statistics, path_age_years=age, sex=sex, sex_strength=1.0)


class Average(_Formula):
    name, title, differs = "average", "plain average, mean step", ""

    def _mix(
        self, mother: FloatArray, father: FloatArray, request: ChildRequest, sex: Sex, rng: np.random.Generator
    ) -> npt.NDArray[Any]:
        father_share = (1.0 + request.dominance) / 2.0
        return (1 - father_share) * mother + father_share * father + self._step(request, sex)


class BabyGAN(_Formula):
    name, title = "babygan", "BabyGAN's formula"
    differs = "its directions are not published for this generator: the lines from thirty to ten, and from man to woman"

    def _mix(
        self, mother: FloatArray, father: FloatArray, request: ChildRequest, sex: Sex, rng: np.random.Generator
    ) -> npt.NDArray[Any]:
        mean = (mother + father) / 2
        # Its slider's -100 (ten years) moves by 4 directions.
        younger = (self._both(10.0) - self._both(30.0)) / 4.0
        strength = 6.0 - request.age_years / 5.0
        line = strength * younger + (0.5 if sex == "girl" else -0.5) * self._apart(30.0)
        rows = round(EDITED_SHARE * len(mean))
        mean[:rows] += line
        return mean

    def _both(self, age: float) -> npt.NDArray[Any]:
        return np.asarray((self._code(age, "girl") + self._code(age, "boy")) / 2)

    def _apart(self, age: float) -> npt.NDArray[Any]:
        return np.asarray(self._code(age, "girl") - self._code(age, "boy"))

    def _code(self, age: float, sex: Sex) -> FloatArray:
        return self._statistics.mean_code(age_years=age, sex=sex)


class RandomRows(_Formula):
    name, title, differs = "random-rows", "random mixing of rows, mean step", ""

    def _mix(
        self, mother: FloatArray, father: FloatArray, request: ChildRequest, sex: Sex, rng: np.random.Generator
    ) -> npt.NDArray[Any]:
        shares = rng.uniform(LEAST_SHARE, MOST_SHARE, (len(mother), 1))
        return (1 - shares) * mother + shares * father + self._step(request, sex)


class RegionCrossover(_Formula):
    """Regions cross over between the parents with some of a stranger from the pool, or mutate to a stranger's; the rows
    of colour are the parents' mean."""

    name, title = "crossover", "random region crossover"
    differs = (
        "after StyleGene, whose networks from codes to regions are not to be had: its regions are random blocks of the "
        "code's components, its pool the drawn codes moved to the age and sex asked for"
    )

    def _mix(
        self, mother: FloatArray, father: FloatArray, request: ChildRequest, sex: Sex, rng: np.random.Generator
    ) -> npt.NDArray[Any]:
        num_rows, width = mother.shape
        region_of = rng.integers(NUM_REGIONS, size=width)
        child = np.empty_like(mother)
        mutated = rng.permutation(NUM_REGIONS) < round(MUTATED_SHARE * NUM_REGIONS)
        for region in range(NUM_REGIONS):
            columns = region_of == region
            stranger = self._stranger(rng)[None, columns]
            share = rng.uniform(0.0, 1.0 - POOL_SHARE)
            crossed = (
                share * father[:, columns] + POOL_SHARE * stranger + (1.0 - POOL_SHARE - share) * mother[:, columns]
            )
            child[:, columns] = stranger if mutated[region] else crossed
        colour = round(8 / 18 * num_rows)
        child[colour:] = (mother[colour:] + father[colour:]) / 2
        return child + self._step(request, sex)

    def _stranger(self, rng: np.random.Generator) -> FloatArray:
        """[D], grown up."""
        generator = self._pipeline.generator
        z = rng.standard_normal((1, generator.z_width)).astype(np.float32)
        return np.asarray(generator.map(z))[0]


class Ours:
    name, title, differs = "ours", "ours", ""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def child(self, mother: Latent, father: Latent, request: ChildRequest) -> Child:
        return self._pipeline.make_child(mother, father, request)


FORMULAS = (Average, BabyGAN, RandomRows, RegionCrossover)
NAMES = (Ours.name, *(formula.name for formula in FORMULAS))


def all_methods(pipeline: Pipeline) -> list[Method]:
    """In the order of `NAMES`."""
    return [Ours(pipeline), *(formula(pipeline) for formula in FORMULAS)]
