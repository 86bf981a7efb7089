"""One job, several children: all of them or none."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from generation.families.services import delete_family
from generation.jobs.services import cancel_job, retry_job
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Child, Job, JobState
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.jobs.rows import reread
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def siblings_job(request_family: RequestFamily, quick_engine: QuickEngine) -> Job:
    quick_engine.shares = {"eyes": 0.25}
    return request_family(spec=ChildSpec(age_years=7.0, seed=5, siblings=3, sources={"nose": "b"}))


@pytest.fixture
def three(siblings_job: Job) -> list[Child]:
    run_job(siblings_job.pk)
    return list(Child.objects.order_by("position"))


def families_files(media: Path) -> list[str]:
    return [name for name in files_in(media) if name.startswith("families/")]


def test_all_are_stored_each_with_its_own_files(
    siblings_job: Job, three: list[Child], media: Path, quick_engine: QuickEngine
) -> None:
    assert [(child.position, child.shares) for child in three] == [(place, {"eyes": 0.25}) for place in range(3)]
    assert [child.seed for child in three] == [request.seed for request in quick_engine.requests]
    assert {child.job_id for child in three} == {siblings_job.pk}
    assert families_files(media) == sorted(name for child in three for name in child.file_names)
    assert reread(siblings_job).state == JobState.DONE


def test_the_whole_request_reaches_the_engine(three: list[Child], quick_engine: QuickEngine) -> None:
    assert [request.sources for request in quick_engine.requests] == [{"nose": "b"}] * 3


def test_they_are_of_one_moment_and_stay_together(three: list[Child], siblings_job: Job, alice_client: Client) -> None:
    assert len({child.created_at for child in three}) == 1
    told = alice_client.get(f"/api/families/{siblings_job.family_id}/children/").json()["results"]
    assert [child["id"] for child in told] == [str(child.pk) for child in three]


def test_identical_twins_share_a_seed_and_are_told_apart(
    request_family: RequestFamily, quick_engine: QuickEngine
) -> None:
    run_job(request_family(spec=ChildSpec(age_years=7.0, seed=5, siblings=2, identical=True)).pk)
    assert [request.twin for request in quick_engine.requests] == [0, 1]
    assert sorted(Child.objects.values_list("seed", "position")) == [(5, 0), (5, 1)]


def test_the_job_leads_to_where_they_stand_together(
    siblings_job: Job, three: list[Child], alice_client: Client
) -> None:
    place = f"{reverse('families:detail', args=[siblings_job.family_id])}#siblings-{siblings_job.pk}"
    assert alice_client.get(f"/jobs/{siblings_job.pk}/").headers["Location"] == place
    told = alice_client.get(f"/api/jobs/{siblings_job.pk}/").json()
    assert told["child_ids"] == [str(child.pk) for child in three]
    assert (told["child_id"], told["result_url"]) == (str(three[0].pk), place)


def test_with_one_left_the_job_leads_to_that_one(siblings_job: Job, three: list[Child], alice_client: Client) -> None:
    for child in three[:2]:
        alice_client.post(reverse("gallery:delete", args=[child.pk]))
    page = alice_client.get(f"/jobs/{siblings_job.pk}/")
    assert page.headers["Location"] == reverse("gallery:child", args=[three[2].pk])


def test_a_deleted_child_leaves_its_siblings_and_the_last_takes_the_job_along(
    siblings_job: Job, three: list[Child], alice_client: Client, media: Path
) -> None:
    for left in (2, 1, 0):
        alice_client.post(reverse("gallery:delete", args=[three[left].pk]))
        assert (Child.objects.count(), len(families_files(media))) == (left, 3 * left)
        assert Job.objects.exists() == bool(left)


def test_a_deleted_family_takes_all_of_them_along(siblings_job: Job, three: list[Child], media: Path) -> None:
    delete_family(siblings_job.family, deleted_by=siblings_job.owner)
    assert (Child.objects.count(), Job.objects.count(), files_in(media)) == (0, 0, [])


def test_cancelling_before_the_last_leaves_none(siblings_job: Job, quick_engine: QuickEngine, media: Path) -> None:
    def at_step(stage: str, step: int) -> None:
        if (stage, step) == ("synthesising", 3):
            cancel_job(reread(siblings_job))

    quick_engine.at_step = at_step
    run_job(siblings_job.pk)
    assert reread(siblings_job).state == JobState.CANCELLED
    assert (Child.objects.count(), families_files(media)) == (0, [])


def test_a_cancelled_job_makes_all_of_them_when_tried_again(siblings_job: Job) -> None:
    cancel_job(siblings_job)
    retry_job(reread(siblings_job))
    run_job(siblings_job.pk)
    assert Child.objects.count() == 3


def test_a_disk_that_fails_at_the_last_picture_leaves_none(
    siblings_job: Job, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, saved = default_storage.save, []

    def full(name: str, content: object) -> str:
        saved.append(name)
        if len([name for name in saved if "/child-" in name]) == 3:
            raise OSError("No space left on device")
        return str(save(name, content))  # type: ignore[arg-type]

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(OSError, match="No space"):
        run_job(siblings_job.pk)
    assert reread(siblings_job).state == JobState.QUEUED
    assert (Child.objects.count(), families_files(media)) == (0, [])


def test_a_worker_whose_claim_went_to_another_stores_none(
    siblings_job: Job, quick_engine: QuickEngine, media: Path
) -> None:
    def at_step(stage: str, step: int) -> None:
        if (stage, step) == ("synthesising", 2):
            Job.objects.filter(pk=siblings_job.pk).update(fence=99)

    quick_engine.at_step = at_step
    run_job(siblings_job.pk)
    assert (Child.objects.count(), families_files(media)) == (0, [])


def test_a_message_that_arrives_twice_makes_them_once(siblings_job: Job, three: list[Child]) -> None:
    run_job(siblings_job.pk)
    assert Child.objects.count() == 3


def test_a_page_speaks_of_children(siblings_job: Job, quick_engine: QuickEngine, alice_client: Client) -> None:
    said = []

    def at_step(stage: str, step: int) -> None:
        if stage == "synthesising":
            said.append(alice_client.get(f"/jobs/{siblings_job.pk}/state/").json()["message"])

    quick_engine.at_step = at_step
    run_job(siblings_job.pk)
    assert said[-1] == "Drawing the children …"
