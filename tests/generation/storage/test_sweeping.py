from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generation.jobs.workflow import run_job
from generation.models import Job, SiteIdentity
from generation.storage import sweeping
from generation.storage.site_mark import MARK
from generation.storage.sweeping import SPARED, sweep_files
from tests.generation.conftest import files_in
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def marked(media: Path, db: None) -> None:
    """Marks the folder, as every site does at its first start, before anything is stored."""
    sweep_files()


def pictures_in(media: Path) -> list[str]:
    return [name for name in files_in(media) if name != MARK]


def stray(media: Path, name: str, *, hours: float) -> None:
    path = media / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left by a killed worker")
    age(path, hours)


def age(path: Path, hours: float) -> None:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


def test_old_files_that_no_row_names_are_removed(media: Path) -> None:
    stray(media, "people/x/preview-1-abc.jpg", hours=3)
    stray(media, "families/y/child-1-abc.jpg", hours=3)
    assert sweep_files() == 2
    assert pictures_in(media) == []


def test_young_files_may_belong_to_work_that_is_not_done_yet(media: Path) -> None:
    stray(media, "people/x/original-0-abc.jpg", hours=SPARED.total_seconds() / 3600 - 0.1)
    assert sweep_files() == 0
    assert len(pictures_in(media)) == 1


def test_what_a_row_names_is_never_removed_however_old(done_job: Job, media: Path) -> None:
    before = pictures_in(media)
    for name in before:
        age(media / name, 24 * 400)
    assert sweep_files() == 0
    assert pictures_in(media) == before


def test_a_film_is_named_too(film_job: Job, media: Path) -> None:
    run_job(film_job.pk)
    before = pictures_in(media)
    for name in before:
        age(media / name, 24)
    assert any(name.endswith(".mp4") for name in before)
    assert sweep_files() == 0
    assert pictures_in(media) == before


def test_films_that_killed_workers_left_half_done_are_removed(tmp_path: Path, settings: Any) -> None:
    settings.SCRATCH_DIR = tmp_path / "scratch"
    stray(settings.SCRATCH_DIR, "of-a-killed-worker/film.mp4.part", hours=0)
    age(settings.SCRATCH_DIR / "of-a-killed-worker", 24)
    sweep_files()
    assert files_in(settings.SCRATCH_DIR) == []


def test_a_file_that_vanishes_meanwhile_is_passed_over(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("people/x/1.jpg", "people/x/2.jpg"):
        stray(media, name, hours=3)

    def named_while_one_goes() -> Iterator[str]:
        (media / "people/x/1.jpg").unlink()
        return iter([])

    monkeypatch.setattr(sweeping, "names_in_rows", named_while_one_goes)
    assert sweep_files() == 1
    assert pictures_in(media) == []


def test_files_of_others_in_the_same_storage_are_left_alone(media: Path) -> None:
    stray(media, "backup/of-somebody.tar", hours=1000)
    assert sweep_files() == 0
    assert len(pictures_in(media)) == 1


def start_with_another_database() -> None:
    SiteIdentity.objects.all().delete()


def test_pictures_of_another_database_are_never_removed(media: Path, caplog: pytest.LogCaptureFixture) -> None:
    stray(media, "people/x/original-1-abc.jpg", hours=1000)
    start_with_another_database()
    assert sweep_files() == 0
    assert len(pictures_in(media)) == 1
    assert "belong to another database" in caplog.text
    assert f"echo {SiteIdentity.objects.get().site_id} > {media}/.site" in caplog.text


def test_an_empty_folder_of_another_database_stays_its_own(media: Path) -> None:
    mark = (media / MARK).read_text()
    start_with_another_database()
    sweep_files()
    assert (media / MARK).read_text() == mark


def test_unmarked_pictures_that_no_row_names_may_be_anybodys(media: Path, caplog: pytest.LogCaptureFixture) -> None:
    (media / MARK).unlink()
    stray(media, "people/x/original-1-abc.jpg", hours=1000)
    assert sweep_files() == 0
    assert len(pictures_in(media)) == 1
    assert "named by no row of this database" in caplog.text


def test_unmarked_pictures_that_are_all_ours_are_marked(done_job: Job, media: Path) -> None:
    (media / MARK).unlink()
    sweep_files()
    assert (media / MARK).read_text() == str(SiteIdentity.objects.get().site_id)


def test_what_the_warning_says_to_write_is_what_it_takes(media: Path) -> None:
    start_with_another_database()
    sweep_files()
    (media / MARK).write_text(f"{SiteIdentity.objects.get().site_id}\n")
    stray(media, "people/x/preview-1-abc.jpg", hours=3)
    assert sweep_files() == 1


def test_a_photo_that_is_asked_about_keeps_its_cut_outs(
    waiting_job: Job, quick_engine: QuickEngine, media: Path
) -> None:
    quick_engine.num_faces = 2
    run_job(waiting_job.pk)
    before = pictures_in(media)
    for name in before:
        age(media / name, 24)
    assert any("faces-" in name for name in before)
    assert sweep_files() == 0
    assert pictures_in(media) == before
