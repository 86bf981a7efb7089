"""Measures what tells a person's likeness from their photo's traces (`ml_core.inheritable`), for any generator, once.

    python -m ml_core.training inheritance --generator NAME --num-faces 5000

Half an hour on two cores for the built-in generator, whose result ships with the package; those of others are kept
beside the weights. What was sampled is kept under --work, so an interrupted run goes on where it stopped. Needs the
generator's statistics and traits.

A linear regression of sampled codes on their traces gives what each trace adds to a code where everything else is the
same: age and sex, skin, glasses, and who it is (the first principal components of FaceNet's embedding).

Legend: N faces, T traces, D latent width, A ages.
"""

from __future__ import annotations

import argparse
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from tqdm import tqdm

from ml_core import heredity, images, statistics, traits
from ml_core.alignment import detection
from ml_core.apparent import Estimators
from ml_core.contracts import SEXES, FloatArray, Generator, Picture, Sex
from ml_core.errors import InvalidRequest, WeightsMissing
from ml_core.generators import registry
from ml_core.generators.low_res import Render, low_res_of
from ml_core.inheritable import likeness, measured
from ml_core.inheritable.measured import Measured, covariates
from ml_core.inheritable.traces import TRACES, measure
from ml_core.perceptual.facenet import FaceNet
from ml_core.perceptual.faceres import FaceRes
from ml_core.photo_advice import colour, glasses
from ml_core.regions import cheeks
from ml_core.statistics import GeneratorStatistics
from ml_core.training import sampling
from ml_core.traits import TraitMaps
from ml_core.whole_files import whole_file

logger = logging.getLogger(__name__)
BATCH = 10
# Of FaceNet's embedding, which describe who a face is well enough to be held.
NUM_COMPONENTS = 24
# Beyond this many deviations a trace was measured wrongly more often than not.
MAX_DEVIATIONS = 4.0
LEAST_FACES = 500
# Mean faces: as many pairs of opposite people at each age and sex, a little nearer to the mean than sampled ones.
AGES = np.array([1, 3, 6, 10, 15, 25, 40, 60], np.float32)
NUM_PAIRS, SIZE, SEED = 8, 0.8, 77


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--generator", default=None, help="name of a generator or its folder (default: GENERATOR)")
    parser.add_argument("--num-faces", type=int, default=5000)
    parser.add_argument("--work", type=Path, default=Path("var/training/inheritance"))


def run(args: argparse.Namespace) -> int:
    if args.num_faces < LEAST_FACES:
        raise InvalidRequest(f"--num-faces must be at least {LEAST_FACES}. Received: {args.num_faces}.")
    name = args.generator or registry.active_name()
    generator = registry.load(name)
    known = statistics.load(generator.fingerprint, generator=name)
    maps = traits.find(generator.fingerprint)
    if maps is None:
        raise WeightsMissing("The generator's traits come first: `python -m ml_core.training traits`.")
    work_dir = args.work / generator.fingerprint.replace(":", "-")
    networks = Networks(tf.function(low_res_of(generator, known), reduce_retracing=True), FaceNet.load())
    faces = collect(generator, known, networks, num_faces=args.num_faces, work_dir=work_dir)
    usual, deviations, directions = regress(faces, heredity.age_and_sex_axes(known))
    embeddings, forms, faceres = mean_faces(known, maps, networks, num_rows=generator.latent_shape[0])
    result = Measured(
        usual=usual,
        deviations=deviations,
        directions=directions,
        ages=AGES,
        embeddings=embeddings,
        forms=forms,
        faceres=faceres,
    )
    folder = statistics.SHIPPED if name == registry.BUILT_IN else statistics.computed_dir()
    logger.info("%s", measured.save(result, generator.fingerprint, folder=folder))
    return 0


class Networks:
    """The networks that describe faces. render: w_plus [N, L, D] -> pictures [N, S, S, 3] in [-1, 1]."""

    def __init__(self, render: Render, facenet: FaceNet) -> None:
        self.render, self.facenet, self.faceres = render, facenet, FaceRes.load()
        self.estimators = Estimators(self.faceres)


@dataclass(frozen=True, kw_only=True)
class Faces:
    """codes [N, D]; traces [N, T]; held [N, 4]: the cheeks' L*, a* and b*, and the edge that glasses make; age [N]
    years; p_female [N]; embeddings [N, 512]."""

    codes: FloatArray
    traces: FloatArray
    held: FloatArray
    age: FloatArray
    p_female: FloatArray
    embeddings: FloatArray


NUM_HELD = 4


def collect(
    generator: Generator, known: GeneratorStatistics, networks: Networks, *, num_faces: int, work_dir: Path
) -> Faces:
    """Samples `num_faces` (rounded up to whole chunks) and describes those in which a whole face is found."""
    work_dir.mkdir(parents=True, exist_ok=True)
    codes, rows = [], []
    for chunk in tqdm(range(-(-num_faces // sampling.SAMPLES_PER_CHUNK)), desc="traces", unit=" hundred"):
        w = sampling.sample_w(generator, known.w_mean, chunk)
        codes.append(w)
        rows.append(_described(work_dir / f"{chunk:05d}.npy", w, networks, generator.latent_shape[0]))
    found = np.concatenate(rows)
    whole = ~np.isnan(found).any(axis=1)
    parts = np.split(found[whole], np.cumsum([len(TRACES), NUM_HELD, 1, 1]), axis=1)
    traces, held, age, p_female, embeddings = parts
    return Faces(
        codes=np.concatenate(codes)[whole],
        traces=traces,
        held=held,
        age=age[:, 0],
        p_female=p_female[:, 0],
        embeddings=embeddings,
    )


def _described(path: Path, w: FloatArray, networks: Networks, num_rows: int) -> FloatArray:
    if path.exists():
        return np.asarray(np.load(path))
    rows = []
    for start in range(0, len(w), BATCH):
        pictures: Any = networks.render(tf.repeat(tf.constant(w[start : start + BATCH, None]), num_rows, axis=1))
        rows += [describe(images.from_unit(picture), networks) for picture in np.asarray(pictures)]
    found = np.asarray(rows, np.float32)
    with whole_file(path) as file:
        np.save(file, found)
    return found


def describe(picture: Picture, networks: Networks) -> FloatArray:
    """[T + NUM_HELD + 2 + 512], NaN where no whole face is found."""
    unknown = np.full(len(TRACES) + NUM_HELD + 2 + 512, np.nan, np.float32)
    boxes = detection.find_faces(picture)
    if not boxes:
        return unknown
    landmarks = detection.find_landmarks(picture, boxes[0])
    traces, edge = measure(picture, landmarks), glasses.edge_in(picture, landmarks.astype(np.float64))
    if traces is None or edge is None:
        return unknown
    skin = colour.lab(picture)[cheeks(landmarks, len(picture))].mean(axis=0)
    estimate = networks.estimators.estimate_in(picture, boxes[0])
    embedding = np.asarray(networks.facenet.embed(tf.constant(images.to_unit(picture))[None]))[0]
    return np.concatenate([traces, skin, [edge, estimate.age_years, estimate.p_female], embedding]).astype(np.float32)


def regress(faces: Faces, axes: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """axes [D, n], orthonormal, of age and sex -> `Measured.usual`, `deviations` and `directions`, which lead along
    none of the axes.

    Raises:
        InvalidRequest: too few whole faces.
    """
    if len(faces.codes) < LEAST_FACES:
        raise InvalidRequest(
            f"Whole faces were found in {len(faces.codes)} pictures; at least {LEAST_FACES} are needed. "
            "Sample more with --num-faces."
        )
    known = covariates(faces.age, faces.p_female)
    usual, beyond = _without(known, faces.traces)
    deviations = beyond.std(axis=0)
    _, held = _without(known, faces.held)
    centred = faces.embeddings - faces.embeddings.mean(axis=0)
    components = np.linalg.svd(centred, full_matrices=False)[0][:, :NUM_COMPONENTS] * np.sqrt(len(centred))
    traces = np.clip(beyond / deviations, -MAX_DEVIATIONS, MAX_DEVIATIONS)
    columns = np.concatenate([known, components, held / held.std(axis=0), traces], axis=1)
    coefficients = np.linalg.lstsq(columns, faces.codes.astype(np.float64), rcond=None)[0]
    directions = coefficients[-len(TRACES) :]
    directions = directions - (directions @ axes) @ axes.T
    return usual.astype(np.float32), deviations.astype(np.float32), directions.astype(np.float32)


def _without(known: npt.NDArray[Any], values: FloatArray) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Coefficients of the regression on what is known, and what it leaves."""
    coefficients = np.linalg.lstsq(known, values.astype(np.float64), rcond=None)[0]
    return coefficients, values - known @ coefficients


def mean_faces(
    known: GeneratorStatistics, maps: TraitMaps, networks: Networks, *, num_rows: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """`Measured.embeddings`, `forms` and `faceres`, over the same people at all ages."""
    offsets = _people(known, maps)
    cells = [(float(age), sex) for age in AGES for sex in SEXES]
    found = [
        _mean_face(age, sex, offsets, known, networks, num_rows)
        for age, sex in tqdm(cells, desc="mean faces", unit=" cells")
    ]
    embeddings, forms, faceres = (
        np.stack(each).reshape(len(AGES), len(SEXES), *each[0].shape) for each in zip(*found, strict=True)
    )
    return embeddings, forms, faceres


def _people(known: GeneratorStatistics, maps: TraitMaps) -> FloatArray:
    """[2 * NUM_PAIRS, D]: how people differ from the mean face, each one's opposite beside them; their mean is 0."""
    rng = np.random.default_rng(SEED)
    axes = heredity.age_and_sex_axes(known)
    sample = SIZE * (maps.deviations * rng.standard_normal((NUM_PAIRS, len(maps.deviations)))) @ maps.basis.T
    sample = sample - (sample @ axes) @ axes.T
    return np.concatenate([sample, -sample]).astype(np.float32)


def _mean_face(
    age: float, sex: Sex, offsets: FloatArray, known: GeneratorStatistics, networks: Networks, num_rows: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    codes = known.mean_code(age_years=age, sex=sex) + offsets
    pictures = networks.render(tf.repeat(tf.constant(codes[:, None]), num_rows, axis=1))
    both = [likeness.describe(networks.facenet, pictures, mirrored) for mirrored in (False, True)]
    faceres = networks.faceres.describe(pictures)[0]
    return (
        np.stack([np.asarray(embeddings).mean(axis=0) for embeddings, _ in both]),
        np.stack([np.asarray(forms).mean(axis=0) for _, forms in both]),
        np.asarray(faceres).mean(axis=0),
    )
