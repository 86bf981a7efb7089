"""Teaches a small StyleGAN 1 to draw the built-in generator's faces.

    python -m ml_core.training small-stylegan1 --out tests/ml_core/generators/small_faces.npz

NVIDIA's own file can't be shipped. This network, 128 px with 2.4 million variables, stands in for it where a test needs
a StyleGAN 1 that draws faces: conversion, statistics, projection, the site. It is no product: its faces are soft. The
mapping is the built-in generator's, put into StyleGAN 1's form without a rest, and isn't stored again.

About an hour on two busy cores; it goes on where it was interrupted. Expected: 15.8 dB PSNR to the teacher on unseen
faces, and a face found in 99.9 % of its pictures.

Legend: N samples, L rows of W+, D latent width; pictures NHWC float32 in [-1, 1].
"""

from __future__ import annotations

import argparse
import logging
import math
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from ml_core import images, statistics
from ml_core.contracts import FloatArray, Generator
from ml_core.generators.mobile_stylegan import MobileStyleGAN
from ml_core.generators.stylegan1.architecture import Architecture, variable_shapes
from ml_core.generators.stylegan1.network import StyleGAN1
from ml_core.perceptual.lpips import LPIPS
from ml_core.training.sampling import map_truncated
from ml_core.whole_files import whole_file

logger = logging.getLogger(__name__)

ARCHITECTURE = Architecture(channels=(128, 128, 128, 128, 64, 32))
SEED = 20261125
BATCH, HELD_OUT = 8, 64
RATE, BETA_1, BETA_2 = 0.003, 0.5, 0.99
AVERAGE = 0.995  # of the variables' running mean, which is what is kept
PATCH = 64
CHECKPOINT_EVERY = 100
LEAST_PSI = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="file for the synthesis network, float16")
    parser.add_argument("--pictures", type=int, default=5000, help="of the teacher's")
    parser.add_argument("--steps", type=int, default=3200, help=f"of {BATCH} pictures each")
    parser.add_argument("--work", type=Path, default=Path("var/training/small-stylegan1"))


def run(args: argparse.Namespace) -> int:
    args.work.mkdir(parents=True, exist_ok=True)
    teacher = MobileStyleGAN.load()
    codes = sample_codes(teacher, args.pictures)
    pictures = render_pictures(teacher, codes, args.work / "pictures.npy")
    trainer = Trainer(args.work / "checkpoint.npz", num_steps=args.steps)
    trainer.fit(codes[HELD_OUT:], pictures[HELD_OUT:])
    averaged = trainer.averaged
    logger.info("%.1f dB on unseen faces", decibels(averaged, codes[:HELD_OUT], pictures[:HELD_OUT]))
    np.savez_compressed(args.out, **{name: array.astype(np.float16) for name, array in averaged.items()})
    return 0


def sample_codes(teacher: Generator, num_pictures: int) -> FloatArray:
    """w [N, D], between the mean face and the full spread."""
    rng = np.random.default_rng(SEED)
    z = rng.standard_normal((num_pictures, teacher.latent_shape[1])).astype(np.float32)
    psi = rng.uniform(LEAST_PSI, 1.0, (num_pictures, 1)).astype(np.float32)
    mean = statistics.load(teacher.fingerprint).w_mean
    return map_truncated(teacher, z, mean, psi=psi)


def render_pictures(teacher: Generator, codes: FloatArray, path: Path) -> Any:
    """uint8 [N, R, R, 3] on disk, which an interrupted run finds again; 0.1 s each on two cores."""
    size = ARCHITECTURE.resolution
    shape = (len(codes), size, size, 3)
    pictures: Any = np.lib.format.open_memmap(path, "r+" if path.exists() else "w+", dtype=np.uint8, shape=shape)
    factor = teacher.resolution // size
    render = tf.function(
        lambda w: tf.nn.avg_pool2d(
            teacher.synthesise(tf.repeat(w[None, None], teacher.latent_shape[0], axis=1)), factor, factor, "VALID"
        )
    )
    for index in tqdm(range(len(codes)), desc="pictures", mininterval=10):
        if not pictures[index].any():
            pictures[index] = images.from_unit(np.asarray(render(tf.constant(codes[index]))[0]))
    return pictures


def fixed_variables() -> dict[str, FloatArray]:
    """Returns the variables that aren't trained: the mapping, the mean, the noise, and the outputs of sizes that
    progressive growing passed.
    """
    rng = np.random.default_rng(SEED)
    shapes = variable_shapes(ARCHITECTURE)
    noise = {n: rng.standard_normal(s).astype(np.float32) for n, s in shapes.items() if n.startswith("synthesis/noise")}
    teacher = MobileStyleGAN.load()
    mean = statistics.load(teacher.fingerprint).w_mean
    zero = np.zeros((), np.float32)
    passed = {name: np.zeros(shape, np.float32) for name, shape in shapes.items() if _is_passed(name)}
    return {"lod": zero, "synthesis/lod": zero, "dlatent_avg": mean, **noise, **passed, **_mapping(teacher)}


def _is_passed(name: str) -> bool:
    return "ToRGB" in name and "ToRGB_lod0" not in name


def _mapping(teacher: MobileStyleGAN) -> dict[str, FloatArray]:
    """The built-in mapping, lrelu(x W + b) sqrt(2), as StyleGAN 1's lrelu(x W' + b'): lrelu may be scaled inside."""
    variables: dict[str, FloatArray] = {}
    for index, (weight, bias) in enumerate(teacher.mapping_layers()):
        coefficient = ARCHITECTURE.mapping_lrmul / math.sqrt(len(weight))  # the gain, sqrt(2), cancels out
        variables[f"mapping/Dense{index}/weight"] = (weight / np.float32(coefficient)).astype(np.float32)
        variables[f"mapping/Dense{index}/bias"] = bias * np.float32(math.sqrt(2.0) / ARCHITECTURE.mapping_lrmul)
    return variables


def first_variables() -> dict[str, FloatArray]:
    """Returns the trained variables as StyleGAN initialises them: weights N(0, 1), a constant of ones, no noise, no
    bias.
    """
    rng = np.random.default_rng(SEED + 1)
    learnt: dict[str, FloatArray] = {}
    for name, shape in variable_shapes(ARCHITECTURE).items():
        if not name.startswith("synthesis/") or "noise" in name or name.endswith("/lod") or _is_passed(name):
            continue
        if name.endswith("const"):
            learnt[name] = np.ones(shape, np.float32)
        elif name.endswith(("Noise/weight", "bias")):
            learnt[name] = np.zeros(shape, np.float32)
        else:
            learnt[name] = rng.standard_normal(shape).astype(np.float32)
    return learnt


class Trainer:
    """Adam on L1 and on LPIPS of the halved picture and of one sharp patch; keeps a checkpoint."""

    def __init__(self, checkpoint: Path, *, num_steps: int) -> None:
        self._checkpoint, self._num_steps = checkpoint, num_steps
        self._fixed = fixed_variables()
        self._variables = {name: tf.Variable(array) for name, array in first_variables().items()}
        self._lpips = LPIPS.load()
        self._optimiser = tf.keras.optimizers.Adam(RATE, beta_1=BETA_1, beta_2=BETA_2, epsilon=1e-8)
        self._optimiser.build(list(self._variables.values()))
        self.averaged = {name: variable.numpy() for name, variable in self._variables.items()}
        self._train_step = tf.function(self._step)
        self._step_index = 0
        if checkpoint.exists():
            self._restore()

    def fit(self, codes: FloatArray, pictures: Any) -> None:
        steps = tqdm(range(self._step_index, self._num_steps), desc="steps", mininterval=10)
        for index in steps:
            rng = np.random.default_rng([SEED, index])
            chosen = np.sort(rng.choice(len(codes), BATCH, replace=False))
            self._optimiser.learning_rate.assign(RATE * 0.5 * (1.0 + math.cos(math.pi * index / self._num_steps)))
            corner = tf.constant(rng.integers(0, ARCHITECTURE.resolution - PATCH + 1, 2), tf.int32)
            picture = tf.constant(images.to_unit(pictures[chosen]))
            loss = float(self._train_step(tf.constant(codes[chosen]), picture, corner))
            share = min(AVERAGE, (1 + index) / (10 + index))
            for name, variable in self._variables.items():
                self.averaged[name] += (1.0 - share) * (variable.numpy() - self.averaged[name])
            steps.set_postfix(loss=f"{loss:.3f}", refresh=False)
            if (index + 1) % CHECKPOINT_EVERY == 0:
                self._save(index + 1)

    def _step(self, w: Any, picture: Any, corner: Any) -> Any:
        with tf.GradientTape() as tape:
            student = StyleGAN1(ARCHITECTURE, {**self._fixed, **self._variables}, fingerprint="in training")
            rendered = student.synthesise(tf.repeat(w[:, None], ARCHITECTURE.num_layers, axis=1))
            loss = tf.reduce_mean(tf.abs(rendered - picture)) + self._perceptual(rendered, picture, corner)
        variables = list(self._variables.values())
        self._optimiser.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return loss

    def _perceptual(self, rendered: Any, picture: Any, corner: Any) -> Any:
        views = [tf.concat([_halve(x), _patch(x, corner)], axis=0) for x in (rendered, picture)]  # [2N, 64, 64, 3]
        a, b = (self._lpips.prepare(view) for view in views)
        return 2.0 * tf.reduce_mean(self._lpips.distance(a, b))

    def _save(self, step: int) -> None:
        state = {f"variable:{name}": variable.numpy() for name, variable in self._variables.items()}
        state |= {f"average:{name}": array for name, array in self.averaged.items()}
        state |= {f"adam:{index}": slot.numpy() for index, slot in enumerate(self._optimiser.variables)}
        with whole_file(self._checkpoint) as file:
            np.savez(file, step=step, **state)

    def _restore(self) -> None:
        with np.load(self._checkpoint) as file:
            self._step_index = int(file["step"])
            for name, variable in self._variables.items():
                variable.assign(file[f"variable:{name}"])
                self.averaged[name] = file[f"average:{name}"]
            for index, slot in enumerate(self._optimiser.variables):
                slot.assign(file[f"adam:{index}"])


def decibels(learnt: dict[str, FloatArray], codes: FloatArray, pictures: Any) -> float:
    """PSNR of the student's pictures to the teacher's."""
    student = StyleGAN1(ARCHITECTURE, {**fixed_variables(), **learnt}, fingerprint="in training")
    rendered = student.synthesise(tf.repeat(tf.constant(codes)[:, None], ARCHITECTURE.num_layers, axis=1))
    error = np.mean(np.square(np.clip(np.asarray(rendered), -1.0, 1.0) - images.to_unit(pictures[:])))
    return float(10 * np.log10(4.0 / error))


def _halve(x: Any) -> Any:
    return tf.nn.avg_pool2d(x, 2, 2, padding="VALID")


def _patch(x: Any, corner: Any) -> Any:
    return x[:, corner[0] : corner[0] + PATCH, corner[1] : corner[1] + PATCH]
