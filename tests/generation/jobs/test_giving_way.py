"""Between the steps of a job of several children, a job of an account that waited longer is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError

from accounts.models import User
from generation.jobs import giving_way
from generation.jobs.claims import claim_job
from generation.jobs.services import cancel_job
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import work_on
from generation.models import Child, Job, JobState
from tests.generation.conftest import RequestFamily, do_job
from tests.generation.jobs.rows import reread
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
THREE = ChildSpec(age_years=7.0, seed=5, siblings=3)


@pytest.fixture
def siblings_job(request_family: RequestFamily, quick_engine: QuickEngine) -> Job:
    return request_family(spec=THREE)


Ask = Callable[..., list[Job]]


@pytest.fixture
def ask_meanwhile(request_family: RequestFamily, quick_engine: QuickEngine) -> Ask:
    """Lets an account ask for families while the first child is drawn."""

    def do(owner: User, *specs: ChildSpec) -> list[Job]:
        asked: list[Job] = []

        def at_step(stage: str, step: int) -> None:
            if stage == "synthesising" and not asked:
                asked.extend(request_family(owner=owner, spec=spec) for spec in specs)

        quick_engine.at_step = at_step
        return asked

    return do


def test_who_asks_while_siblings_are_drawn_is_served_before_the_last(
    siblings_job: Job, charlie: User, ask_meanwhile: Ask
) -> None:
    asked = ask_meanwhile(charlie, ChildSpec(age_years=3.0))
    do_job(siblings_job)
    (other,) = [reread(job) for job in asked]
    siblings = reread(siblings_job)
    assert (other.state, siblings.state) == (JobState.DONE, JobState.DONE)
    assert other.finished_at
    assert siblings.finished_at
    assert other.finished_at < siblings.finished_at
    assert Child.objects.filter(job=siblings).count() == 3


def test_each_account_is_given_way_once(siblings_job: Job, charlie: User, ask_meanwhile: Ask) -> None:
    asked = ask_meanwhile(charlie, ChildSpec(age_years=3.0), ChildSpec(age_years=4.0))
    do_job(siblings_job)
    assert [reread(job).state for job in asked] == [JobState.DONE, JobState.QUEUED]


def test_a_job_of_one_child_is_not_interrupted(waiting_job: Job, charlie: User, ask_meanwhile: Ask) -> None:
    asked = ask_meanwhile(charlie, ChildSpec(age_years=3.0))
    do_job(waiting_job)
    assert [reread(job).state for job in asked] == [JobState.QUEUED]


def test_the_account_itself_is_not_given_way(siblings_job: Job, alice: User, ask_meanwhile: Ask) -> None:
    asked = ask_meanwhile(alice, ChildSpec(age_years=3.0))
    do_job(siblings_job)
    assert [reread(job).state for job in asked] == [JobState.QUEUED]


def test_a_job_in_between_gives_no_way_itself(
    siblings_job: Job, bob: User, charlie: User, request_family: RequestFamily, quick_engine: QuickEngine
) -> None:
    owners, asked = [charlie, bob], []

    def at_step(stage: str, step: int) -> None:
        if (stage, step) == ("synthesising", 1) and owners:
            asked.append(request_family(owner=owners.pop(0), spec=THREE))

    quick_engine.at_step = at_step
    do_job(siblings_job)
    of_charlie, of_bob = (reread(job) for job in asked)
    assert (of_charlie.state, of_bob.state) == (JobState.DONE, JobState.DONE)
    assert of_bob.started_at
    assert of_charlie.finished_at
    assert of_bob.started_at >= of_charlie.finished_at


def test_a_job_that_fails_in_between_does_no_harm(
    siblings_job: Job, charlie: User, ask_meanwhile: Ask, quick_engine: QuickEngine
) -> None:
    asked = ask_meanwhile(charlie, ChildSpec(age_years=3.0))
    ask = quick_engine.at_step

    def at_step(stage: str, step: int) -> None:
        if stage == "aligning" and asked:
            raise ZeroDivisionError
        ask(stage, step)

    quick_engine.at_step = at_step
    do_job(siblings_job)
    assert [reread(job).state for job in (siblings_job, *asked)] == [JobState.DONE, JobState.QUEUED]


def test_a_job_that_was_stopped_meanwhile_takes_nothing_on(
    siblings_job: Job, charlie: User, ask_meanwhile: Ask, quick_engine: QuickEngine
) -> None:
    asked = ask_meanwhile(charlie, ChildSpec(age_years=3.0))
    ask = quick_engine.at_step

    def at_step(stage: str, step: int) -> None:
        ask(stage, step)
        if stage == "synthesising":
            cancel_job(reread(siblings_job))

    quick_engine.at_step = at_step
    do_job(siblings_job)
    assert [reread(job).state for job in (siblings_job, *asked)] == [JobState.CANCELLED, JobState.QUEUED]


def test_the_time_limit_and_the_attempts_hold_for_the_jobs_own_work(
    siblings_job: Job, charlie: User, ask_meanwhile: Ask, quick_engine: QuickEngine
) -> None:
    asked = ask_meanwhile(charlie, ChildSpec(age_years=3.0))
    ask, seen, said = quick_engine.at_step, [], []

    @contextmanager
    def pause_clock() -> Iterator[None]:
        said.append("pause")
        yield
        said.append("resume")

    def at_step(stage: str, step: int) -> None:
        if stage == "aligning" and asked:
            seen.append((list(said), reread(siblings_job).attempts))
        ask(stage, step)

    quick_engine.at_step = at_step
    claim = claim_job(siblings_job.pk)
    assert claim is not None
    work_on(claim, pause_clock=pause_clock)
    assert seen[0] == (["pause"], 0)
    assert said == ["pause", "resume"]
    assert (reread(siblings_job).state, reread(siblings_job).attempts) == (JobState.DONE, 1)


def test_a_database_that_does_not_answer_costs_no_work(
    siblings_job: Job, quick_engine: QuickEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_which: object) -> None:
        raise OperationalError

    monkeypatch.setattr(giving_way, "claim_next_job", away)
    do_job(siblings_job)
    assert reread(siblings_job).state == JobState.DONE
