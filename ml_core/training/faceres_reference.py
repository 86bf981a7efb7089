"""Writes what TensorFlow.js computes with FaceRes' own graph, for the parity test.

    npm install --prefix FOLDER @tensorflow/tfjs@4.22.0
    npm pack @vladmandic/human@3.3.6
    python -m ml_core.training faceres-reference --package vladmandic-human-3.3.6.tgz \\
        --node-modules FOLDER/node_modules --out tests/ml_core/perceptual/faceres.npz

Takes half a minute of TensorFlow.js' plain CPU backend. Node 20 is needed here alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from ml_core.catalogue.store import ROOT
from ml_core.contracts import FloatArray
from ml_core.images import load_picture, resize
from ml_core.perceptual.faceres import INPUT_SIZE, MEAN_BGR
from ml_core.training import tfjs_package
from ml_core.training.faceres import MANIFEST, WEIGHTS

SAMPLES = ROOT / "generation" / "samples"
SCRIPT = Path(__file__).with_name("faceres_in_tfjs.mjs")
SIZE = 56  # pixels that are kept; each becomes 4 x 4 of the network's input, the same on every machine
SEED = 20260101


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--package", type=Path, required=True, help="@vladmandic/human, a .tgz or its folder")
    parser.add_argument("--node-modules", type=Path, required=True, help="a folder with @tensorflow/tfjs")
    parser.add_argument("--out", type=Path, required=True)


def run(args: argparse.Namespace) -> int:
    faces = [resize(load_picture(SAMPLES / f"{role}.jpg"), SIZE) for role in ("father", "mother")]
    noise = np.random.default_rng(SEED).integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
    pictures = np.stack([*faces, noise])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "model.json").write_bytes(tfjs_package.read_file(args.package, MANIFEST))
        (folder / "weights.bin").write_bytes(tfjs_package.read_file(args.package, WEIGHTS))
        (folder / "values.f32").write_bytes(values_of(pictures).tobytes())
        files = [folder / file for file in ("model.json", "weights.bin", "values.f32", "outputs.json")]
        subprocess.run(["node", SCRIPT, args.node_modules.resolve(), *files], check=True)
        outputs = json.loads((folder / "outputs.json").read_text())
    np.savez_compressed(
        args.out,
        pictures=pictures,
        embeddings=np.array(outputs["global_pooling/Mean"], np.float32),
        ages=np.array(outputs["age_pred/Softmax"], np.float32),
        p_male=np.array(outputs["gender_pred/Sigmoid"], np.float32)[:, 0],
    )
    return 0


def values_of(pictures: np.ndarray) -> FloatArray:
    """uint8 [N, 56, 56, 3] -> the network's input [N, 224, 224, 3], without any interpolation."""
    times = INPUT_SIZE // SIZE
    values: FloatArray = pictures[..., ::-1].repeat(times, axis=1).repeat(times, axis=2) - MEAN_BGR
    return values
