"""Inputs and outputs of ml_core: numpy and plain values only, so that any caller can hold them.

Legend: L rows of W+, D latent width. Pictures are uint8 RGB arrays [H, W, 3], range 0..255.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt

from ml_core.errors import Cancelled, InvalidRequest

Picture = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float32]

Sex = Literal["girl", "boy"]
# default: a couple in 40 s on two cores. fine: up to three minutes, for a closer likeness.
Mode = Literal["default", "fine"]
MODES: tuple[Mode, ...] = ("default", "fine")
Stage = Literal["aligning", "projecting", "inheriting", "synthesising"]

# Years that stand for the words people use. Any age from 0 to 25 may be asked for.
AGE_GROUPS: dict[str, float] = {"baby": 1.0, "toddler": 3.0, "child": 7.0, "teen": 14.0, "adult": 24.0}
MAX_AGE_YEARS = 25.0
# Of one child growing up; closer together where faces change faster.
LIFE_AGES_YEARS = (1.0, 3.0, 6.0, 10.0, 15.0, 20.0, 25.0)
MIN_LIFE_AGES, MAX_LIFE_AGES = 2, 12
SEXES: tuple[Sex, ...] = ("girl", "boy")

# What a child has from one parent or the other, or from between them.
Trait = Literal["eyes", "brows", "nose", "mouth", "jaw", "face_shape", "ears", "skin_tone", "hair", "hair_color"]
TRAITS: tuple[Trait, ...] = get_args(Trait)
# a, b: that parent's. between: in the middle of both.
Source = Literal["a", "b", "between"]
SOURCES: tuple[Source, ...] = get_args(Source)
# Nobody inherits a smile.
Expression = Literal["calm", "smiling"]
EXPRESSIONS: tuple[Expression, ...] = get_args(Expression)
MAX_SIBLINGS = 8


@dataclass(frozen=True, kw_only=True)
class Latent:
    """A face as its generator's code. `w_plus` [L, D] float32; `generator` names who can read it. `inheritable` [L, D]
    float32: what the person hands down, from the mean face of their age and sex, as `ml_core.inheritable` found it;
    None of a face that was only generated, or projected before there was such a search."""

    w_plus: FloatArray
    generator: str
    inheritable: FloatArray | None = None


@dataclass(frozen=True, kw_only=True)
class AlignedFace:
    """`pixels` [size, size, 3] uint8, cropped as FFHQ crops; `landmarks` [68, 2] float32, pixels of the photo."""

    pixels: Picture
    landmarks: FloatArray


@dataclass(frozen=True, kw_only=True)
class FaceBox:
    """The box of a face in a photo, in its pixels."""

    left: int
    top: int
    width: int
    height: int


# advice: the work goes on, and a better photo would serve better. ask: a person has to say yes first. refuse: hopeless.
Level = Literal["advice", "ask", "refuse"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding of a photo's inspection. `check` is a stable code such as "blurred", which web code translates;
    value and threshold are in the check's own unit (ml_core.photo_advice says which)."""

    check: str
    level: Level
    value: float
    threshold: float


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One step of work.

    subject: 0 or 1 while a parent is worked on, None for what concerns both or the child.
    step, num_steps: within the stage and subject; step counts from 1.
    fraction: of the whole job, 0..1, never falling.
    loss: the projector's objective, None elsewhere.
    preview: RGB picture of what the model sees so far (256 px), or None when this step made none.
    """

    stage: Stage
    step: int
    num_steps: int
    fraction: float
    subject: int | None = None
    loss: float | None = None
    preview: Picture | None = None


OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]


def never_cancelled() -> bool:
    return False


def raise_if(is_cancelled: IsCancelled) -> None:
    """Asked between two steps of long work. Raises Cancelled."""
    if is_cancelled():
        raise Cancelled("Cancelled by the caller between two steps.")


def ignore_progress(progress: Progress) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Projection:
    """A photo as the generator sees it.

    reconstruction: [R, R, 3] uint8, the generator's own size.
    lpips: perceptual distance to the aligned photo at 256 px (or R, if that is less), 0 = same; lpips_name: on which
        network, and whether that is an approximation.
    identity_distance: Euclidean distance of dlib's 128-d embeddings, same person below 0.6; None if no face was found
        in the reconstruction.
    """

    latent: Latent
    reconstruction: Picture
    lpips: float
    lpips_name: str
    identity_distance: float | None
    num_steps: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class ChildRequest:
    """age_years 0..25. sex None = left to chance (by the seed). dominance -1 = all parent A, 0 = both alike, 1 = all
    parent B. sources: whose traits were chosen; the others are left to chance, about the dominance. expression: of the
    child, whatever the parents' photos show."""

    age_years: float
    sex: Sex | None = None
    dominance: float = 0.0
    seed: int = 0
    sources: Mapping[Trait, Source] = field(default_factory=dict)
    twin: int = 0
    expression: Expression = "calm"

    def __post_init__(self) -> None:
        if not 0.0 <= self.age_years <= MAX_AGE_YEARS:
            raise InvalidRequest(f"age_years must lie in [0, {MAX_AGE_YEARS:g}]. Received: {self.age_years!r}")
        if self.sex is not None and self.sex not in SEXES:
            raise InvalidRequest(f"sex must be one of {', '.join(SEXES)} or None. Received: {self.sex!r}")
        if not -1.0 <= self.dominance <= 1.0:
            raise InvalidRequest(f"dominance must lie in [-1, 1]. Received: {self.dominance!r}")
        if self.expression not in EXPRESSIONS:
            raise InvalidRequest(f"expression must be one of {', '.join(EXPRESSIONS)}. Received: {self.expression!r}")
        if not 0 <= self.seed < 2**32:
            raise InvalidRequest(f"seed must lie in [0, 2**32). Received: {self.seed!r}")
        for trait, source in self.sources.items():
            if trait not in TRAITS or source not in SOURCES:
                raise InvalidRequest(
                    f"sources name a trait ({', '.join(TRAITS)}) and whose it is ({', '.join(SOURCES)}). "
                    f"Received: {trait!r}: {source!r}"
                )


@dataclass(frozen=True, kw_only=True)
class Child:
    """`pixels` [R, R, 3] uint8, the generator's own size; `sex` is the one drawn when the request left it to chance;
    `shares` of parent B in each trait, 0..1; `apparent_age_years`: how old it looks to the two networks, None where
    no face was found."""

    pixels: Picture
    latent: Latent
    sex: Sex
    shares: Mapping[Trait, float]
    apparent_age_years: float | None = None


class Generator(Protocol):
    """A network that turns W+ codes into faces.

    Tensors are TensorFlow's; N batch, L rows, D width, R resolution, C feature channels; NHWC float32.
    """

    @property
    def fingerprint(self) -> str:
        """Name and hash of the weights: the key of everything that was computed for this generator."""

    @property
    def latent_shape(self) -> tuple[int, int]:
        """(L, D)."""

    @property
    def z_width(self) -> int:
        """Z, the width of the normal code that the mapping starts from."""

    @property
    def resolution(self) -> int:
        """R, a power of two."""

    def map(self, z: Any) -> Any:
        """z [N, Z] ~ N(0, I) -> w [N, D]."""

    def features(self, w_plus: Any, *, num_blocks: int) -> Any:
        """w_plus [N, L, D] -> what leaves the given number of doubling blocks: [N, r, r, C], r = 4 * 2**num_blocks."""

    def synthesise(self, w_plus: Any) -> Any:
        """w_plus [N, L, D] -> pictures [N, R, R, 3] in [-1, 1], not clipped. Differentiable."""
