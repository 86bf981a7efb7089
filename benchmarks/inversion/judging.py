"""How alike a recipe's face and the photo are, and whether the face is still that person's at another age."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from benchmarks.inversion.recipe import Checkpoint
from benchmarks.inversion.records import Point
from ml_core import attributes, face_embedding, images
from ml_core.contracts import AlignedFace, ChildRequest, Latent, Picture, Sex
from ml_core.generators.low_res import low_resolution
from ml_core.objective import shrink
from ml_core.pipeline import Pipeline

AGE_YEARS = 6.0


class Judge:
    """Draws with the pipeline, at the generator's full size."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._view = low_resolution(pipeline.generator)
        self._lpips = tf.function(self._compare)

    def point(self, checkpoint: Checkpoint, face: AlignedFace) -> Point:
        picture = self._pipeline.synthesise(self.latent(checkpoint))
        distance = face_embedding.distance_between(face.pixels, picture)
        return Point(
            steps=checkpoint.steps,
            seconds=round(checkpoint.seconds, 3),
            identity_distance=None if distance is None else round(distance, 4),
            lpips=round(float(self._lpips(_unit(face.pixels), _unit(picture))), 4),
        )

    def aged(self, checkpoint: Checkpoint) -> tuple[float, ...] | None:
        """dlib's embedding [128] of the same person at six: the child of a person with itself, of its own sex."""
        latent = self.latent(checkpoint)
        seen = attributes.estimate(self._pipeline.synthesise(latent))
        sex: Sex | None = None if seen is None else "girl" if seen.p_female > 0.5 else "boy"
        child = self._pipeline.make_child(latent, latent, ChildRequest(age_years=AGE_YEARS, sex=sex))
        embedding = face_embedding.embed(child.pixels)
        return None if embedding is None else tuple(round(float(value), 5) for value in embedding)

    def latent(self, checkpoint: Checkpoint) -> Latent:
        w_plus = np.asarray(checkpoint.w_plus, np.float32)
        return Latent(w_plus=w_plus, generator=self._pipeline.generator.fingerprint)

    def _compare(self, a: Any, b: Any) -> Any:
        maps = [self._pipeline.lpips.prepare(shrink(picture, self._view)) for picture in (a, b)]
        return self._pipeline.lpips.distance(*maps)[0]


def _unit(picture: Picture) -> Any:
    return tf.constant(images.to_unit(picture))[None]
