"""The one door from the site to ml_core.

Light names (contracts, errors, pictures, latents as bytes) come through at once, with NumPy and Pillow and no more. The
networks load on first use and only in the worker; nothing that computes with them, reads their weights or downloads
them ever enters a web process, or the process that opens strangers' photos. A test holds it.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ml_core import catalogue, heredity, likeness, traits
from ml_core.calibration import looks_another_age
from ml_core.contracts import (
    AGE_GROUPS,
    EXPRESSIONS,
    MAX_AGE_YEARS,
    MAX_SIBLINGS,
    SEXES,
    SOURCES,
    TRAITS,
    AlignedFace,
    Child,
    ChildRequest,
    Expression,
    FaceBox,
    Finding,
    IsCancelled,
    Latent,
    Mode,
    OnProgress,
    Picture,
    Progress,
    Projection,
    Source,
    Trait,
    ignore_progress,
    never_cancelled,
)
from ml_core.errors import (
    Cancelled,
    DownloadFailed,
    FaceTooSmall,
    FilmFailed,
    InputError,
    InvalidRequest,
    MLCoreError,
    NoFaceFound,
    NotAPicture,
    PictureTooComplex,
    PictureTooLarge,
    ResourceError,
    SeveralFaces,
    ShowsNudity,
    WeightsDamaged,
    WeightsMissing,
    WrongGenerator,
)
from ml_core.film_pictures import load as load_film_reader
from ml_core.film_pictures import some_pictures as some_pictures_of_film
from ml_core.generators import registry
from ml_core.generators.registry import CARDS, Card
from ml_core.images import encode_jpeg, is_film, read_picture, resize
from ml_core.latents import from_bytes as load_latent
from ml_core.latents import to_bytes as save_latent
from ml_core.marks.credentials import Credentials, KnownSigners, Origin, Signer
from ml_core.marks.credentials import load as load_credentials_reader
from ml_core.marks.credentials import read as read_credentials
from ml_core.marks.label import Language
from ml_core.marks.label import plate_for as label_plate
from ml_core.marks.marking import Marks
from ml_core.marks.metadata import TRAINED_MODEL, WITH_TRAINED_MODEL, find_source_type
from ml_core.marks.spread_spectrum import MIN_SIDE as MIN_MARKED_SIDE
from ml_core.marks.spread_spectrum import reduced
from ml_core.marks.watermark import Mark, Watermark
from ml_core.picture_structure import lacks_end
from ml_core.quiet import import_tensorflow

if TYPE_CHECKING:
    from ml_core.pipeline import Pipeline

__all__ = [
    "AGE_GROUPS",
    "CARDS",
    "EXPRESSIONS",
    "MAX_AGE_YEARS",
    "MAX_SIBLINGS",
    "MIN_MARKED_SIDE",
    "SEXES",
    "SOURCES",
    "TRAINED_MODEL",
    "TRAITS",
    "WITH_TRAINED_MODEL",
    "AlignedFace",
    "Cancelled",
    "Card",
    "Child",
    "ChildRequest",
    "Credentials",
    "DownloadFailed",
    "Expression",
    "FaceBox",
    "FaceTooSmall",
    "FilmFailed",
    "Finding",
    "GrowingUp",
    "InputError",
    "InvalidRequest",
    "KnownSigners",
    "Language",
    "Latent",
    "MLCoreError",
    "Mark",
    "Marks",
    "Mode",
    "NoFaceFound",
    "NotAPicture",
    "Origin",
    "Picture",
    "PictureTooComplex",
    "PictureTooLarge",
    "Progress",
    "Projection",
    "ResourceError",
    "SeveralFaces",
    "ShowsNudity",
    "Signer",
    "Source",
    "Trait",
    "Watermark",
    "WeightsDamaged",
    "WeightsMissing",
    "WrongGenerator",
    "align",
    "check_generator",
    "clear_couple_cache",
    "encode_jpeg",
    "examine",
    "film_pictures",
    "find_source_type",
    "generator_card",
    "generator_fingerprint",
    "grow_up",
    "is_film",
    "label_plate",
    "lacks_end",
    "likeness_grade",
    "load_credentials_reader",
    "load_film_reader",
    "load_latent",
    "load_screening",
    "looks_another_age",
    "make_children",
    "mostly_of",
    "nudity",
    "perturb",
    "preview_child",
    "project",
    "read_credentials",
    "read_picture",
    "redraw_film",
    "reduced",
    "resize",
    "save_latent",
    "screening_weights",
    "siblings",
    "some_pictures_of_film",
    "traits_can_be_chosen",
    "warm_up",
]


@dataclass(frozen=True, kw_only=True)
class GrowingUp:
    """One child from a baby to a grown-up. mp4, webp: whole files; strip: at `ages_years`, side by side."""

    ages_years: tuple[float, ...]
    mp4: bytes
    webp: bytes
    strip: Picture
    youngest: Picture


_loading = threading.Lock()


def _pipeline() -> Pipeline:
    """Jobs and previews ask from threads of their own: the second waits, or both would load 2 GB."""
    with _loading:
        return _load()


@functools.cache
def _load() -> Pipeline:
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
    """The card of the generator that GENERATOR names. Light: a web process may call it.

    Raises:
        ResourceError: it isn't there or isn't whole.
    """
    with _operators_fault():
        return registry.card(registry.active_name())


def check_generator() -> Card:
    """Checks that the generator could draw: its files and its statistics are there. Light as well.

    Raises:
        ResourceError: with what to do.
    """
    with _operators_fault():
        return registry.check(registry.active_name())


def traits_can_be_chosen() -> bool:
    """Returns True if the traits of the generator's codes were measured. Light: forms call it.

    Raises:
        ResourceError: the generator isn't there or isn't whole.
    """
    return traits.is_measured(generator_card().fingerprint)


def warm_up() -> None:
    """Loads the networks and runs each once, so that the first job doesn't pay for it."""
    _pipeline().warm_up()


def generator_fingerprint() -> str:
    return _pipeline().generator.fingerprint


def align(picture: Picture, *, which: int | None = None) -> AlignedFace:
    from ml_core.alignment import align as align_face

    return align_face(picture, which=which)


def screening_weights() -> Path:
    """Returns the file of the network that looks for nudity. Light: a web process tells it to the decoder.

    Raises:
        WeightsMissing
    """
    return catalogue.path("open-nsfw/open_nsfw.onnx")


def load_screening(weights: Path) -> None:
    """Loads that network, before a sandbox closes."""
    from ml_core import screening

    screening.load(weights)


def nudity(picture: Picture, weights: Path) -> float:
    """Returns 0..1: how sure the network is that a picture shows nudity."""
    from ml_core import screening

    return screening.nudity(picture, weights)


def examine(picture: Picture, face: AlignedFace) -> list[Finding]:
    """Returns the findings of a photo: advice, questions to ask before it is used, and reasons to refuse it."""
    from ml_core import photo_advice

    return photo_advice.examine(picture, face)


def likeness_grade(*, lpips: float, identity_distance: float | None) -> likeness.Grade:
    """Returns a grade for the likeness of a projection's picture to its photo. Light: pages call it."""
    return likeness.grade(lpips, identity_distance)


def project(
    people: Sequence[Sequence[AlignedFace]],
    *,
    mode: Mode = "default",
    on_progress: OnProgress = ignore_progress,
    is_cancelled: IsCancelled = never_cancelled,
) -> list[Projection]:
    """One code for each of `people`, fitted to all photos of that person; the first is the main one."""
    return _pipeline().project(people, mode=mode, on_progress=on_progress, is_cancelled=is_cancelled)


def perturb(latent: Latent, *, seed: int, cosine: float) -> Latent:
    """Returns the code with what it hands down turned towards a random face, see `heredity.perturb`."""
    pipeline = _pipeline()
    return heredity.perturb(latent, pipeline.generator, pipeline.statistics, seed=seed, cosine=cosine)


def mostly_of(share: float) -> Source:
    """Returns the parent whom a trait is said to come from. share: parent B's. Light: pages call it."""
    return heredity.mostly_of(share)


def siblings(
    request: ChildRequest, number: int, *, identical: bool = False, years_apart: int = 0
) -> list[ChildRequest]:
    """The child asked for and its brothers and sisters, or its identical twins. Light: requests are checked by it.

    Raises:
        InputError: there can't be so many, or so old.
    """
    return heredity.siblings(request, number, identical=identical, years_apart=years_apart)


def make_children(
    latent_a: Latent,
    latent_b: Latent,
    requests: Sequence[ChildRequest],
    *,
    on_progress: OnProgress = ignore_progress,
    is_cancelled: IsCancelled = never_cancelled,
) -> list[Child]:
    return _pipeline().make_children(latent_a, latent_b, requests, on_progress=on_progress, is_cancelled=is_cancelled)


def preview_child(latent_a: Latent, latent_b: Latent, request: ChildRequest) -> Picture:
    """A preview of 256 pixels of the child that `make_children` would make, within a third of a second. May be called
    while another thread makes children. Keeps the couple's codes in memory for ten minutes."""
    return _pipeline().preview_child(latent_a, latent_b, request)


def clear_couple_cache() -> None:
    """Drops what previews keep of couples. Those still in use are analysed anew, half a second each."""
    if _load.cache_info().currsize:
        _load().clear_couple_cache()


def grow_up(
    latent_a: Latent,
    latent_b: Latent,
    request: ChildRequest,
    *,
    folder: Path,
    marks: Marks,
    on_progress: OnProgress = ignore_progress,
    is_cancelled: IsCancelled = never_cancelled,
) -> GrowingUp:
    """The child asked for, at all ages. folder: an empty one, for films that aren't whole yet. marks: of the films.

    Raises:
        ResourceError: a film could not be written.
    """
    from ml_core import life_films

    fitted = life_films.FIT_SHARE
    life = _pipeline().grow_up(
        latent_a,
        latent_b,
        request,
        on_progress=_part_of(on_progress, 0.0, fitted),
        is_cancelled=is_cancelled,
    )
    mp4, webp = folder / "film.mp4", folder / "film.webp"
    life_films.save(
        life,
        mp4=mp4,
        webp=webp,
        marks=marks,
        on_progress=_part_of(on_progress, fitted, 1.0),
        is_cancelled=is_cancelled,
    )
    return GrowingUp(
        ages_years=life.ages_years,
        mp4=marks.signed(mp4.read_bytes(), "video/mp4"),
        webp=marks.signed(webp.read_bytes(), "image/webp"),
        strip=life.strip(),
        youngest=life.children[0].pixels,
    )


# Of a film's bytes. The others are for its tables and its metadata.
PICTURES_SHARE = 0.95


def redraw_film(
    mp4: bytes,
    draw: Callable[[Picture, float], Picture],
    *,
    ages_years: tuple[float, float],
    size: tuple[int, int],
    max_bytes: int,
    folder: Path,
    marks: Marks,
) -> bytes:
    """Returns a film of `grow_up` drawn anew. draw: takes each picture and its age in years, gives one of that size,
    width and height. ages_years: the film's first and last. max_bytes: of the new film, however long it is. folder: an
    empty one, for files that aren't whole yet.

    Raises:
        ResourceError: the film could not be read or written.
    """
    from ml_core import films, life_films

    source, drawn = folder / "source.mp4", folder / "drawn.mp4"
    source.write_bytes(mp4)
    ages = life_films.ages_shown(sum(1 for _ in films.pictures_of(source)), *ages_years)
    pictures = (draw(picture, age) for picture, age in zip(films.pictures_of(source), ages, strict=True))
    width, height = size
    seconds = len(ages) / films.FPS + 1  # so much of it an encoder may have in hand
    films.write_mp4(
        marks.on_each(pictures),
        drawn,
        size=width,
        height=height,
        xmp=marks.xmp,
        max_bits_per_second=int(8 * PICTURES_SHARE * max_bytes / seconds),
    )
    return drawn.read_bytes()


def film_pictures(mp4: bytes, ages_years: Sequence[float], *, folder: Path) -> list[Picture]:
    """Returns the pictures of a film of `grow_up` that come nearest to some ages. ages_years: rising, from the film's
    first to its last. folder: an empty one, for the film as a file.

    Raises:
        ResourceError: the film could not be read.
    """
    from ml_core import films, life_films

    source = folder / "source.mp4"
    source.write_bytes(mp4)
    shown = life_films.ages_shown(sum(1 for _ in films.pictures_of(source)), ages_years[0], ages_years[-1])
    nearest = [min(range(len(shown)), key=lambda index: abs(shown[index] - age)) for age in ages_years]
    found = {index: picture for index, picture in enumerate(films.pictures_of(source)) if index in nearest}
    return [found[index] for index in nearest]


def _part_of(on_progress: OnProgress, start: float, end: float) -> OnProgress:
    def tell(progress: Progress) -> None:
        on_progress(replace(progress, fraction=start + (end - start) * progress.fraction))

    return tell
