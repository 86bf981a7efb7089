"""face-api's AgeGenderNet: a judge of age and sex that nothing here optimises.

    npm pack @vladmandic/face-api@1.7.15
    python -m benchmarks.heredity.age_gender_net --package vladmandic-face-api-1.7.15.tgz

makes data/age_gender_net.npz again, in seconds. The network is a TinyXception with two heads and 420,000 weights, by
Vincent Mühler (face-api.js). The package stores them in eight bits, the file in float16. The package is MIT; it says
that the network was trained on UTK, FGNET, Chalearn, Wiki, IMDB, CACD and MegaAge, which were gathered for research.

Measured against `ml_core.attributes`: ages of 36 portraits of grown-ups are 3.9 years apart on average, correlation
0.89; of 30 generated faces from baby to 40 years 3.8, correlation 0.95.

Legend: N batch; values NHWC float32, red, green, blue.
"""

from __future__ import annotations

import argparse
import functools
import math
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from ml_core.alignment import detection
from ml_core.attributes import Estimate
from ml_core.contracts import FloatArray, Picture
from ml_core.errors import MLCoreError, WeightsDamaged, WeightsRefused
from ml_core.training import tfjs_package
from ml_core.whole_files import whole_file

WEIGHT_FILE = Path(__file__).parents[1] / "data" / "age_gender_net.npz"
MANIFEST, WEIGHTS = "model/age_gender_model-weights_manifest.json", "model/age_gender_model.bin"
AGAIN = "Make it again: `python -m benchmarks.heredity.age_gender_net --package FOLDER_OR_TGZ`."
INPUT_SIZE = 112
MEAN_RGB = np.array([122.782, 117.001, 104.298], dtype=np.float32)
# The face's box goes this share of the landmarks' width and height beyond them, half on each side.
BOX_PADDING = 0.2
NUM_MAIN_BLOCKS = 2


def estimate(picture: Picture, box: Any) -> Estimate:
    """Age and sex of the face in `box` (dlib.rectangle), whatever is in it. About 8 ms.

    `picture`: uint8 [R, R, 3]; `box` in its pixels, as `detection.find_faces` gives it.
    """
    face = cut(picture, detection.find_landmarks(picture, box))
    age_years, p_female = _network()(network_input(face))
    return Estimate(age_years=float(age_years[0]), p_female=float(p_female[0]))


def cut(picture: Picture, landmarks: FloatArray) -> Picture:
    """The face [h, w, 3] of the 68 landmarks [68, 2] (pixels, x and y), as `FaceLandmarks.align` cuts it."""
    height, width = picture.shape[:2]
    (left, top), (right, bottom) = landmarks.min(axis=0), landmarks.max(axis=0)
    pad_x, pad_y = (right - left) * BOX_PADDING / 2, (bottom - top) * BOX_PADDING / 2
    x, y = max(float(left - pad_x), 0.0), max(float(top - pad_y), 0.0)
    box_width = math.floor(min(float(right + pad_x), width) - x)
    box_height = math.floor(min(float(bottom + pad_y), height) - y)
    x, y = math.floor(x), math.floor(y)
    return picture[y : y + box_height, x : x + box_width]


def network_input(face: Picture) -> FloatArray:
    """uint8 [h, w, 3] -> what the network reads [1, 112, 112, 3]: made square with black, resized as TensorFlow.js does
    (bilinear, no half-pixel centres, no antialiasing), less the mean, about -0.5..0.6."""
    height, width = face.shape[:2]
    size = max(height, width)
    top, left = (size - height) // 2, (size - width) // 2
    square = np.zeros((1, size, size, 3), np.float32)
    square[0, top : top + height, left : left + width] = face
    values = tf.raw_ops.ResizeBilinear(images=square, size=[INPUT_SIZE, INPUT_SIZE])
    normalised: FloatArray = (values.numpy() - MEAN_RGB) / np.float32(255.0)
    return normalised


class AgeGenderNet:
    """A TinyXception: age and sex of faces that are cut out."""

    def __init__(self, weights: Mapping[str, FloatArray]) -> None:
        """`weights`: arrays by the package's names; filters [height, width, in, out], depthwise ones [.., in, 1]."""
        self._weights = {name: tf.constant(value, tf.float32) for name, value in weights.items()}
        self._forward = tf.function(self._layers, reduce_retracing=True)

    def __call__(self, values: Any) -> tuple[Any, Any]:
        """[N, 112, 112, 3] as `network_input` makes it -> age_years [N], p_female [N] in 0..1."""
        age_years, p_female = self._forward(values)
        return age_years, p_female

    def _layers(self, values: Any) -> tuple[Any, Any]:
        x = tf.nn.relu(self._convolve(values, "entry_flow/conv_in"))  # [N, 56, 56, 32]
        x = self._reduce(x, "entry_flow/reduction_block_0", first=x)
        x = self._reduce(x, "entry_flow/reduction_block_1", first=tf.nn.relu(x))  # [N, 14, 14, 128]
        for block in range(NUM_MAIN_BLOCKS):
            y = x
            for layer in range(3):
                y = self._separable(tf.nn.relu(y), f"middle_flow/main_block_{block}/separable_conv{layer}")
            x += y
        x = self._reduce(x, "exit_flow/reduction_block", first=tf.nn.relu(x))
        x = tf.nn.relu(self._separable(x, "exit_flow/separable_conv"))
        pooled = tf.reduce_mean(x, axis=[1, 2])  # [N, 7, 7, 512] -> [N, 512]
        return self._dense(pooled, "fc/age")[:, 0], tf.nn.softmax(self._dense(pooled, "fc/gender"))[:, 1]

    def _reduce(self, x: Any, block: str, *, first: Any) -> Any:
        y = self._separable(first, f"{block}/separable_conv0")
        y = self._separable(tf.nn.relu(y), f"{block}/separable_conv1")
        return tf.nn.max_pool2d(y, 3, 2, "SAME") + self._convolve(x, f"{block}/expansion_conv")

    def _convolve(self, x: Any, layer: str) -> Any:
        return tf.nn.conv2d(x, self._weights[f"{layer}/filters"], 2, "SAME") + self._weights[f"{layer}/bias"]

    def _separable(self, x: Any, layer: str) -> Any:
        depthwise, pointwise = (self._weights[f"{layer}/{kind}_filter"] for kind in ("depthwise", "pointwise"))
        return tf.nn.separable_conv2d(x, depthwise, pointwise, [1, 1, 1, 1], "SAME") + self._weights[f"{layer}/bias"]

    def _dense(self, x: Any, layer: str) -> Any:
        return tf.linalg.matmul(x, self._weights[f"{layer}/weights"]) + self._weights[f"{layer}/bias"]


@functools.cache
def _network() -> AgeGenderNet:
    return AgeGenderNet(read_weights(WEIGHT_FILE))


def read_weights(path: Path) -> dict[str, FloatArray]:
    """float32, by the package's names.

    Raises:
        WeightsDamaged: the file isn't what this module wrote.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return {name: file[name].astype(np.float32) for name in file.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsDamaged(f"{path} can't be read ({error}). {AGAIN}") from error


def convert(package: Path) -> dict[str, FloatArray]:
    """The package's weights, float32, by its names.

    Raises:
        WeightsRefused: that is no such package, or holds another network by that name.
    """
    weights = tfjs_package.read_weights(package, manifest=MANIFEST, weights=WEIGHTS)
    try:
        outputs = AgeGenderNet(weights)(np.zeros((1, INPUT_SIZE, INPUT_SIZE, 3), np.float32))
    except (KeyError, ValueError, tf.errors.InvalidArgumentError) as error:
        raise WeightsRefused(f"{MANIFEST} in {package} must be AgeGenderNet. Received: {error}") from error
    if not np.isfinite(np.concatenate(outputs)).all():
        raise WeightsRefused(f"The weights in {package} must be finite numbers. Their outputs: {outputs}")
    return weights


def main() -> int:
    parser = argparse.ArgumentParser(description="Converts AgeGenderNet from the npm package @vladmandic/face-api.")
    parser.add_argument("--package", type=Path, required=True, help="a .tgz or its folder")
    parser.add_argument("--out", type=Path, default=WEIGHT_FILE)
    args = parser.parse_args()
    try:
        weights = convert(args.package)
    except MLCoreError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    with whole_file(args.out) as file:
        np.savez_compressed(file, **{name: value.astype(np.float16) for name, value in weights.items()})  # type: ignore[arg-type]
    return 0


if __name__ == "__main__":
    sys.exit(main())
