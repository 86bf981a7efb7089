"""Draws the sample couple: two people who don't exist, for newcomers who give no photo, for tests and benchmarks.

    python -m ml_core.training sample-couple --out generation/samples

Takes five seconds. The seeds were chosen by eye among fifty: two grown-ups who look at the camera and differ in much.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import numpy as np
import tensorflow as tf

from ml_core import images, statistics
from ml_core.contracts import FloatArray, Generator, Picture
from ml_core.errors import InvalidRequest
from ml_core.generators.mobile_stylegan import MobileStyleGAN

logger = logging.getLogger(__name__)

SEEDS = {"mother": 21, "father": 29}
TRUNCATION_PSI = 0.75  # calm and natural, as sitters in a portrait are


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="folder for mother.jpg and father.jpg")


def run(args: argparse.Namespace) -> int:
    if not args.out.is_dir():
        raise InvalidRequest(f"--out: there is no folder {args.out}. Make it first.")
    generator = MobileStyleGAN.load()
    for role, seed in SEEDS.items():
        path = args.out / f"{role}.jpg"
        path.write_bytes(images.encode_jpeg(draw(generator, seed=seed)))
        logger.info("%s", path)
    return 0


def draw(generator: Generator, *, seed: int) -> Picture:
    """The face of that seed, [R, R, 3] uint8."""
    picture = generator.synthesise(tf.constant(code_of(generator, seed=seed))[None])
    return images.from_unit(np.asarray(picture[0]))


def code_of(generator: Generator, *, seed: int) -> FloatArray:
    """[L, D]: one w for all rows."""
    z = np.random.default_rng(seed).standard_normal((1, generator.latent_shape[1])).astype(np.float32)
    w_mean = statistics.load(generator.identity).w_mean
    w = w_mean + TRUNCATION_PSI * (np.asarray(generator.map(tf.constant(z))) - w_mean)  # [1, D]
    return np.repeat(w, generator.latent_shape[0], axis=0)
