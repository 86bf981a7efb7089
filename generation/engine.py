"""The one door from the site to ml_core.

Light names (contracts, errors, pictures, latents as bytes) come through at once. The networks load on first use and
only in the worker: TensorFlow, dlib and onnxruntime never enter a web process, which a test holds.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ml_core.contracts import (
    AGE_GROUPS,
    SEXES,
    AlignedFace,
    Child,
    ChildRequest,
    IsCancelled,
    Latent,
    OnProgress,
    Picture,
    Progress,
    Projection,
    ignore_progress,
    never_cancelled,
)
from ml_core.errors import Cancelled, InputError, MLCoreError, ResourceError
from ml_core.generators import registry
from ml_core.generators.registry import CARDS, Card
from ml_core.images import encode_jpeg, read_picture, resize
from ml_core.latents import from_bytes as load_latent
from ml_core.latents import to_bytes as save_latent
from ml_core.quiet import import_tensorflow

if TYPE_CHECKING:
    from ml_core.pipeline import Pipeline

__all__ = [
    "AGE_GROUPS",
    "CARDS",
    "SEXES",
    "AlignedFace",
    "Cancelled",
    "Card",
    "Child",
    "ChildRequest",
    "InputError",
    "Latent",
    "MLCoreError",
    "Picture",
    "Progress",
    "Projection",
    "ResourceError",
    "align",
    "check_generator",
    "encode_jpeg",
    "generator_card",
    "generator_identity",
    "load_latent",
    "make_child",
    "project",
    "read_picture",
    "resize",
    "save_latent",
    "warm_up",
]


@functools.cache
def _pipeline() -> Pipeline:
    check_generator()
    import_tensorflow()
    from ml_core.pipeline import Pipeline

    with _operators_fault():
        return Pipeline.load()


@contextmanager
def _operators_fault() -> Iterator[None]:
    """ml_core blames who names a generator. Here that is a setting: no photo is at fault, and trying again may help.

    Raises ResourceError for an InputError.
    """
    try:
        yield
    except InputError as error:
        raise ResourceError(str(error)) from error


def generator_card() -> Card:
    """What is known of the generator that GENERATOR names. Light: a web process may ask.

    Raises:
        ResourceError: it isn't there or isn't whole.
    """
    with _operators_fault():
        return registry.card(registry.active_name())


def check_generator() -> Card:
    """Whether it could draw: its files are there, and so is what must be computed for it once. Light as well.

    Raises:
        ResourceError: with what to do.
    """
    with _operators_fault():
        return registry.check(registry.active_name())


def warm_up() -> None:
    """Loads the networks and runs each once, so that the first job doesn't pay for it."""
    _pipeline().warm_up()


def generator_identity() -> str:
    return _pipeline().generator.identity


def align(picture: Picture) -> AlignedFace:
    from ml_core.alignment import align as align_face

    return align_face(picture)


def project(
    faces: Sequence[AlignedFace],
    *,
    on_progress: OnProgress = ignore_progress,
    is_cancelled: IsCancelled = never_cancelled,
) -> list[Projection]:
    return _pipeline().project([[face] for face in faces], on_progress=on_progress, is_cancelled=is_cancelled)


def make_child(
    latent_a: Latent,
    latent_b: Latent,
    request: ChildRequest,
    *,
    on_progress: OnProgress = ignore_progress,
    is_cancelled: IsCancelled = never_cancelled,
) -> Child:
    return _pipeline().make_child(latent_a, latent_b, request, on_progress=on_progress, is_cancelled=is_cancelled)
