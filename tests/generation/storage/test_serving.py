from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from generation.models import Job
from tests.generation.conftest import files_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pictures(done_job: Job) -> list[str]:
    portrait = done_job.family.parent_a.portrait
    return [
        f"/children/{done_job.child_id}/image/",
        f"/children/{done_job.child_id}/thumbnail/",
        f"/portraits/{portrait.pk}/aligned/",
        f"/portraits/{portrait.pk}/reconstruction/",
        f"/jobs/{done_job.pk}/preview/b/",
    ]


def get_all(client: Client, addresses: list[str]) -> list[Any]:
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return answers


def test_pictures_are_never_cached_run_or_embedded_elsewhere(alice_client: Client, pictures: list[str]) -> None:
    for answer in get_all(alice_client, pictures):
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "private" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_nothing_in_a_picture_could_run(alice_client: Client, pictures: list[str]) -> None:
    for answer in get_all(alice_client, pictures):
        policies = answer.headers["Content-Security-Policy"].split(";")
        assert {policy.strip() for policy in policies} == {"default-src 'none'", "frame-ancestors 'none'", "sandbox"}


def test_pictures_have_no_address_but_their_views(
    alice_client: Client, done_job: Job, media: Path, pictures: list[str]
) -> None:
    assert settings.MEDIA_URL in ("", "/")
    for name in files_in(media):
        for prefix in ("/media/", "/", "/static/", "/static/../media/"):
            assert alice_client.get(prefix + name).status_code == 404


def test_a_picture_that_has_gone_from_the_disk_is_not_found(
    alice_client: Client, media: Path, pictures: list[str]
) -> None:
    for name in files_in(media):
        (media / name).unlink()
    assert {alice_client.get(address).status_code for address in pictures} == {404}


def test_a_picture_that_is_not_made_yet_is_not_found(alice_client: Client, waiting_job: Job) -> None:
    portrait = waiting_job.family.parent_a.portrait
    for address in (f"/portraits/{portrait.pk}/aligned/", f"/jobs/{waiting_job.pk}/preview/a/"):
        assert alice_client.get(address).status_code == 404


def test_photos_and_numbers_are_not_served_at_all(alice_client: Client, done_job: Job, media: Path) -> None:
    kept_back = [(media / name).read_bytes() for name in files_in(media) if "original" in name or "latent" in name]
    assert len(kept_back) == 5
    portrait = done_job.family.parent_a.portrait
    for kind in ("original", "latent", "preview"):
        assert alice_client.get(f"/portraits/{portrait.pk}/{kind}/").status_code == 404


def test_no_page_or_answer_names_a_stored_file(alice_client: Client, done_job: Job, media: Path) -> None:
    addresses = [
        "/families/",
        f"/families/{done_job.family_id}/",
        f"/children/{done_job.child_id}/",
        f"/jobs/{done_job.pk}/state/",
        "/api/families/",
        f"/api/children/{done_job.child_id}/",
    ]
    names = [Path(name).name for name in files_in(media)]
    for answer in get_all(alice_client, addresses):
        assert not any(name in answer.content.decode() for name in names)
