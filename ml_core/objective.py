"""The distance of a rendered face from a person's photos, as one differentiable number.

- LPIPS of the picture at 128 px. Of the face alone at that size besides, it cost a fifth more and gained nothing.
- FaceNet's embedding, and its inner maps: the embedding is soon met by faces that only FaceNet takes for the person.
  What is compared is a face cut out a little differently in every step, and mirrored in every other one, which such
  faces don't survive (Athalye et al. 2018, "Synthesizing Robust Adversarial Examples", eq. 1).
- Where in the picture the face is, counts most (`importance`): backgrounds and hats would pull the code away from it.
- Penalties on the rows' spread (e4e, Tov et al. 2021) and on their mean's offset from the mean face: far from what the
  generator knew in training, colours break and edits go astray.

Legend: N pictures of a person, L rows of W+, D latent width, C cuts; V = 256 px, or the generator's resolution if that
is less; pictures NHWC float32 in [-1, 1].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from ml_core import images
from ml_core.contracts import FloatArray, Picture
from ml_core.errors import InvalidRequest
from ml_core.perceptual.facenet import FACE_LEFT, FACE_SIDE, FACE_TOP, FaceNet
from ml_core.perceptual.lpips import LPIPS

SMALL_RESOLUTION = 64
NUM_TRUNK_BLOCKS = 5
# Centre (down, right) and half-axes of the ellipse that heads fill in an FFHQ crop, as shares of its side; its edge is
# soft over a twelfth of them.
HEAD_CENTRE, HEAD_AXES, EDGE = (0.53, 0.5), (0.43, 0.34), 12.0
# How differently faces are cut: shift in shares of the picture's side, scale as a logarithm.
CUT_SHIFT, CUT_SCALE, CUT_SEED = 0.03, 0.06, 5


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The weights of the sum's terms. The reasons stand beside; the results are in benchmarks/."""

    lpips: float = 1.5  # at 128 px: 256 cost four times as much, 64 left the picture a fifth farther
    # Mean square at 64 px: colours, which the others hardly see. Ten times less brings two hundredths of likeness, and
    # skin and hair of wrong colours, which the children inherit.
    pixels: float = 1.0
    identity: float = 0.5  # squared distance of two unit vectors, 0..4
    form: float = 1.5  # the same of FaceNet's inner maps, mean over their places
    # In deviations of w: mean square distance of the rows from their mean. A third of it changes no likeness, and
    # leaves the children less natural.
    spread: float = 0.03
    distance: float = 0.002  # mean square distance of the rows' mean from the mean face
    background: float = 0.7  # what a place outside the head counts, inside being 1
    lpips_resolution: int = 128
    num_cuts: int = 5

    def counted(self) -> Any:
        """Returns the weights [6] that `Objective.loss` takes, so that they can change during a search without a new
        trace."""
        names = ("lpips", "pixels", "identity", "form", "spread", "distance")
        return tf.constant([getattr(self, name) for name in names], tf.float32)


class Target(NamedTuple):
    """The tensors computed once of a person: LPIPS maps and small picture [1, 64, 64, 3] of the first photo; of every
    cut, embeddings [C, 1, 512] over all photos and inner maps [C, 1, 8, 8, 896]."""

    maps: list[Any]
    small: Any
    embeddings: Any
    forms: Any


class Objective:
    """The loss of a search. w_mean [D]; w_deviation: of one component."""

    def __init__(
        self, lpips: LPIPS, facenet: FaceNet, weights: Weights, *, view: int, w_mean: FloatArray, w_deviation: float
    ) -> None:
        self._lpips, self._facenet, self._weights, self._view = lpips, facenet, weights, view
        self._w_mean, self._w_deviation = tf.constant(w_mean), w_deviation
        self._cuts = tf.constant(_cuts(weights.num_cuts, view))
        self._head = _head_map(SMALL_RESOLUTION, weights.background)
        self._side = min(weights.lpips_resolution, view)
        sides = [self._side >> block for block in range(NUM_TRUNK_BLOCKS)]
        self._importance = [tf.constant(_head_map(side, weights.background)) for side in sides]
        self._prepare = tf.function(self._prepare_photo)  # a trace per size: it counts cells

    @property
    def num_cuts(self) -> int:
        return self._weights.num_cuts

    def target_of(self, photos: Sequence[Picture]) -> Target:
        """photos of one person: aligned, [size, size, 3] uint8, size a multiple of V. The picture is fitted to the
        first, for poses and lights differ; who it shows, to all.

        Raises:
            InvalidRequest: there are none.
        """
        if not photos:
            raise InvalidRequest("A person is projected from at least one photo. Received: none")
        targets: list[Target] = [self._prepare(tf.constant(images.to_unit(photo))[None]) for photo in photos]
        embeddings = tf.math.l2_normalize(tf.add_n([target.embeddings for target in targets]), axis=-1)
        return targets[0]._replace(embeddings=embeddings)

    def loss(self, pictures: Any, w_plus: Any, target: Target, cut: Any, counted: Any) -> Any:
        """Computes the loss. pictures [N, V, V, 3] rendered of w_plus [N, L, D], cut a scalar int, counted as of
        `Weights.counted` -> [N], >= 0. Differentiable."""
        small = shrink(pictures, SMALL_RESOLUTION)
        maps = self._lpips.prepare(shrink(pictures, self._side))
        perceptual = self._lpips.distance(maps, target.maps, self._importance)
        squares = tf.reduce_mean(tf.square(small - target.small), axis=-1)
        pixels = tf.reduce_mean(squares * self._head, axis=[1, 2])
        embeddings, forms = self._describe(pictures, cut)
        identity = tf.reduce_sum(tf.square(embeddings - target.embeddings[cut]), axis=-1)
        form = tf.reduce_mean(tf.reduce_sum(tf.square(forms - target.forms[cut]), axis=-1), axis=[1, 2])
        centre = tf.reduce_mean(w_plus, axis=1, keepdims=True)
        spread = tf.reduce_mean(tf.square((w_plus - centre) / self._w_deviation), axis=[1, 2])
        distance = tf.reduce_mean(tf.square((centre - self._w_mean) / self._w_deviation), axis=[1, 2])
        return tf.tensordot(counted, tf.stack([perceptual, pixels, identity, form, spread, distance]), axes=1)

    def _prepare_photo(self, photo: Any) -> Target:
        picture = shrink(photo, self._view)
        small = shrink(picture, SMALL_RESOLUTION)
        described = [self._describe(picture, cut) for cut in range(self.num_cuts)]
        return Target(
            maps=self._lpips.prepare(shrink(picture, self._side)),
            small=small,
            embeddings=tf.stack([embeddings for embeddings, _ in described]),
            forms=tf.stack([forms for _, forms in described]),
        )

    def _describe(self, pictures: Any, cut: Any) -> tuple[Any, Any]:
        """Embeddings [N, 512] and inner maps [N, 8, 8, 896], each place's of unit length."""
        top, left, side = tf.unstack(self._cuts[cut])
        faces = pictures[:, top : top + side, left : left + side]
        faces = tf.where(cut % 2 == 1, tf.reverse(faces, axis=[2]), faces)
        embeddings, forms = self._facenet.describe_faces(faces)
        return embeddings, forms / (tf.norm(forms, axis=-1, keepdims=True) + 1e-10)


def shrink(pictures: Any, size: int) -> Any:
    """[N, R, R, 3] -> [N, size, size, 3] by the mean of whole cells; R a multiple of `size`, or not above it."""
    factor = pictures.shape[1] // size
    return pictures if factor <= 1 else tf.nn.avg_pool2d(pictures, factor, factor, padding="VALID")


def _cuts(num_cuts: int, view: int) -> npt.NDArray[np.int32]:
    """[C, 3]: top, left and side in pixels; the first is FaceNet's own."""
    rng = np.random.default_rng(CUT_SEED)
    sides = FACE_SIDE * np.exp(rng.normal(0.0, CUT_SCALE, num_cuts))
    shifts = rng.normal(0.0, CUT_SHIFT, (num_cuts, 2))
    sides[0], shifts[0] = FACE_SIDE, 0.0
    corners = np.array([FACE_TOP, FACE_LEFT]) + shifts + (FACE_SIDE - sides[:, None]) / 2
    cuts = np.rint(view * np.column_stack([corners, sides])).astype(np.int32)
    cuts[:, :2] = np.clip(cuts[:, :2], 0, view - cuts[:, 2:])
    return cuts


def _head_map(side: int, background: float) -> FloatArray:
    """[side, side], mean 1: the head's places over the background's."""
    places = (np.arange(side) + 0.5) / side
    down, right = ((places - centre) / axis for centre, axis in zip(HEAD_CENTRE, HEAD_AXES, strict=True))
    beyond = np.sqrt(np.square(down)[:, None] + np.square(right)[None]) - 1.0
    counts = background + (1.0 - background) / (1.0 + np.exp(EDGE * beyond))
    return np.asarray(counts / counts.mean(), np.float32)
