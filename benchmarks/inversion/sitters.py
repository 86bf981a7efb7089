"""Whose faces are searched for: an astronaut, people whom the generator draws, and such people as photos show them.

A drawn face is found again more easily than a photographed one, for its code exists; its portrait is cropped anew, as
any photo, so it isn't exactly the code's picture. The order is fixed and mixed, so that the first few are of each kind.
Nothing here was tuned on these faces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice

import numpy as np
from skimage import data

from benchmarks.inversion import damage
from benchmarks.portraits import draw_portrait
from ml_core import attributes
from ml_core.alignment import align
from ml_core.contracts import AlignedFace
from ml_core.errors import InputError
from ml_core.pipeline import Pipeline

SEED = 20261125
NUM_UNSPOILT = 12
LEAST_AGE_YEARS = 18.0  # parents are grown up


@dataclass(frozen=True, kw_only=True)
class Sitter:
    """kind: photo, drawn, or what befell a drawn portrait."""

    name: str
    kind: str
    face: AlignedFace


def sitters(pipeline: Pipeline, num_faces: int) -> list[Sitter]:
    """The first `num_faces` of an order without end; two seconds each."""
    return list(islice(_all(pipeline), num_faces))


def _all(pipeline: Pipeline) -> Iterator[Sitter]:
    yield Sitter(name="astronaut", kind="photo", face=align(np.ascontiguousarray(data.astronaut())))
    kinds = list(damage.KINDS)
    for number in count(1):
        if number <= NUM_UNSPOILT:
            yield _draw(pipeline, "drawn", number)
        yield _draw(pipeline, kinds[(number - 1) % len(kinds)], number)


def _draw(pipeline: Pipeline, kind: str, number: int) -> Sitter:
    """The first of that number's portraits which shows a grown-up whose face is still found."""
    stream = 0 if kind == "drawn" else 1
    for attempt in count():
        portrait = draw_portrait(pipeline, [SEED, stream, number, attempt])
        seen = attributes.estimate(portrait)
        if seen is None or seen.age_years < LEAST_AGE_YEARS:
            continue
        try:
            face = align(portrait if kind == "drawn" else damage.spoil(kind, portrait, seed=number))
        except InputError:
            continue
        return Sitter(name=f"{kind}-{number:02d}", kind=kind, face=face)
    raise AssertionError("count() has no end")
