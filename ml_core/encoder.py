"""A first guess of a face's code, in one pass: FaceNet's features of the photo, and a small head that reads the code
off them.

FaceNet is loaded anyway, for the projector; its inner maps hold pose, expression and hair besides who it is, so that a
head of nine megabytes is all that has to be learned of a generator (`python -m ml_core.training encoder`). The guess
is in W, one code for all rows, where edits are most natural; the projector goes on from there in W+.

Legend: N batch, D latent width; pictures NHWC float32 in [-1, 1].
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from ml_core import statistics
from ml_core.contracts import FloatArray
from ml_core.errors import WeightsDamaged
from ml_core.perceptual.facenet import FaceNet
from ml_core.whole_files import whole_file

VIEW = 256  # pixels of the side of a crop; other sizes are resized to it
GRID = 8
COLOUR_GRID = 16
# Shapes of the head's inputs, without N; `Features` holds them in this order.
FEATURE_SHAPES = ((512,), (GRID, GRID, 896), (GRID, GRID, 256), (COLOUR_GRID, COLOUR_GRID, 3))
CHANNELS = 48  # of each map, after its first layer
WIDTH, NUM_BLOCKS = 512, 2
DROPOUT = 0.25
AGAIN = "Make it again: `python -m ml_core.training encoder`."


class Features(NamedTuple):
    """Inputs of the head. embedding [N, 512] and form [N, 8, 8, 896] of the face; texture [N, 8, 8, 256] and colours
    [N, 16, 16, 3] of the whole picture."""

    embedding: Any
    form: Any
    texture: Any
    colours: Any


def extract_features(facenet: FaceNet, pictures: Any) -> Features:
    """Extracts the head's inputs from pictures [N, R, R, 3], FFHQ crops."""
    if pictures.shape[1] != VIEW:
        pictures = tf.image.resize(pictures, [VIEW, VIEW], method="bilinear", antialias=True)
    embedding, form = facenet.describe(pictures)
    texture = tf.nn.avg_pool2d(facenet.texture(pictures), 3, 2, padding="VALID")
    cell = VIEW // COLOUR_GRID
    return Features(embedding, form, texture, tf.nn.avg_pool2d(pictures, cell, cell, padding="VALID"))


def build_head(latent_width: int) -> Any:
    """Builds a Keras model from `Features` to a code's offset [N, D] from the mean face, in deviations."""
    import keras

    layers = keras.layers
    inputs = [keras.Input(shape) for shape in FEATURE_SHAPES]
    embedding, form, texture, colours = inputs
    parts = [layers.Rescaling(512**0.5)(embedding), layers.Flatten()(colours)]
    for maps in (form, texture):
        x = layers.Conv2D(CHANNELS, 1, activation="gelu")(layers.Dropout(DROPOUT)(maps))
        parts.append(layers.Flatten()(x))
    x = layers.Dropout(DROPOUT)(layers.Concatenate()(parts))
    x = layers.Dense(WIDTH, activation="gelu")(x)
    for _ in range(NUM_BLOCKS):
        y = layers.Dense(WIDTH, activation="gelu")(layers.Dropout(DROPOUT)(layers.LayerNormalization()(x)))
        x = layers.Add()([x, y])
    return keras.Model(inputs, layers.Dense(latent_width)(layers.LayerNormalization()(x)))


class Encoder:
    """Photos to codes; build one a process with `load`."""

    def __init__(self, facenet: FaceNet, head: Any, *, w_mean: FloatArray, w_deviation: float) -> None:
        self._facenet, self._head = facenet, head
        self._w_mean, self._w_deviation = tf.constant(w_mean), w_deviation

    def encode(self, pictures: Any) -> Any:
        """FFHQ crops [N, R, R, 3] -> w [N, D]; 60 ms a face on two cores."""
        offset = self._head(list(extract_features(self._facenet, pictures)), training=False)
        return self._w_mean + self._w_deviation * offset


def load(fingerprint: str, facenet: FaceNet, *, w_mean: FloatArray, w_deviation: float) -> Encoder | None:
    """Loads a generator's encoder; None if none was taught, and searches start from the mean face.

    Raises:
        WeightsDamaged: the file isn't what `save_head` wrote.
    """
    path = find(fingerprint)
    if path is None:
        return None
    head = build_head(w_mean.size)
    load_head(head, path)
    return Encoder(facenet, head, w_mean=w_mean, w_deviation=w_deviation)


def find(fingerprint: str) -> Path | None:
    """Finds the head that was fine-tuned, or else the general one."""
    own = statistics.fine_tuned_dir() / file_name(fingerprint)
    return own if own.is_file() else find_general(fingerprint)


def find_general(fingerprint: str) -> Path | None:
    """Finds the head that ships with the package, or lies beside the weights of a generator that was brought."""
    places = (folder / file_name(fingerprint) for folder in (statistics.SHIPPED, statistics.computed_dir()))
    return next((path for path in places if path.is_file()), None)


def file_name(fingerprint: str) -> str:
    return f"encoder-{statistics.file_name(fingerprint)}"


def save_head(head: Any, path: Path) -> None:
    """Saves the head in float16: the rounding is a hundredth of its error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    weights = {f"{index:02d}": np.asarray(value, np.float16) for index, value in enumerate(head.get_weights())}
    with whole_file(path) as file:
        np.savez_compressed(file, **weights)  # type: ignore[arg-type]


def load_head(head: Any, path: Path) -> None:
    """Raises WeightsDamaged: the file isn't what `save_head` wrote."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            weights = [file[name].astype(np.float32) for name in sorted(file.files)]
        head.set_weights(weights)
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsDamaged(f"{path} can't be read ({error}). {AGAIN}") from error
