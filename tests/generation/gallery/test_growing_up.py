"""A child's page leads to its film, shows it and takes it along when the child is deleted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from generation.jobs.workflow import run_job
from generation.models import OPEN_STATES, Child, Film, Job, JobState
from tests.generation.conftest import do_job, files_in
from tests.generation.quick_engine import FILM, QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def address(name: str, job: Job) -> str:
    return reverse(f"gallery:{name}", args=[job.child_id])


def page_of(client: Client, job: Job, language: str = "en") -> str:
    answer = client.get(address("child", job), headers={"accept-language": language})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def film(film_job: Job) -> Film:
    do_job(film_job)
    return Film.objects.get()


def test_pressing_leads_to_a_job_and_pressing_again_to_the_same(alice_client: Client, done_job: Job) -> None:
    assert "Watch this child grow up" in page_of(alice_client, done_job)
    answers = [alice_client.post(address("grow-up", done_job)) for _time in range(2)]
    job = Job.objects.get(film_of=done_job.child_id)
    assert [answer.headers["Location"] for answer in answers] == [reverse("jobs:detail", args=[job.pk])] * 2


def test_only_pressing_asks(alice_client: Client, done_job: Job) -> None:
    assert alice_client.get(address("grow-up", done_job)).status_code == 405
    assert Job.objects.count() == 1


def test_who_asks_for_too_much_is_told_when_to_come_back(alice_client: Client, done_job: Job, settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 1
    answers = [alice_client.post(address("grow-up", done_job)) for _time in range(2)]
    answers.append(alice_client.post(f"/api/children/{done_job.child_id}/film/"))
    assert [answer.status_code for answer in answers] == [302, 429, 429]


def test_the_jobs_page_shows_the_child_and_leads_to_the_film(
    alice_client: Client, film_job: Job, done_job: Job
) -> None:
    text = alice_client.get(f"/jobs/{film_job.pk}/").content.decode()
    assert address("thumbnail", done_job) in text
    assert "A film is being made" in text
    run_job(film_job.pk)
    place = f"{address('child', done_job)}#growing-up"
    assert alice_client.get(f"/jobs/{film_job.pk}/").headers["Location"] == place


def test_the_childs_page_says_that_a_film_is_on_the_way(alice_client: Client, film_job: Job, done_job: Job) -> None:
    text = page_of(alice_client, done_job)
    assert f'A film is being made: <a href="/jobs/{film_job.pk}/">' in text
    assert "Watch this child grow up" not in text


def test_a_film_that_waits_for_an_answer_says_so(alice_client: Client, film_job: Job, done_job: Job) -> None:
    Job.objects.filter(pk=film_job.pk).update(state=JobState.WAITING)
    assert f'There is a question about the photos: <a href="/jobs/{film_job.pk}/">' in page_of(alice_client, done_job)


@pytest.mark.parametrize(
    ("code", "words"),
    [("film_failed", "ffmpeg is missing there"), ("wrong_generator", "drawn by a different face model")],
)
def test_one_that_failed_says_why_and_can_be_asked_for_again(
    alice_client: Client, film_job: Job, done_job: Job, code: str, words: str
) -> None:
    Job.objects.filter(pk=film_job.pk).update(state=JobState.FAILED, error_code=code)
    text = page_of(alice_client, done_job)
    assert words in text
    assert "Watch this child grow up" in text
    of_job = alice_client.get(f"/jobs/{film_job.pk}/").content.decode()
    assert words in of_job
    assert "Choose another photo" not in of_job
    assert f'href="{address("child", done_job)}"' in of_job


def test_the_familys_page_tells_of_a_film_while_it_is_drawn_alone(
    alice_client: Client, film_job: Job, done_job: Job
) -> None:
    """How it ended is told on the child's page; what is said here is about children."""
    for state in JobState.values:
        if state != JobState.RUNNING:
            Job.objects.filter(pk=film_job.pk).update(state=state, error_code="wrong_generator")
            text = alice_client.get(f"/families/{done_job.family_id}/").content.decode()
            assert (f"/jobs/{film_job.pk}/" in text) == (state in OPEN_STATES)
            assert "different face model" not in text
    told = alice_client.get(f"/api/families/{done_job.family_id}/").json()
    assert told["latest_job_id"] == str(done_job.pk)


def test_the_page_shows_the_film_the_ages_and_how_to_keep_it(alice_client: Client, film: Film, done_job: Job) -> None:
    text = page_of(alice_client, done_job)
    (video,) = re.findall(r"<video.*?</video>", text)
    for word in ("controls", "muted", "loop", "playsinline", 'aria-label="Film: the imagined child of Ada and Ben'):
        assert word in video
    assert f'poster="{address("poster", done_job)}"' in video
    assert f'<source src="{address("film", done_job)}" type="video/mp4">' in video
    assert address("animation", done_job) in video
    assert f'<img src="{address("strip", done_job)}" alt="The same child at several ages, side by side"' in text
    assert "<li>1</li><li>25</li>" in text
    assert f"{address('film', done_job)}?download" in text


def test_it_is_told_in_korean_too(alice_client: Client, film: Film, done_job: Job) -> None:
    text = page_of(alice_client, done_job, "ko")
    assert "자라는 모습" in text
    assert "영상 내려받기" in text


def test_its_pictures_are_private_and_of_their_kinds(alice_client: Client, film: Film, done_job: Job) -> None:
    kinds = {"film": "video/mp4", "animation": "image/webp", "poster": "image/jpeg", "strip": "image/jpeg"}
    for name, kind in kinds.items():
        headers = alice_client.get(address(name, done_job)).headers
        assert headers["Content-Type"] == kind
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Content-Disposition" not in headers


def test_its_name_when_it_is_kept_names_nobody(alice_client: Client, film: Film, done_job: Job) -> None:
    for name, suffix in (("film", "mp4"), ("animation", "webp")):
        saved = alice_client.get(f"{address(name, done_job)}?download").headers["Content-Disposition"]
        assert re.fullmatch(rf'attachment; filename="babysite-\d{{8}}-\d{{4}}-growing-up\.{suffix}"', saved)


def test_a_player_gets_the_part_that_it_asks_for(alice_client: Client, film: Film, done_job: Job) -> None:
    """An iPhone asks for two bytes first, and gives up when it is sent all of them."""
    whole = alice_client.get(address("film", done_job))
    assert (whole.status_code, whole.content, whole.headers["Accept-Ranges"]) == (200, FILM, "bytes")
    part = alice_client.get(address("film", done_job), headers={"range": "bytes=0-1"})
    assert (part.status_code, part.content) == (206, FILM[:2])
    assert (part.headers["Content-Range"], part.headers["Content-Length"]) == (f"bytes 0-1/{len(FILM)}", "2")
    assert part.headers["Content-Type"] == "video/mp4"


def test_a_part_behind_the_end_is_refused(alice_client: Client, film: Film, done_job: Job) -> None:
    answer = alice_client.get(address("film", done_job), headers={"range": f"bytes={len(FILM)}-"})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{len(FILM)}"


def test_no_stranger_gets_a_part(charlie_client: Client, client: Client, film: Film, done_job: Job) -> None:
    for visitor in (charlie_client, client):
        for part in ("bytes=0-1", f"bytes={len(FILM)}-"):
            assert visitor.get(address("film", done_job), headers={"range": part}).status_code == 404


def test_without_a_film_none_is_found(alice_client: Client, done_job: Job) -> None:
    for name in ("film", "animation", "poster", "strip"):
        assert alice_client.get(address(name, done_job)).status_code == 404


def test_a_deleted_child_takes_its_film_along(alice_client: Client, film: Film, done_job: Job, media: Path) -> None:
    asked = alice_client.get(address("delete", done_job)).content.decode()
    assert "The film of this child growing up will be deleted too." in asked
    alice_client.post(address("delete", done_job))
    assert (Child.objects.count(), Film.objects.count(), Job.objects.count()) == (0, 0, 0)
    assert [name for name in files_in(media) if name.startswith("families/")] == []


def test_the_api_asks_for_it_and_tells_it_with_the_child(
    alice_client: Client, done_job: Job, quick_engine: QuickEngine
) -> None:
    answer = alice_client.post(f"/api/children/{done_job.child_id}/film/")
    job = answer.json()
    assert (answer.status_code, job["state"], job["film_of_id"]) == (201, "queued", str(done_job.child_id))
    assert alice_client.get(f"/api/children/{done_job.child_id}/").json()["film"] is None
    run_job(UUID(job["id"]))
    told = alice_client.get(f"/api/jobs/{job['id']}/").json()
    assert (told["state"], told["child_ids"]) == ("done", [])
    assert told["result_url"] == f"{address('child', done_job)}#growing-up"
    film = alice_client.get(f"/api/children/{done_job.child_id}/").json()["film"]
    assert film["ages_years"] == [1.0, 25.0]
    assert film["mp4_url"] == address("film", done_job)
    for name in ("mp4_url", "webp_url", "poster_url", "strip_url"):
        assert alice_client.get(film[name]).status_code == 200
    children = alice_client.get(f"/api/families/{done_job.family_id}/children/").json()
    assert children["results"][0]["film"] == film
