"""Draws the sample couple, two people who don't exist, and their child: for newcomers, tests, benchmarks and pages.

    python -m ml_core.training sample-couple --out generation/samples --pages static/img

Takes two minutes, for the child is made from the two pictures as any other. The seeds were chosen by eye among fifty:
two grown-ups who look at the camera and differ in much.
"""

from __future__ import annotations

import argparse
import logging
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import tensorflow as tf

from ml_core import images, statistics
from ml_core.alignment import align
from ml_core.contracts import ChildRequest, FloatArray, Generator, Picture
from ml_core.errors import InvalidRequest
from ml_core.marks.marking import Marks
from ml_core.marks.watermark import PUBLIC_KEY, Watermark
from ml_core.pipeline import Pipeline
from ml_core.training.sampling import map_truncated

logger = logging.getLogger(__name__)

SEEDS = {"father": 29, "mother": 21}
TRUNCATION_PSI = 0.75  # calm and natural, as sitters in a portrait are
CHILD = ChildRequest(age_years=7, sex="girl", seed=11, expression="smiling")
PAGE_SIZE = 640


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="folder for father.jpg and mother.jpg, 1024 px")
    parser.add_argument("--pages", type=Path, required=True, help=f"folder for all three at {PAGE_SIZE} px")


def run(args: argparse.Namespace) -> int:
    for folder in (args.out, args.pages):
        if not folder.is_dir():
            raise InvalidRequest(f"There is no folder {folder}. Make it first.")
    pipeline = Pipeline.load()
    pictures = {role: render(pipeline.generator, seed=seed) for role, seed in SEEDS.items()}
    for role, picture in pictures.items():
        _write(args.out / f"{role}.jpg", picture)
    father, mother = pipeline.project([[align(picture)] for picture in pictures.values()])
    pictures["child"] = pipeline.make_child(father.latent, mother.latent, CHILD).pixels
    # Pages show them without words of their own, as thumbnails: the pages say that nobody in them exists.
    marks = Marks(Watermark(PUBLIC_KEY), datetime.now(UTC).date(), pipeline.generator.fingerprint)
    for role, picture in pictures.items():
        path = args.pages / f"sample-{role}.jpg"
        path.write_bytes(marks.jpeg(images.resize(picture, PAGE_SIZE)))
        logger.info("%s", path)
    return 0


def render(generator: Generator, *, seed: int) -> Picture:
    """Renders the face of a seed, [R, R, 3] uint8."""
    picture = generator.synthesise(tf.constant(code_of(generator, seed=seed))[None])
    return images.from_unit(np.asarray(picture[0]))


def code_of(generator: Generator, *, seed: int) -> FloatArray:
    """[L, D]: one w for all rows."""
    z = np.random.default_rng(seed).standard_normal((1, generator.z_width)).astype(np.float32)
    w_mean = statistics.load(generator.fingerprint).w_mean
    w = map_truncated(generator, z, w_mean, psi=TRUNCATION_PSI)  # [1, D]
    return np.repeat(w, generator.latent_shape[0], axis=0)


def _write(path: Path, picture: Picture) -> None:
    path.write_bytes(images.encode_jpeg(picture))
    logger.info("%s", path)
