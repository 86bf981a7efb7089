"""Teaches the encoder of a generator (`ml_core.encoder`), once.

    python -m ml_core.training encoder --generator NAME --num-samples 12000

For the built-in generator, whose encoder ships with the package, an hour on two cores: 25 minutes render the pairs, 7
show them to FaceNet, 5 teach the codes and 9 the pictures. Pictures and features are kept under --work (6 GB), so an
interrupted run goes on where it stopped. Encoders of other generators are kept beside the weights.

Only the last lesson needs TensorFlow; with KERAS_BACKEND=jax or torch the one before it runs on their accelerators.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import numpy as np

from ml_core import encoder, statistics
from ml_core.errors import InvalidRequest
from ml_core.generators import registry
from ml_core.generators.low_res import low_res_of
from ml_core.perceptual.facenet import FaceNet
from ml_core.perceptual.lpips import LPIPS
from ml_core.training import sampling
from ml_core.training.encoder import features, head, pairs
from ml_core.training.encoder.through_generator import ThroughGenerator

logger = logging.getLogger(__name__)
UNSEEN_CHUNKS = 4
LEAST_CHUNKS = UNSEEN_CHUNKS + 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--generator", default=None, help="name of a generator or its folder (default: GENERATOR)")
    parser.add_argument("--num-samples", type=int, default=12000)
    parser.add_argument("--versions", type=int, default=2, help="in how many ways each picture is damaged")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--refining-steps", type=int, default=600, help="of the lesson through the generator")
    parser.add_argument("--work", type=Path, default=Path("var/training/encoder"))


def run(args: argparse.Namespace) -> int:
    num_chunks = -(-args.num_samples // sampling.SAMPLES_PER_CHUNK)
    if num_chunks < LEAST_CHUNKS or min(args.versions, args.epochs) < 1 or args.refining_steps < 0:
        raise InvalidRequest(
            f"--num-samples must be at least {LEAST_CHUNKS * sampling.SAMPLES_PER_CHUNK}, --versions and --epochs at "
            f"least 1, --refining-steps at least 0. Received: {args.num_samples}, {args.versions}, {args.epochs}, "
            f"{args.refining_steps}."
        )
    name = args.generator or registry.active_name()
    generator = registry.load(name)
    known = statistics.load(generator.fingerprint, generator=name)
    work = args.work / generator.fingerprint.replace(":", "-")
    facenet = FaceNet.load()

    pairs.render(generator, known.w_mean, chunks=range(num_chunks), work_dir=work / "pairs")
    features.compute(
        facenet,
        chunks=range(num_chunks),
        versions=args.versions,
        pairs_dir=work / "pairs",
        work_dir=work / "features",
    )
    deviation = float(known.w_deviation)
    codes = np.concatenate(
        [(sampling.sample_w(generator, known.w_mean, chunk) - known.w_mean) / deviation for chunk in range(num_chunks)]
    )
    learned, unseen = range(num_chunks - UNSEEN_CHUNKS), range(num_chunks - UNSEEN_CHUNKS, num_chunks)
    model = encoder.build_head(generator.latent_shape[1])
    head.teach(
        model,
        codes,
        chunks=learned,
        unseen=unseen,
        versions=args.versions,
        features_dir=work / "features",
        epochs=args.epochs,
    )
    low_res = low_res_of(generator, known)
    lesson = ThroughGenerator(model, low_res, LPIPS.load(), facenet, w_mean=known.w_mean, w_deviation=deviation)
    lesson.teach(
        codes,
        chunks=learned,
        versions=args.versions,
        num_rows=generator.latent_shape[0],
        num_steps=args.refining_steps,
        pairs_dir=work / "pairs",
        features_dir=work / "features",
    )
    folder = statistics.SHIPPED if name == registry.BUILT_IN else statistics.computed_dir()
    path = folder / encoder.file_name(generator.fingerprint)
    encoder.save_head(model, path)
    logger.info("%s: %.1f MB", path, path.stat().st_size / 1e6)
    return 0
