"""Every drawn picture that is stored is marked, and with it every address and export that hands one out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from accounts.people.keys.services import make_site_key
from generation import engine
from generation.jobs.specs import ChildSpec
from generation.models import Job, StudioPage
from generation.provenance.marks import marks
from generation.provenance.signing import roots, serial_numbers
from generation.storage.files import read_file
from generation.studio.workflow import render_preview
from ml_core.contracts import Picture
from ml_core.images import read_picture
from ml_core.marks.credentials import Credentials, KnownSigners, read
from ml_core.marks.metadata import TRAINED_MODEL, find_source_type
from tests.generation.conftest import do_job, files_in
from tests.generation.quick_engine import FILM, QuickEngine

pytestmark = pytest.mark.django_db

# What isn't drawn: photos and their crops, codes; and the films, which the quick engine makes of nothing.
NOT_DRAWN = ("original", "aligned", "latent", "photo", "film")
WITH_WORDS = ("child", "poster", "strip")


@pytest.fixture
def drawn_files(film_job: Job, media: Path) -> dict[str, bytes]:
    """Every stored picture that was drawn, by its name, after a job, a film and a preview in the studio."""
    do_job(film_job)
    page = StudioPage.objects.create(family=film_job.family, page=film_job.family_id, number=1)
    render_preview(page.pk, 1, ChildSpec(age_years=7.0))
    names = [name for name in files_in(media) if name.startswith(("people/", "families/"))]
    return {name: read_file(name) for name in names if not Path(name).name.startswith(NOT_DRAWN)}


def test_every_drawn_picture_is_marked(drawn_files: dict[str, bytes]) -> None:
    now = datetime.now(UTC)
    kinds = {Path(name).name.split("-")[0].split(".")[0] for name in drawn_files}
    assert len(kinds) >= 6, kinds
    known = KnownSigners(roots().decode(), serial_numbers())
    for name, data in drawn_files.items():
        assert find_source_type(data) == TRAINED_MODEL, name
        assert read(data, known)[::2] == ("ours", TRAINED_MODEL), name
        found = marks(with_label=False).watermark.find(read_picture(data))
        assert found == (now.year, now.month), name


def test_pictures_that_people_keep_say_it_in_words(drawn_files: dict[str, bytes]) -> None:
    kept = {name: data for name, data in drawn_files.items() if Path(name).name.startswith(WITH_WORDS)}
    assert len(kept) == len(WITH_WORDS)
    for name, data in kept.items():
        assert has_words(read_picture(data)), name


def test_a_photo_is_not_called_drawn(done_job: Job) -> None:
    portrait = done_job.family.parent_a.portrait
    for photo in (portrait.aligned.name, portrait.photos.get().original.name):
        data = read_file(str(photo))
        assert find_source_type(data) is None
        assert read(data) == Credentials("none")
        assert marks(with_label=False).watermark.find(read_picture(data)) is None


def test_films_are_made_with_marks(film_job: Job, quick_engine: QuickEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[engine.Marks] = []

    def grow_up(*args: object, marks: engine.Marks, **kwargs: object) -> engine.GrowingUp:
        given.append(marks)
        still = np.full((512, 512, 3), 90, np.uint8)
        return engine.GrowingUp(ages_years=(1.0, 25.0), mp4=FILM, webp=b"", strip=still, youngest=still)

    monkeypatch.setattr(engine, "grow_up", grow_up)
    do_job(film_job)
    assert [mark.label for mark in given] == ["both"]
    assert all(mark.signer for mark in given)


def test_only_pictures_to_keep_are_worth_a_question_for_the_time(settings: Any, media: Path) -> None:
    make_site_key()
    settings.TIME_STAMP_URL = "http://time.invalid"
    asked = {with_label: marks(with_label=with_label).signer for with_label in (True, False)}
    assert {key: signer.time_stamp_url for key, signer in asked.items() if signer} == {
        True: "http://time.invalid",
        False: "",
    }


def has_words(picture: Picture) -> bool:
    """Light letters on a dark plate in the lower right corner, of pictures that are grey all over."""
    height, width = picture.shape[:2]
    corner = picture[int(0.9 * height) :, int(0.6 * width) :].min(axis=2)
    return bool(corner.max() > 230 and np.mean(corner < 60) > 0.05)
