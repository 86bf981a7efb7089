from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from generation.jobs.endings import EndingCode
from generation.models import Child, Job, JobState, Portrait

pytestmark = pytest.mark.django_db(transaction=True)


def page(client: Client, job: Job) -> str:
    response = client.get(reverse("jobs:detail", args=[job.pk]))
    assert response.status_code == 200
    return response.content.decode()


def change(job: Job, **fields: Any) -> None:
    Job.objects.filter(pk=job.pk).update(**fields)


def run(job: Job, **fields: Any) -> None:
    from django.utils import timezone

    change(job, state=JobState.RUNNING, lease_until=timezone.now(), **fields)


def test_a_waiting_job_says_so_and_can_be_stopped(alice_client: Client, waiting_job: Job) -> None:
    text = page(alice_client, waiting_job)
    assert "Waiting for your turn." in text
    assert text.count("You can close this page") == 1
    assert f'data-socket="/ws/jobs/{waiting_job.pk}/"' in text
    assert reverse("jobs:cancel", args=[waiting_job.pk]) in text


def test_without_a_script_the_page_of_an_open_job_reloads_itself(alice_client: Client, waiting_job: Job) -> None:
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page(alice_client, waiting_job)


def test_a_running_job_says_what_it_does_and_how_far_it_is(alice_client: Client, waiting_job: Job) -> None:
    Portrait.objects.filter(person=waiting_job.family.parent_b).update(preview="people/x/preview.jpg")
    run(waiting_job, stage="projecting", slot="b", fraction=0.42, preview_b=3)
    text = page(alice_client, waiting_job)
    assert "Getting to know the face of Ben …" in text
    assert 'aria-valuenow="42"' in text
    assert f"/jobs/{waiting_job.pk}/preview/b/?v=3" in text


def test_whoever_is_known_already_is_shown_from_the_start(alice_client: Client, waiting_job: Job) -> None:
    Portrait.objects.filter(person=waiting_job.family.parent_a).update(aligned="people/x/aligned.jpg")
    text = page(alice_client, waiting_job)
    known, new = (portrait.pk for portrait in Portrait.objects.order_by("-aligned"))
    assert f"/portraits/{known}/aligned/" in text
    assert f"/portraits/{new}/" not in text
    assert text.count('class="awaited"') == 1


def test_a_done_job_leads_to_its_child(alice_client: Client, done_job: Job) -> None:
    response = alice_client.get(reverse("jobs:detail", args=[done_job.pk]))
    assert response.headers["Location"] == reverse("gallery:child", args=[done_job.child_id])


def test_a_done_job_whose_child_has_gone_says_so(alice_client: Client, done_job: Job) -> None:
    Child.objects.all().delete()
    assert "The picture made here has been deleted." in page(alice_client, done_job)


def test_a_failure_of_ours_can_be_tried_again(alice_client: Client, waiting_job: Job) -> None:
    change(waiting_job, state=JobState.FAILED, error_code="internal_error")
    text = page(alice_client, waiting_job)
    assert "Something went wrong on our side and has been logged." in text
    assert reverse("jobs:retry", args=[waiting_job.pk]) in text


def test_an_unusable_photo_is_named_and_another_one_asked_for(alice_client: Client, waiting_job: Job) -> None:
    change(waiting_job, state=JobState.FAILED, error_code="no_face_found", error_slot="a")
    text = page(alice_client, waiting_job)
    assert "No face was found in the photo of Ada." in text
    assert reverse("jobs:retry", args=[waiting_job.pk]) not in text
    assert reverse("families:photos", args=[waiting_job.family_id, "a"]) in text


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_the_faces_drawn_so_far_stay_when_a_job_ends_without_a_child(
    alice_client: Client, waiting_job: Job, state: JobState
) -> None:
    Portrait.objects.filter(person=waiting_job.family.parent_a).update(preview="people/x/preview.jpg")
    change(waiting_job, state=state, error_code="internal_error", slot="a", preview_a=2)
    text = page(alice_client, waiting_job)
    assert f"/jobs/{waiting_job.pk}/preview/a/?v=2" in text
    assert "at-work" not in text


def test_a_job_that_ended_before_it_drew_anything_shows_no_empty_windows(
    alice_client: Client, waiting_job: Job
) -> None:
    change(waiting_job, state=JobState.CANCELLED)
    assert "data-preview" not in page(alice_client, waiting_job)


def test_a_cancelled_job_can_be_tried_again(alice_client: Client, waiting_job: Job) -> None:
    change(waiting_job, state=JobState.CANCELLED)
    text = page(alice_client, waiting_job)
    assert "Nothing was made." in text
    assert reverse("jobs:retry", args=[waiting_job.pk]) in text


def test_names_are_never_taken_for_markup(alice_client: Client, waiting_job: Job) -> None:
    person = waiting_job.family.parent_a
    person.name = "<script>alert(1)</script>"
    person.save()
    change(waiting_job, state=JobState.FAILED, error_code="no_face_found", error_slot="a")
    assert "<script>alert" not in page(alice_client, waiting_job)
    run(waiting_job, stage="aligning", slot="a")
    assert "<script>alert" not in page(alice_client, waiting_job)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("code", [*EndingCode, "never heard of"])
def test_every_ending_has_its_sentence(alice_client: Client, waiting_job: Job, code: str, language: str) -> None:
    change(waiting_job, state=JobState.FAILED, error_code=code, error_slot="a")
    state = alice_client.get(f"/jobs/{waiting_job.pk}/state/", headers={"accept-language": language}).json()
    assert state["error"]["message"] == state["message"] != ""
    assert any("가" <= letter <= "힣" for letter in state["message"]) == (language == "ko")


def test_states_are_never_cached(alice_client: Client, waiting_job: Job) -> None:
    for name in ("jobs:detail", "jobs:state"):
        assert "no-store" in alice_client.get(reverse(name, args=[waiting_job.pk])).headers["Cache-Control"]


def test_the_line_is_counted_from_the_oldest(alice_client: Client, request_family: Any) -> None:
    jobs = [request_family() for _job in range(3)]
    states = [alice_client.get(reverse("jobs:state", args=[job.pk])).json() for job in jobs]
    assert [state["queue_position"] for state in states] == [1, 2, 3]
