"""Brings a person back into what they hand down: as they are seen in the faces of children.

A code without a photo's traces has lost some of its likeness, and steps in age lose more, for they lead along means.
So what a person hands down is searched for where it has to show: each step draws their one-parent child at another age,
of either sex, with a little chance on the code, and lowers how far it is from the target by three descriptions:
FaceNet's embedding, its inner maps, and FaceRes' embedding. The target is the mean face of that age and sex, moved by
how the person's photo differs from the mean face of their own age and sex. Differences between ages are thus left to
the means, which no child has to be like.

It is the person's own and found once, so that traits, dominance and chance hand it down with the rest of the code.
dlib's embedding judges what it reaches; docs/decisions/0022 has the figures, and what didn't help.

Legend: L rows of W+, D latent width, K directions of the trait maps; pictures NHWC float32 in [-1, 1].
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from ml_core import heredity, images
from ml_core.calibration import MAX_EXTRAPOLATION, YEARS_OFFSET, extrapolation_at, first_position, path_age_at, scale
from ml_core.contracts import SEXES, FloatArray, Picture, Sex
from ml_core.generators.low_res import Render
from ml_core.inheritable.measured import Measured
from ml_core.perceptual.facenet import FaceNet, face_of
from ml_core.perceptual.faceres import FaceRes
from ml_core.statistics import GeneratorStatistics
from ml_core.traits import TraitMaps

NUM_STEPS = 16
# Years; the likeness that children of these ages have, those between them have too.
AGES = (1.0, 3.0, 6.0, 10.0, 20.0)
# How far beyond the person's own difference from the mean face the target lies: part of every step is lost.
EXAGGERATION = 1.6
# Rows that make features; those after them make texture, in which a search paints what only the networks see.
ROWS_SHARE = 9 / 16
# What each description counts: squared distances of unit vectors, of the maps the mean over their places. The square of
# how far FaceRes' age is off, as `calibration.scale` counts. And the mean square of the change, in deviations of the
# generator's faces.
EMBEDDING, FORM, FACERES, AGE, CHANGE = 1.0, 1.0, 1.5, 2.0, 0.02
# The whole change's length a step, in deviations; of all directions together, so that those that matter little move
# little. It rises over the first steps and falls as a cosine from the middle on.
STEP_LENGTH, MOMENTUM, RISE_STEPS = 4.0, 0.8, 3
# Chance on the drawn code, in deviations, so that no single face is fitted.
NOISE = 0.2
# Children's sex has to be seen in whatever they inherit.
SEX_STRENGTH = 1.5
# How much of an age that was missed is made up for the next time, as `calibration.scale` counts; and how much in all at
# most: the rest is for the search to hold.
AGE_GAIN, MAX_AGE_MOVED = 0.6, 0.3
SEED = 7


class Description(NamedTuple):
    """The description of a face as it is and mirrored: embeddings [2, 512] and forms [2, 8, 8, 896], each place of unit
    length; faceres [1024]."""

    embeddings: FloatArray
    forms: FloatArray
    faceres: FloatArray


def describe(facenet: FaceNet, pictures: Any, mirrored: Any) -> tuple[Any, Any]:
    """FFHQ crops [N, R, R, 3] -> embeddings [N, 512] and inner maps [N, 8, 8, 896], each place of unit length."""
    faces = face_of(pictures)
    faces = tf.where(mirrored, tf.reverse(faces, axis=[2]), faces)
    embeddings, forms = facenet.describe_faces(faces)
    return embeddings, forms / (tf.norm(forms, axis=-1, keepdims=True) + 1e-10)


class LikenessSearch:
    """Searches for the likeness. Holds the traced step; build one a process."""

    def __init__(
        self,
        render: Render,
        statistics: GeneratorStatistics,
        maps: TraitMaps,
        measured: Measured,
        facenet: FaceNet,
        faceres: FaceRes,
    ) -> None:
        self._render, self._statistics, self._maps, self._measured = render, statistics, maps, measured
        self._facenet, self._faceres = facenet, faceres
        self._held = _held(statistics, measured)
        self._left_behind = tf.constant(heredity.left_behind(maps))
        self._traced_step = tf.function(self._step)

    def describe(self, crop: Picture) -> Description:
        """Describes an FFHQ crop [R, R, 3] uint8."""
        picture = tf.constant(images.to_unit(crop))[None]
        both = [describe(self._facenet, picture, mirrored) for mirrored in (False, True)]
        return Description(
            embeddings=np.concatenate([np.asarray(embedding) for embedding, _ in both]),
            forms=np.concatenate([np.asarray(form) for _, form in both]),
            faceres=np.asarray(self._faceres.describe(picture)[0])[0],
        )

    def run(
        self, offset: FloatArray, person: Description, *, age_years: float, p_female: float
    ) -> Iterator[FloatArray]:
        """Yields what the person hands down [L, D] after each of `NUM_STEPS` steps; abandoning it cancels.

        offset [L, D]: how the person's code differs from the mean of their age and sex, to begin with.
        """
        rng = np.random.default_rng(SEED)
        # Of one parent alone, children are as far from the mean as that parent is (`heredity.inherit`).
        inherited = heredity.without_left_behind(offset, self._maps)
        stretch = heredity.stretch_of(inherited, offset)
        change = np.zeros((len(offset), len(self._maps.deviations)), np.float32)
        velocity = np.zeros_like(change)
        ages = _Ages(self._statistics)
        for index in range(NUM_STEPS):
            age, sex = AGES[index % len(AGES)], SEXES[int(rng.integers(2))]
            mirrored = bool(rng.integers(2))
            mean = self._statistics.adult_mean + ages.step(age, sex) + NOISE * heredity.random_offset(self._maps, rng)
            target = self._target(person, age, sex, mirrored, age_years=age_years, p_female=p_female)
            gradient, apparent_years = self._traced_step(
                tf.constant(change),
                tf.constant(offset),
                tf.constant(mean, tf.float32),
                tf.constant(stretch),
                tuple(tf.constant(each) for each in target),
                tf.constant(scale(age), tf.float32),
                tf.constant(mirrored),
            )
            length = max(float(np.linalg.norm(gradient)), 1e-9)
            velocity = np.asarray(MOMENTUM * velocity + np.asarray(gradient) / length, np.float32)
            change = change - np.float32(_rate(index) * STEP_LENGTH * (1.0 - MOMENTUM)) * velocity
            ages.learn(age, float(apparent_years))
            yield np.asarray(offset + self._change_of(change), np.float32)

    def _target(
        self, person: Description, age: float, sex: Sex, mirrored: bool, *, age_years: float, p_female: float
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        measured, own = self._measured, int(mirrored)

        def moved(means: FloatArray, of_person: FloatArray) -> FloatArray:
            there = measured.mean_at(means, age_years=age, p_female=float(sex == "girl"))
            here = measured.mean_at(means, age_years=age_years, p_female=p_female)
            return np.asarray(there + EXAGGERATION * (of_person - here), np.float32)

        embedding = moved(measured.embeddings[:, :, own], person.embeddings[own])
        form = np.maximum(moved(measured.forms[:, :, own], person.forms[own]), 0.0)  # maps are rectified
        faceres = moved(measured.faceres, person.faceres)
        return _unit(embedding), _unit(form), _unit(faceres)

    def _change_of(self, change: FloatArray) -> FloatArray:
        """[L, K] in deviations -> [L, D]: of the rows that make features, without what is held."""
        code = _features(len(change)) * ((change * self._maps.deviations) @ self._maps.basis.T)
        return np.asarray(code - (code @ self._held) @ self._held.T, np.float32)

    def _step(
        self, change: Any, offset: Any, mean: Any, stretch: Any, target: Any, log_age: Any, mirrored: Any
    ) -> tuple[Any, Any]:
        """Gradient [L, K] of the loss, and the age in years that FaceRes sees."""
        basis, held = tf.constant(self._maps.basis), tf.constant(self._held)
        with tf.GradientTape() as tape:
            tape.watch(change)
            moved = _features(change.shape[0]) * ((change * self._maps.deviations) @ tf.transpose(basis))
            moved = offset + moved - (moved @ held) @ tf.transpose(held)
            left = tf.einsum("lk,lkj->lj", moved @ basis, self._left_behind) @ tf.transpose(basis)
            picture = self._render((mean + stretch * (moved - left))[None])
            embedding, form = describe(self._facenet, picture, mirrored)
            faceres, ages, _ = self._faceres.describe(picture)
            loss = (
                EMBEDDING * tf.reduce_sum(tf.square(embedding[0] - target[0]))
                + FORM * tf.reduce_mean(tf.reduce_sum(tf.square(form[0] - target[1]), axis=-1))
                + FACERES * tf.reduce_sum(tf.square(faceres[0] - target[2]))
                + AGE * tf.square(tf.math.log(ages[0] + YEARS_OFFSET) - log_age)
                + CHANGE * tf.reduce_mean(tf.square(change))
            )
        return tape.gradient(loss, change), ages[0]


def _held(statistics: GeneratorStatistics, measured: Measured) -> FloatArray:
    """[D, ...], orthonormal: directions that no likeness may be found in, such as looking grown up, or the traces of
    photos."""
    columns = np.concatenate([heredity.age_and_sex_axes(statistics), measured.directions.T], axis=1)
    return np.asarray(np.linalg.qr(columns)[0], np.float32)


def _features(num_rows: int) -> FloatArray:
    """[L, 1]: 1 for rows that make features, 0 for those that make texture."""
    return (np.arange(num_rows)[:, None] < round(ROWS_SHARE * num_rows)).astype(np.float32)


class _Ages:
    """The ages of the one-parent children on the path of ages, corrected by the ages that were estimated."""

    def __init__(self, statistics: GeneratorStatistics) -> None:
        self._statistics = statistics
        self._beginning, self._end = (scale(float(statistics.ages[index])) for index in (0, -1))
        self._moved = dict.fromkeys(AGES, 0.0)

    def step(self, age: float, sex: Sex) -> FloatArray:
        """[D]"""
        position = first_position(scale(age), self._beginning) + self._moved[age]
        position = min(max(position, self._beginning - (MAX_EXTRAPOLATION - 1.0)), self._end)
        step = heredity.step_to(
            self._statistics,
            path_age_years=path_age_at(position, self._beginning),
            sex=sex,
            sex_strength=SEX_STRENGTH,
        )
        return np.asarray(extrapolation_at(position, self._beginning) * step, np.float32)

    def learn(self, age: float, apparent_years: float) -> None:
        """Corrects an age by the apparent age of its child."""
        moved = self._moved[age] + AGE_GAIN * (scale(age) - scale(apparent_years))
        self._moved[age] = min(max(moved, -MAX_AGE_MOVED), MAX_AGE_MOVED)


def _rate(index: int) -> float:
    """0..1"""
    middle = NUM_STEPS / 2
    fall = 1.0 if index <= middle else 0.5 + 0.5 * math.cos(math.pi * (index - middle) / (NUM_STEPS - middle))
    return min(1.0, (index + 1) / RISE_STEPS) * fall


def _unit(vectors: FloatArray) -> FloatArray:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float32)
