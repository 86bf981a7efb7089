"""Teaches the encoder the set's own pictures, and holds it to pictures of the set that it didn't see.

The lesson is `ml_core.training.encoder`'s through the generator. Nobody knows a photo's code, so the guess that the
encoder had is a light anchor; half of each batch are generated faces, whose codes are known, lest others than the set's
be unlearned. Crops are held in memory only.

Legend: N batch, M pictures, D latent width, V side of a low-resolution picture; pictures NHWC, in [-1, 1] as float32.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from tqdm import tqdm

from ml_core import encoder, face_embedding, images
from ml_core.contracts import FloatArray, Generator, Picture
from ml_core.encoder import Encoder, extract_features
from ml_core.errors import WeightsRefused
from ml_core.generators.low_res import low_res_of
from ml_core.objective import shrink
from ml_core.perceptual.facenet import FaceNet
from ml_core.perceptual.lpips import LPIPS
from ml_core.statistics import GeneratorStatistics
from ml_core.training.encoder.damage import damage
from ml_core.training.encoder.through_generator import BATCH, CODE_WEIGHT, Batch, ThroughGenerator
from ml_core.training.fine_tuning.generated import Crops
from ml_core.training.fine_tuning.pictures import read_crop

SEED = 20261126
OWN_IN_BATCH = BATCH // 2
ANCHOR_WEIGHT = 0.2 * CODE_WEIGHT
MOST_LEARNED = 1000  # 0.2 GB of crops
MOST_HELD_OUT, LEAST_HELD_OUT, HELD_OUT_SHARE = 40, 10, 0.1
JUDGED_AT = 128  # px for LPIPS
TOLERANCE = 0.01  # training anew moves either figure by as much
# Counts for a guess in whose picture no face is found: farther than strangers, .74 apart on average.
NO_FACE_DISTANCE = 1.0


class Likeness(NamedTuple):
    """Means over pictures and the faces that the encoder's guesses give: LPIPS at `JUDGED_AT` px, and dlib's distance,
    which no lesson lowers."""

    lpips: float
    identity_distance: float

    def is_better_than(self, other: Likeness) -> bool:
        """Returns True if it is better on average, and worse in neither by more than `TOLERANCE`."""
        ratios = (self.lpips / other.lpips, self.identity_distance / other.identity_distance)
        return sum(ratios) < len(ratios) and max(ratios) <= 1.0 + TOLERANCE


@dataclass(frozen=True, kw_only=True)
class Networks:
    """The networks of the lesson and its examination. name: the generator's."""

    generator: Generator
    name: str
    general: GeneratorStatistics
    facenet: FaceNet
    lpips: LPIPS

    @property
    def deviation(self) -> float:
        return float(self.general.w_deviation)

    def encoder_with(self, head: Any) -> Encoder:
        return Encoder(self.facenet, head, w_mean=self.general.w_mean, w_deviation=self.deviation)


def split(keys: Sequence[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Returns (to learn from, to be held out): by their hashes, so that a set is split alike in every run."""
    ordered = sorted(keys)
    num_held_out = min(MOST_HELD_OUT, max(LEAST_HELD_OUT, int(HELD_OUT_SHARE * len(ordered))))
    return ordered[num_held_out:][:MOST_LEARNED], ordered[:num_held_out]


def read_crops(files: Sequence[Path], codes: FloatArray, *, unaligned: bool, view: int) -> Crops:
    """Reads pictures that are known to be usable. codes [M, D]: the encoder's guesses."""
    pixels = [images.resize(read_crop(path, unaligned=unaligned), view) for path in tqdm(files, desc="crops")]
    return Crops(pixels=np.stack(pixels), codes=codes)


def teach(networks: Networks, head: Any, own: Crops, generated: Crops, *, num_steps: int) -> None:
    """Changes the head. 0.9 s a step on two cores."""
    known = networks.general
    low_res = low_res_of(networks.generator, known)
    lesson = ThroughGenerator(
        head, low_res, networks.lpips, networks.facenet, w_mean=known.w_mean, w_deviation=networks.deviation
    )
    batches = _batches(networks, own, generated)
    lesson.follow(batches, num_rows=networks.generator.latent_shape[0], num_steps=num_steps)


def _batches(networks: Networks, own: Crops, generated: Crops) -> Iterator[Batch]:
    """Yields batches without end: `OWN_IN_BATCH` of the set's and as many generated ones, damaged anew each time."""
    rng = np.random.default_rng(SEED)
    extract = tf.function(lambda pictures: extract_features(networks.facenet, pictures))
    weights = tf.constant([ANCHOR_WEIGHT] * OWN_IN_BATCH + [CODE_WEIGHT] * (BATCH - OWN_IN_BATCH))
    while True:
        chosen = [
            (crops, int(row))
            for crops, number in ((own, OWN_IN_BATCH), (generated, BATCH - OWN_IN_BATCH))
            for row in rng.integers(len(crops.pixels), size=number)
        ]
        pictures = [crops.pixels[row] for crops, row in chosen]
        codes = np.stack([crops.codes[row] for crops, row in chosen])
        yield Batch(
            extract(_unit([damage(picture, rng) for picture in pictures])),
            tf.constant((codes - networks.general.w_mean) / networks.deviation),
            weights,
            _unit(pictures),
        )


class Examination:
    """Pictures of the set that no lesson shows."""

    def __init__(self, networks: Networks, pixels: Picture) -> None:
        """pixels [M, V, V, 3].

        Raises:
            WeightsRefused: the judge finds no face in any.
        """
        faces = [(picture, face_embedding.embed(picture)) for picture in pixels]
        self._faces = [(picture, embedding) for picture, embedding in faces if embedding is not None]
        if not self._faces:
            raise WeightsRefused(
                f"No face was found in {len(pixels)} pictures at {pixels.shape[1]} px, so that nothing could be held "
                "out to judge an encoder by. --encoder-steps 0 leaves the encoder as it is."
            )
        self._networks, self._view = networks, pixels.shape[1]
        self._compare = tf.function(
            lambda a, b: networks.lpips.distance(networks.lpips.prepare(a), networks.lpips.prepare(b))[0]
        )
        self._synthesise = tf.function(networks.generator.synthesise)

    def __len__(self) -> int:
        return len(self._faces)

    def of(self, head: Any) -> Likeness:
        """Examines a head; 0.6 s a picture on two cores."""
        encode = tf.function(self._networks.encoder_with(head).encode)
        found = [self._distances(encode, *face) for face in tqdm(self._faces, desc="held out")]
        return Likeness(*(float(mean) for mean in np.mean(found, axis=0)))

    def _distances(self, encode: Any, picture: Picture, embedding: FloatArray) -> tuple[float, float]:
        target = _unit([picture])
        w_plus = tf.repeat(encode(target)[:, None], self._networks.generator.latent_shape[0], axis=1)
        rendered = shrink(self._synthesise(w_plus), self._view)
        theirs = face_embedding.embed(images.from_unit(np.asarray(rendered[0])))
        apart = NO_FACE_DISTANCE if theirs is None else face_embedding.distance(embedding, theirs)
        return float(self._compare(shrink(target, JUDGED_AT), shrink(rendered, JUDGED_AT))), apart


def load_general_head(networks: Networks) -> Any:
    """Loads the head of the general encoder, which was not fine-tuned.

    Raises:
        WeightsRefused: nobody taught this generator's encoder yet.
        WeightsDamaged: its file isn't sound.
    """
    path = encoder.find_general(networks.generator.fingerprint)
    if path is None:
        raise WeightsRefused(
            f"The generator {networks.generator.fingerprint} has no encoder, which reads the codes of a set's faces. "
            f"Teach it one: `python -m ml_core.training encoder --generator {networks.name}`."
        )
    head = encoder.build_head(networks.generator.latent_shape[1])
    encoder.load_head(head, path)
    return head


def _unit(pictures: Sequence[npt.NDArray[np.uint8]]) -> Any:
    return tf.constant(np.stack([images.to_unit(picture) for picture in pictures]))
