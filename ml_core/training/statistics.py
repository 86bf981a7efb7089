"""Computes what depends on a generator (`ml_core.statistics`), for any generator, once.

    python -m ml_core.training statistics --generator NAME --num-samples 6000

25 minutes on two cores for the built-in generator, whose result ships with the package; those of others are kept beside
the weights. What was drawn is kept under --work, so an interrupted run goes on where it stopped. Expected on the
built-in generator: low-resolution head 24 dB, faces found 99 %, 2 to 3 % of them under three years.

Legend: N samples, A ages of the grid, D latent width.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ml_core import statistics
from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused
from ml_core.generators import converted, registry
from ml_core.training import sampling
from ml_core.training.low_res_head import fit_low_res_head

logger = logging.getLogger(__name__)

CHILDREN = (0.5, 1, 1.5, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18)
GROWN_UPS = (20, 22, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80)
AGE_GRID = np.array([*CHILDREN, *GROWN_UPS], dtype=np.float32)
ADULT_AGES = (20.0, 45.0)
# Faces of one sex are rare among the youngest, so both share one curve there and differ by a part of the grown offset.
SEX_PRIOR_SAMPLES = 25.0
# Fewer grown faces of a sex than this say nothing about its mean.
LEAST_GROWN = 50
# A path's end without so many faces near it would be made up.
LEAST_NEAR = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--generator", default=None, help="name of a generator or its folder (default: GENERATOR)")
    parser.add_argument("--num-samples", type=int, default=6000)
    parser.add_argument("--work", type=Path, default=Path("var/training/statistics"))


def run(args: argparse.Namespace) -> int:
    name = args.generator or registry.active_name()
    generator = registry.load(name)
    work_dir = args.work / generator.fingerprint.replace(":", "-")
    w_mean, w_deviation = sampling.mean_and_deviation(generator)
    samples = sampling.collect(generator, w_mean, num_samples=args.num_samples, work_dir=work_dir)
    paths = {sex: age_path(samples, sex=sex) for sex in ("girl", "boy")}
    head = fit_low_res_head(generator, w_mean, work_dir=work_dir)
    result = statistics.GeneratorStatistics(
        w_mean=w_mean,
        w_deviation=np.array(w_deviation, dtype=np.float32),
        preview_kernel=head.kernel,
        preview_bias=head.bias,
        ages=AGE_GRID,
        path_girl=paths["girl"],
        path_boy=paths["boy"],
        adult_mean=_mean_of_both(_grown_mean(samples, sex="girl"), _grown_mean(samples, sex="boy")),
    )
    folder = statistics.SHIPPED if name == registry.BUILT_IN else statistics.computed_dir()
    path = statistics.save(result, generator.fingerprint, folder=folder)
    measured = describe(samples, decibels=head.decibels)
    if name != registry.BUILT_IN:
        converted.write_measured(registry.folder_of(name), measured)
    logger.info("%s\n%s", "\n".join(measured), path)
    return 0


def describe(samples: sampling.Samples, *, decibels: float) -> list[str]:
    """Describes the statistics for the generator's card."""
    found, female = samples.age.size / samples.num_sampled, np.mean(samples.p_female > 0.5)
    babies, minors = np.mean(samples.age < 3), np.mean(samples.age < 18)
    return [
        f"{samples.num_sampled:,} pictures at psi {sampling.TRUNCATION_PSI:g}: a face was found in {found:.1%}",
        f"of the faces, as estimated: {female:.0%} female, {minors:.0%} under 18 years, {babies:.1%} under 3",
        f"the low-resolution picture differs from the true one by {decibels:.1f} dB PSNR",
    ]


def bandwidth(age_years: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Width of the kernel in years: a year means much to a baby's face and little to a grown-up's."""
    return (0.5 + 0.12 * age_years).astype(np.float32)


def age_path(samples: sampling.Samples, *, sex: str) -> FloatArray:
    """Mean code by age for one sex [A, D]: Gaussian kernel regression (Nadaraya-Watson), drawn towards both sexes'
    mean by `SEX_PRIOR_SAMPLES` where few faces of that sex and age were seen.

    Raises:
        WeightsRefused: too few faces of some age.
    """
    belongs = samples.p_female if sex == "girl" else 1.0 - samples.p_female
    distance = (samples.age[None] - AGE_GRID[:, None]) / bandwidth(AGE_GRID)[:, None]
    near = np.exp(-0.5 * np.square(distance, dtype=np.float64))  # [A, N]
    _refuse_gaps(near.sum(axis=1))
    both = _weighted_mean(near, samples.w)
    ours = _weighted_mean(near * belongs, samples.w)
    count = np.square((near * belongs).sum(axis=1)) / np.square(near * belongs).sum(axis=1)  # Kish's effective size
    trust = (count / (count + SEX_PRIOR_SAMPLES))[:, None]
    grown = {name: _grown_mean(samples, sex=name) for name in ("girl", "boy")}
    prior = both + 0.5 * (grown[sex] - _mean_of_both(grown["girl"], grown["boy"]))
    path: FloatArray = (trust * ours + (1.0 - trust) * prior).astype(np.float32)
    return path


def _grown_mean(samples: sampling.Samples, *, sex: str) -> FloatArray:
    """Mean code [D] of women ("girl") or men, between `ADULT_AGES`."""
    is_grown = (samples.age >= ADULT_AGES[0]) & (samples.age <= ADULT_AGES[1])
    is_ours = (samples.p_female > 0.5) == (sex == "girl")
    found = samples.w[is_grown & is_ours]
    if len(found) < LEAST_GROWN:
        raise WeightsRefused(
            f"Only {len(found)} of {len(samples.age)} faces look like a grown {'woman' if sex == 'girl' else 'man'}; "
            f"at least {LEAST_GROWN} are needed. Draw more with --num-samples."
        )
    mean: FloatArray = found.mean(axis=0)
    return mean


def _refuse_gaps(num_near: npt.NDArray[Any]) -> None:
    gaps = [f"{age:g}" for age, number in zip(AGE_GRID, num_near, strict=True) if number < LEAST_NEAR]
    if gaps:
        raise WeightsRefused(
            f"Too few faces look {', '.join(gaps)} years old for a mean of that age. Draw more with --num-samples."
        )


def _mean_of_both(women: FloatArray, men: FloatArray) -> FloatArray:
    """Returns the mean of both means: neither counts more for being drawn more often."""
    return (women + men) / np.float32(2.0)


def _weighted_mean(weights: npt.NDArray[Any], values: FloatArray) -> npt.NDArray[Any]:
    mean: npt.NDArray[Any] = weights @ values / weights.sum(axis=1, keepdims=True)
    return mean
