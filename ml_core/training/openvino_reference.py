"""Writes what the OpenVINO runtime computes from the built-in generator's files, for the parity test.

    pip install openvino && python -m ml_core.training openvino-reference --out tests/ml_core/generators/openvino.npz

Takes about ten seconds. OpenVINO is needed here alone, so it is in no requirements file. Pictures are kept at every
16th pixel in both directions: enough to see any wrong layer, at 200 KB a latent.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from ml_core import catalogue

NUM_LATENTS = 4
SEED = 20260101
PIXEL_STRIDE = 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True)


def run(args: argparse.Namespace) -> int:
    import openvino

    core = openvino.Core()
    networks = [
        core.compile_model(
            core.read_model(
                catalogue.path(f"mobile-stylegan/{name}Network.xml"),
                catalogue.path(f"mobile-stylegan/{name}Network.bin"),
            ),
            "CPU",
            {"INFERENCE_PRECISION_HINT": "f32"},
        )
        for name in ("Mapping", "Synthesis")
    ]
    z = np.random.default_rng(SEED).standard_normal((NUM_LATENTS, 512)).astype(np.float32)
    w = np.concatenate([networks[0](row[None])[0] for row in z])
    pictures = np.concatenate([networks[1](row[None])[0] for row in w])  # [N, 3, 1024, 1024]
    samples = pictures[:, :, ::PIXEL_STRIDE, ::PIXEL_STRIDE].transpose(0, 2, 3, 1)
    np.savez_compressed(args.out, z=z, w=w, samples=samples, pixel_stride=PIXEL_STRIDE)
    return 0
