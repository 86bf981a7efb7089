from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from generation import dashboard
from generation.dashboard import get_dashboard
from generation.jobs.endings import EndingCode
from generation.models import Case, CaseState, Job, JobState, Reason
from tests.cast import PASSWORD, signed_in
from tests.generation.finished import make_child, make_family

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings: Any) -> Any:
    settings.CAN_SEND_MAIL = True
    settings.MIN_FREE_DISK_BYTES = 0
    return settings


def make_case(*, due_in_hours: float = 48, **fields: Any) -> Case:
    return Case.objects.create(reason=Reason.OTHER, due_at=timezone.now() + timedelta(hours=due_in_hours), **fields)


def opened(case: Case, *, hours_ago: float) -> None:
    Case.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(hours=hours_ago))


def words() -> list[str]:
    return [str(task.words) for task in get_dashboard().tasks]


def test_open_cases_are_counted_with_the_oldest_and_those_overdue() -> None:
    opened(make_case(), hours_ago=30)
    make_case(due_in_hours=-1, state=CaseState.TAKEN)
    opened(make_case(due_in_hours=-1, state=CaseState.CLOSED), hours_ago=99)
    cases = get_dashboard().cases
    assert (cases.num_open, cases.num_overdue) == (2, 1)
    assert cases.oldest
    assert timedelta(hours=29) < timezone.now() - cases.oldest < timedelta(hours=31)


def test_the_usual_time_to_a_decision_is_a_median_of_ninety_days() -> None:
    assert get_dashboard().cases.median_hours is None
    now = timezone.now()
    for hours in (1, 2, 30):
        opened(make_case(state=CaseState.CLOSED, decided_at=now), hours_ago=hours)
    opened(make_case(state=CaseState.CLOSED, decided_at=now - timedelta(days=91)), hours_ago=24 * 200)
    assert get_dashboard().cases.median_hours == pytest.approx(2, abs=0.1)


def test_jobs_are_counted_and_failures_by_how_they_ended(alice: User, media: Path) -> None:
    family = make_family(alice)
    jobs = [make_child(family).job for _ in range(5)]
    now = timezone.now()
    for job, state, code in zip(
        jobs,
        [JobState.QUEUED, JobState.RUNNING, JobState.FAILED, JobState.FAILED, JobState.FAILED],
        ["", "", EndingCode.NO_FACE_FOUND, EndingCode.NO_FACE_FOUND, EndingCode.INTERNAL_ERROR],
        strict=True,
    ):
        Job.objects.filter(pk=job.pk).update(
            state=state, error_code=code, finished_at=now, lease_until=now if state == JobState.RUNNING else None
        )
    found = get_dashboard().jobs
    assert (found.num_queued, found.num_running) == (1, 1)
    assert list(found.failures.items()) == [("no_face_found", 2), ("internal_error", 1)]
    Job.objects.update(finished_at=now - timedelta(days=8))
    assert get_dashboard().jobs.failures == {}


def test_accounts_are_counted_for_each_of_seven_days(alice: User, bob: User, charlie: User) -> None:
    User.objects.filter(pk=alice.pk).update(date_joined=timezone.now())
    User.objects.filter(pk=bob.pk).update(date_joined=timezone.now() - timedelta(days=2))
    User.objects.filter(pk=charlie.pk).update(date_joined=timezone.now() - timedelta(days=7))
    assert list(get_dashboard().accounts.values()) == [1, 0, 1, 0, 0, 0, 0]


def test_nothing_needs_doing_on_a_site_that_goes_well(moderator: User) -> None:
    make_case()
    assert get_dashboard().tasks == []


def test_who_waits_for_protection_comes_first(
    alice: User, media: Path, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_case(due_in_hours=-1)
    make_child(make_family(alice))
    Job.objects.update(state=JobState.QUEUED, created_at=timezone.now() - timedelta(hours=1))
    site.CAN_SEND_MAIL, site.MIN_FREE_DISK_BYTES = False, 10
    monkeypatch.setattr(dashboard, "free_bytes", lambda: 9)
    addresses = [task.address for task in get_dashboard().tasks]
    assert addresses == ["/moderation/moderators/", "/moderation/moderators/", "", "/admin/generation/job/", ""]


def test_only_faults_of_the_site_need_somebody(alice: User, media: Path, moderator: User) -> None:
    make_child(make_family(alice))
    Job.objects.update(state=JobState.FAILED, error_code=EndingCode.NO_FACE_FOUND)
    assert words() == []
    Job.objects.update(error_code=EndingCode.INTERNAL_ERROR)
    assert len(words()) == 1


def test_operators_find_it_in_the_admin_and_staff_do_not(alice: User, staff: User, media: Path) -> None:
    make_child(make_family(alice, names=("Canary-Adalind", "Canary-Benedikt")))
    operator = signed_in(User.objects.create_superuser("operator@example.org", PASSWORD))
    page = operator.get(reverse("admin:index")).content.decode()
    assert 'id="dashboard"' in page
    assert not any(secret in page for secret in ("Canary", alice.email, str(alice.pk)))
    assert 'id="dashboard"' not in signed_in(staff).get(reverse("admin:index")).content.decode()


def test_it_asks_the_database_the_same_however_much_there_is(alice: User, django_assert_max_num_queries: Any) -> None:
    for _ in range(30):
        make_case()
    with django_assert_max_num_queries(10):
        get_dashboard()
