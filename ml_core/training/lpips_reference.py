"""Writes what the authors' own LPIPS computes on the stand-in's weights, for the parity test.

    python -m ml_core.training lpips-reference --torch-python PYTHON --out tests/ml_core/perceptual/lpips.npz

Takes half a minute. Torch is needed here alone and not beside TensorFlow, so it stays in no requirements file: PYTHON
is any interpreter that has torch, torchvision and lpips==0.1.4 (on Debian: `apt install python3-torch
python3-torchvision`, then `pip install --no-deps lpips==0.1.4` into an environment that sees them). The trunk's weights
are handed over, so nothing is downloaded.

Two sets of figures: `own_scaling` with lpips untouched, on the stand-in brought to torchvision's colours; `hed_scaling`
with the stand-in as it is, and its scaling put in place of lpips'.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFilter
from skimage import data

from ml_core.catalogue.store import ROOT
from ml_core.contracts import Picture
from ml_core.images import load_picture, resize
from ml_core.perceptual import trunks
from ml_core.perceptual.trunks import scaling
from ml_core.perceptual.trunks.weights import TrunkWeights
from ml_core.training import lpips_in_torch

SAMPLES = ROOT / "generation" / "samples"
SIZE = 64
SEED = 20260101


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--torch-python", type=Path, required=True, help="an interpreter with torch and lpips")
    parser.add_argument("--out", type=Path, required=True)


def run(args: argparse.Namespace) -> int:
    pairs = make_pairs()
    shown: dict[str, Any] = {"names": list(pairs)}
    for name, (a, b) in pairs.items():
        shown |= {f"a_{name}": a, f"b_{name}": b}
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "asked.npz", Path(folder) / "answered.npz"
        np.savez(asked, **shown, **_arrays_for_torch(trunks.read("hed")))
        subprocess.run([args.torch_python, lpips_in_torch.__file__, asked, answered], check=True)
        with np.load(answered) as distances:
            np.savez_compressed(args.out, **shown, **distances)
    return 0


def make_pairs() -> dict[str, tuple[Picture, Picture]]:
    """Makes small pairs like those LPIPS is used on: the public-domain astronaut damaged, two generated faces, noise,
    an odd size.
    """
    rng = np.random.default_rng(SEED)
    face = np.ascontiguousarray(data.astronaut()[:256, 96:352])  # type: ignore[no-untyped-call]
    small = resize(face, SIZE)
    father, mother = (resize(load_picture(SAMPLES / f"{role}.jpg"), SIZE) for role in ("father", "mother"))
    noise = rng.integers(0, 256, (2, SIZE, SIZE, 3), dtype=np.uint8)
    noisy = np.clip(small + rng.normal(0.0, 20.0, small.shape), 0, 255).astype(np.uint8)
    return {
        "same": (small, small),
        "blurred": (small, np.asarray(Image.fromarray(small).filter(ImageFilter.GaussianBlur(1.5)))),
        "noisy": (small, noisy),
        "darker": (small, small // 2),
        "moved_and_odd": (face[100:150, 60:131], face[103:153, 62:133]),
        "two_people": (father, mother),
        "noise": (noise[0], noise[1]),
        "black_and_white": (np.zeros_like(small), np.full_like(small, 255)),
    }


def with_torchvision_scaling(weights: TrunkWeights) -> TrunkWeights:
    """A trunk that reads blue, green, red of 0..255, made to read what torchvision's reads.

    Its features change a little, by the difference of the means at most.
    """
    (kernel, bias), *others = weights.layers
    std = np.asarray(scaling.TORCHVISION.std, dtype=np.float32)
    first = kernel[:, :, ::-1] * std[:, None]
    return replace(weights, scaling=scaling.TORCHVISION, layers=((first, bias), *others))


def _arrays_for_torch(weights: TrunkWeights) -> dict[str, Any]:
    """Kernels [out, in, 3, 3]. shift and scale: of [-1, 1], red, green, blue, as lpips' own."""
    mean, std = (np.asarray(numbers, dtype=np.float32) for numbers in (weights.scaling.mean, weights.scaling.std))
    torchlike = with_torchvision_scaling(weights)
    return {
        **{f"kernel_{index}": kernel.transpose(3, 2, 0, 1) for index, (kernel, _) in enumerate(torchlike.layers)},
        **{f"bias_{index}": bias for index, (_, bias) in enumerate(torchlike.layers)},
        "hed_kernel_0": weights.layers[0][0][:, :, ::-1].transpose(3, 2, 0, 1),
        "hed_shift": mean / 127.5 - 1.0,
        "hed_scale": std / 127.5,
    }
