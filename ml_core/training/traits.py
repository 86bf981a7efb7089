"""Measures which directions of a code change which traits (`ml_core.traits`), for any generator, once.

    python -m ml_core.training traits --generator NAME --num-faces 256

Twenty minutes on two cores for the built-in generator, whose result ships with the package; those of others are kept
beside the weights. Gradients are kept under --work (0.1 GB), so an interrupted run goes on where it stopped.

Legend: N faces a chunk, P parts, L rows of W+, D latent width, K directions, S side of the picture.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from tqdm import tqdm

from ml_core import heredity, images, statistics, traits
from ml_core.alignment import detection
from ml_core.contracts import SEXES, FloatArray, Generator
from ml_core.errors import InvalidRequest
from ml_core.generators import registry
from ml_core.generators.low_res import low_res_of
from ml_core.regions import Mask, Regions, regions
from ml_core.statistics import GeneratorStatistics
from ml_core.training import glasses
from ml_core.traits import PARTS, Part
from ml_core.whole_files import whole_file

logger = logging.getLogger(__name__)
FACES_PER_CHUNK = 8
SEED = 31
# Faces of all ages, with rows a little apart as those of photos are.
SIZE, ROWS_APART = 0.8, 0.25
STEPPED, YOUNGEST_YEARS, OLDEST_YEARS = 0.6, 0.5, 25.0
# Smaller regions than this, in pixels, are out of the picture.
LEAST_PIXELS = 20
# Of the noise that regions are asked with, in pixels. What differs between the sides is mostly coarse.
CELL, ASYMMETRY_CELLS = 2, (2, 8, 32)
NUM_DIRECTIONS, NUM_CODES = 128, 8192
# What a region counts. Those whose directions show elsewhere too (everything about a head's outline does) would have
# little left of them; what isn't handed down needn't be kept clean of what is.
COUNTS: dict[Part, float] = {
    "jaw": 3.0,
    "face_shape": 2.5,
    "ears": 2.5,
    "hair": 3.0,
    "brows": 1.5,
    "hair_color": 1.5,
    "asymmetry": 0.35,
    "surroundings": 0.35,
}
# Of the mean of all directions: what hardly shows anywhere isn't blown up.
RIDGE = 0.02


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--generator", default=None, help="name of a generator or its folder (default: GENERATOR)")
    parser.add_argument("--num-faces", type=int, default=256)
    parser.add_argument("--num-looked-at", type=int, default=4000, help="faces that are searched for glasses")
    parser.add_argument("--work", type=Path, default=Path("var/training/traits"))


def run(args: argparse.Namespace) -> int:
    if args.num_faces < FACES_PER_CHUNK:
        raise InvalidRequest(f"--num-faces must be at least {FACES_PER_CHUNK}. Received: {args.num_faces}.")
    name = args.generator or registry.active_name()
    generator = registry.load(name)
    known = statistics.load(generator.fingerprint, generator=name)
    work_dir = args.work / generator.fingerprint.replace(":", "-")
    work_dir.mkdir(parents=True, exist_ok=True)
    num_chunks = -(-args.num_faces // FACES_PER_CHUNK)
    gradients = collect(generator, known, num_chunks=num_chunks, work_dir=work_dir)
    folder = statistics.SHIPPED if name == registry.BUILT_IN else statistics.computed_dir()
    render = tf.function(low_res_of(generator, known), reduce_retracing=True)
    added = glasses.measure(generator, known, render, num_faces=args.num_looked_at, work_dir=work_dir)
    maps = take_apart(gradients, *directions(generator, known), glasses=added)
    path = traits.save(maps, generator.fingerprint, folder=folder)
    logger.info("%s", path)
    return 0


def collect(
    generator: Generator, known: GeneratorStatistics, *, num_chunks: int, work_dir: Path
) -> dict[Part, FloatArray]:
    """Gradients [n, L, D] of what each part's region shows, n up to one a face; "skin_tone" has three a face, of
    the cheeks' mean red, green and blue.

    Raises:
        InvalidRequest: a part was never found.
    """
    render = low_res_of(generator, known)
    traced = tf.function(render, reduce_retracing=True)
    differentiate = tf.function(lambda w_plus, probes: _gradient(render, w_plus, probes), reduce_retracing=True)
    found: dict[Part, list[FloatArray]] = {part: [] for part in PARTS}
    for chunk in tqdm(range(num_chunks), desc="traits", unit=" chunks"):
        path = work_dir / f"{chunk:04d}.npz"
        if not path.exists():
            _measure_chunk(generator, known, chunk, traced, differentiate, path)
        with np.load(path) as file:
            for part in PARTS:
                if part in file:
                    found[part].append(file[part].astype(np.float32))
    unseen = [part for part in PARTS if not found[part]]
    if unseen:
        raise InvalidRequest(f"Never seen in {num_chunks * FACES_PER_CHUNK} faces: {', '.join(unseen)}. Draw more.")
    return {part: np.concatenate(parts) for part, parts in found.items()}


def _measure_chunk(
    generator: Generator, known: GeneratorStatistics, chunk: int, render: Any, differentiate: Any, path: Path
) -> None:
    rng = np.random.default_rng([SEED, chunk])
    codes = sample_codes(generator, known, rng)
    asked = list(_questions(np.asarray(render(tf.constant(codes))), rng))
    gradients: dict[Part, list[FloatArray]] = {}
    for start in range(0, len(asked), FACES_PER_CHUNK):
        group = asked[start : start + FACES_PER_CHUNK]
        probes = np.stack([probe for _, _, probe in group])
        rows = np.asarray(differentiate(tf.constant(codes[[face for face, _, _ in group]]), tf.constant(probes)))
        for (_, part, _), gradient in zip(group, rows, strict=True):
            gradients.setdefault(part, []).append(gradient)
    with whole_file(path) as file:
        np.savez(file, **{part: np.asarray(found, np.float16) for part, found in gradients.items()})  # type: ignore[arg-type]


def sample_codes(generator: Generator, known: GeneratorStatistics, rng: np.random.Generator) -> FloatArray:
    """[N, L, D]: grown people and children."""
    num_rows = generator.latent_shape[0]
    z = rng.standard_normal((2 * FACES_PER_CHUNK, generator.z_width)).astype(np.float32)
    offsets = np.asarray(generator.map(tf.constant(z))) - known.w_mean
    youngest = max(YOUNGEST_YEARS, float(known.ages[0]))
    codes = []
    for whole, apart in offsets.reshape(FACES_PER_CHUNK, 2, -1):
        code = known.adult_mean + SIZE * whole + ROWS_APART * rng.standard_normal((num_rows, 1)) * apart
        if rng.random() < STEPPED:
            age = float(np.exp(rng.uniform(np.log1p(youngest), np.log1p(OLDEST_YEARS)))) - 1.0
            sex = SEXES[int(rng.random() < 0.5)]
            age = min(max(age, youngest), OLDEST_YEARS)
            code = code + heredity.step_to(known, path_age_years=age, sex=sex, sex_strength=1.0)
        codes.append(code)
    return np.asarray(codes, np.float32)


def _questions(pictures: FloatArray, rng: np.random.Generator) -> Iterator[tuple[int, Part, FloatArray]]:
    """(face, part, probe [S, S, 3]): what is asked of each face that is found; a picture times its probe, summed, is
    what is differentiated."""
    for face, picture in enumerate(images.from_unit(each) for each in pictures):
        boxes = detection.find_faces(picture)
        if not boxes:
            continue
        where = regions(detection.find_landmarks(picture, boxes[0]), len(picture))
        for part in PARTS:
            for probe in _probes(where, part, rng):
                yield face, part, probe


def _probes(where: Regions, part: Part, rng: np.random.Generator) -> Iterator[FloatArray]:
    """Yields probes of unit size each, so that a region counts as much as any other, however large it is. Traits are
    asked for what both sides of the face share, and for details apart from their mean colour; colours for nothing but
    that."""
    side = len(where.head)
    if part == "asymmetry":
        mask = where.head | where.head[:, ::-1]
        noise = np.sum([cell / CELL * _noise(rng, side, cell) for cell in ASYMMETRY_CELLS], axis=0)
        yield _unit((noise - noise[:, ::-1]) * mask[..., None])
        return
    if part == "surroundings":
        yield _unit(_noise(rng, side, CELL) * where.surroundings[..., None])
        return
    mask = where.traits[part]
    if mask.sum() < LEAST_PIXELS:
        return
    if part == "skin_tone":
        for channel in np.eye(3, dtype=np.float32):
            yield np.asarray(mask[..., None] / mask.sum() * channel, np.float32)
    elif part == "hair_color":
        yield np.asarray(mask[..., None] / mask.sum() * rng.standard_normal(3), np.float32)
    else:
        yield _unit(_details(rng, mask | mask[:, ::-1]))


def _details(rng: np.random.Generator, mask: Mask) -> FloatArray:
    noise = _noise(rng, len(mask), CELL)
    noise = (noise + noise[:, ::-1]) * mask[..., None]
    return np.asarray(noise - noise.sum(axis=(0, 1)) / mask.sum() * mask[..., None], np.float32)


def _noise(rng: np.random.Generator, side: int, cell: int) -> FloatArray:
    """[S, S, 3], the same over cells of that many pixels."""
    cell = min(cell, side)
    coarse = rng.standard_normal((side // cell, side // cell, 3))
    return np.asarray(np.repeat(np.repeat(coarse, cell, axis=0), cell, axis=1), np.float32)


def _unit(probe: npt.NDArray[Any]) -> FloatArray:
    return np.asarray(probe / max(float(np.linalg.norm(probe)), 1e-8), np.float32)


def _gradient(render: Any, w_plus: Any, probes: Any) -> Any:
    with tf.GradientTape() as tape:
        tape.watch(w_plus)
        total = tf.reduce_sum(render(w_plus) * probes)
    return tape.gradient(total, w_plus)


def directions(generator: Generator, known: GeneratorStatistics) -> tuple[FloatArray, FloatArray]:
    """Basis [D, K] of W's principal components, and their standard deviations [K]."""
    z = np.random.default_rng(SEED).standard_normal((NUM_CODES, generator.z_width)).astype(np.float32)
    offsets = np.asarray(generator.map(tf.constant(z))) - known.w_mean
    variances, vectors = np.linalg.eigh(np.cov(offsets.T))
    largest = np.argsort(-variances)[:NUM_DIRECTIONS]
    return vectors[:, largest].astype(np.float32), np.sqrt(variances[largest]).astype(np.float32)


def take_apart(
    gradients: dict[Part, FloatArray], basis: FloatArray, deviations: FloatArray, *, glasses: FloatArray
) -> traits.TraitMaps:
    """The least squares of `ml_core.traits`, in units of W's own deviations."""
    scaled = {part: (gradient @ basis) * deviations for part, gradient in gradients.items()}  # [n, L, K]
    strengths = {}
    for part, gradient in scaled.items():
        strength = np.einsum("nlk,nlj->lkj", gradient, gradient)
        strengths[part] = COUNTS.get(part, 1.0) * strength / np.trace(strength, axis1=1, axis2=2).sum()
    total = sum(strengths.values())
    ridge = RIDGE * np.trace(total, axis1=1, axis2=2) / total.shape[1]
    inverse = np.linalg.inv(total + ridge[:, None, None] * np.eye(total.shape[1]))
    # The ridge's share, which is no part's own, goes to all in their shares of the whole row.
    rest = np.eye(total.shape[1]) - inverse @ total
    parts = {}
    for part, strength in strengths.items():
        share = np.trace(strength, axis1=1, axis2=2) / np.trace(total, axis1=1, axis2=2)
        whitened = inverse @ strength + share[:, None, None] * rest  # columns: directions before
        parts[part] = _unwhitened(whitened, deviations)
    return traits.TraitMaps(
        basis=basis,
        deviations=deviations,
        parts=parts,
        glasses=glasses,
        skin_step=_skin_step(scaled["skin_tone"], inverse, deviations),
    )


def _unwhitened(maps: npt.NDArray[Any], deviations: FloatArray) -> FloatArray:
    """Returns the maps for rows in the basis itself, multiplied from the left."""
    return np.asarray((maps * deviations[:, None] / deviations[None]).transpose(0, 2, 1), np.float32)


def _skin_step(gradients: FloatArray, inverse: npt.NDArray[Any], deviations: FloatArray) -> FloatArray:
    """x = T^-1 J' (J T^-1 J')^-1 over all rows at once, J [3, L K] the mean gradient of the three channels."""
    mean = gradients.reshape(-1, 3, *gradients.shape[1:]).mean(axis=0)  # [3, L, K]
    least = np.einsum("lkj,clj->clk", inverse, mean)
    gram = np.einsum("clk,dlk->cd", mean, least)
    return np.asarray(np.einsum("dc,clk->dlk", np.linalg.inv(gram), least) * deviations, np.float32)
