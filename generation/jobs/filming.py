"""A child that is there already, seen growing up: the same request, at all ages instead of its own."""

from __future__ import annotations

from collections.abc import Sequence

from generation import engine
from generation.jobs.claims import finish, holding
from generation.jobs.pace import Span
from generation.jobs.parents import Parent, Work, codes_of
from generation.jobs.specs import spec_of
from generation.models import Child, Film
from generation.provenance.marks import marks
from generation.storage.scratch import scratch_folder

PICTURE_QUALITY = 90
POSTER_SIZE = 512


def check_it_is_ours(child: Child) -> None:
    """Raises engine.WrongGenerator: of the same draw, the generator in use would make another child."""
    if child.generator_identity != engine.generator_fingerprint():
        raise engine.WrongGenerator(f"The child {child.pk} was drawn by the generator {child.generator_identity}.")


def make_film(work: Work, child: Child, parents: Sequence[Parent], span: Span) -> None:
    """The film and the end of the job, in one transaction and only while the claim is ours."""
    film = _write(work, child, _draw(work, child, parents, span))
    with holding(work.claim) as job:
        work.stop_if_cancelled(job)
        film.save(force_insert=True)
        finish(work.claim)
    work.files.retain(*film.file_names)


def _draw(work: Work, child: Child, parents: Sequence[Parent], span: Span) -> engine.GrowingUp:
    request = spec_of(child.job).requests()[child.position]
    with scratch_folder(child.family) as folder:
        return engine.grow_up(
            *codes_of(parents),
            request,
            folder=folder,
            marks=marks(with_label=True),
            on_progress=work.reporter.listener(span),
            is_cancelled=work.watch.is_cancelled,
        )


def _write(work: Work, child: Child, life: engine.GrowingUp) -> Film:
    """The files of a film, and its row, which is not stored yet."""
    folder = child.family.folder
    labelled = marks(with_label=True)
    poster = labelled.jpeg(engine.resize(life.youngest, POSTER_SIZE), quality=PICTURE_QUALITY)
    strip = labelled.jpeg(life.strip, quality=PICTURE_QUALITY)
    return Film(
        child=child,
        ages_years=list(life.ages_years),
        mp4=work.files.write(folder, "film", "mp4", life.mp4),
        webp=work.files.write(folder, "film", "webp", life.webp),
        poster=work.files.write(folder, "poster", "jpg", poster),
        strip=work.files.write(folder, "strip", "jpg", strip),
    )
