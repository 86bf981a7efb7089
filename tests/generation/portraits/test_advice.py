from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from generation.jobs.workflow import run_job
from generation.models import Job, JobState
from ml_core.contracts import Finding
from tests.generation.conftest import RequestFamily
from tests.generation.jobs.rows import reread
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
CHECKS = ["small", "blurred", "covered", "turned", "tilted", "cut", "dark", "bright", "side_light", "glasses", "grey"]


def found(*checks: str) -> list[Finding]:
    return [Finding(check=check, level="advice", value=1.0, threshold=2.0) for check in checks]


def state_of(client: Client, job: Job, language: str = "en") -> Any:
    return client.get(f"/jobs/{job.pk}/state/", headers={"accept-language": language}).json()


def test_what_was_found_is_stored_with_its_figures(waiting_job: Job, quick_engine: QuickEngine) -> None:
    quick_engine.findings = found("blurred")
    run_job(waiting_job.pk)
    photo = reread(waiting_job).family.parent_a.portrait.photos.get()
    assert photo.findings == [{"check": "blurred", "level": "advice", "value": 1.0, "threshold": 2.0}]


def test_advice_is_told_before_the_long_work_begins(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    seen: list[Any] = []
    quick_engine.findings = found("dark", "glasses")

    def at_step(stage: str, step: int) -> None:
        if (stage, step) == ("projecting", 1):
            seen.append((state_of(alice_client, waiting_job), alice_client.get(f"/jobs/{waiting_job.pk}/")))

    quick_engine.at_step = at_step
    run_job(waiting_job.pk)
    state, page = seen[0]
    assert [item["check"] for item in state["advice"]["b"]] == ["dark", "glasses"]
    assert page.content.decode().count("The face is rather dark.") == 2


def test_advice_never_stops_the_work(waiting_job: Job, quick_engine: QuickEngine) -> None:
    quick_engine.findings = found(*CHECKS)
    run_job(waiting_job.pk)
    assert reread(waiting_job).state == JobState.DONE


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_check_has_its_sentence(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine, language: str
) -> None:
    quick_engine.findings = found(*CHECKS)
    run_job(waiting_job.pk)
    advice = state_of(alice_client, waiting_job, language)["advice"]["a"]
    assert [item["check"] for item in advice] == CHECKS
    assert len({item["message"] for item in advice}) == len(CHECKS)
    assert all(item["message"].isascii() == (language == "en") for item in advice)


def test_a_check_that_nobody_has_worded_is_kept_and_not_told(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    quick_engine.findings = found("hiccups")
    run_job(waiting_job.pk)
    assert state_of(alice_client, waiting_job)["advice"]["a"] == []


def test_nobody_is_told_to_choose_other_photos_of_a_drawn_couple(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    for person in waiting_job.family.parents:
        person.is_sample = True
        person.save()
    quick_engine.findings = found("dark")
    run_job(waiting_job.pk)
    assert state_of(alice_client, waiting_job)["advice"] == {"a": [], "b": []}


def test_a_child_is_refused_for_good_and_nothing_is_made(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    quick_engine.findings = [Finding(check="apparent_child", level="refuse", value=4.0, threshold=6.0)]
    run_job(waiting_job.pk)
    state = state_of(alice_client, waiting_job)
    assert (state["error"]["code"], state["retryable"]) == ("apparent_child", False)
    assert "Ada looks like a child in the photo." in state["message"]
    assert not reread(waiting_job).family.parent_a.portrait.aligned


def test_what_several_photos_have_in_common_is_told_once(
    alice_client: Client, request_family: RequestFamily, quick_engine: QuickEngine
) -> None:
    job = request_family(num_photos=2)

    def at_step(stage: str, step: int) -> None:
        if stage == "aligning":
            quick_engine.findings = found("dark", "glasses") if step in (1, 4) else found("dark")

    quick_engine.at_step = at_step
    run_job(job.pk)
    advice = state_of(alice_client, job)["advice"]
    assert [item["photos"] for item in advice["a"]] == [[1, 2], [1]]
    assert [item["photos"] for item in advice["b"]] == [[1, 2], [2]]
    assert advice["a"][0]["message"].startswith("The face is rather dark.")
    assert advice["b"][1]["message"].startswith("Photo 2: Glasses are often lost")
