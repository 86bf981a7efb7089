"""Two parents, and what is known of them before a child is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benchmarks.heredity.codes import Code
from ml_core.contracts import AlignedFace, FloatArray, Latent, Picture

SetName = Literal["drawn", "real"]
SETS: tuple[SetName, ...] = ("drawn", "real")


@dataclass(frozen=True, kw_only=True)
class Parent:
    """face: what was searched for. portrait [R, R, 3]: how people see it. embedding: dlib's of the face, not of the
    reconstruction. cheeks: CIELAB [3], None where they aren't seen."""

    face: AlignedFace
    portrait: Picture
    embedding: FloatArray
    cheeks: FloatArray | None
    code: Code

    @property
    def latent(self) -> Latent:
        return self.code.latent


@dataclass(frozen=True, kw_only=True)
class Couple:
    """number: from 1; children's seeds follow from it."""

    number: int
    mother: Parent
    father: Parent


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """num_left_out: portraits that could not be used."""

    name: SetName
    couples: list[Couple]
    num_left_out: int = 0
