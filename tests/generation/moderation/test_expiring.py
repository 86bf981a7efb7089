"""What people wrote about a case goes when its time is over, and what was decided stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.reencryption import encrypted_columns
from generation.models import Appeal, Case, Decision, Look, Report
from generation.privacy.services import close_account
from generation.retention.schedule import count_due, expire
from tests.generation.moderation.audit_rows import Rows, make_case, make_report

pytestmark = pytest.mark.django_db


def words_left() -> set[str]:
    """Returns the names of all columns in which somebody's words are still here."""
    return {
        f"{model.__name__}.{name}"
        for model, names in encrypted_columns()
        if model._meta.app_label == "generation"
        for name in names
        if model._default_manager.exclude(**{name: ""}).exists()
    }


def age(report: Report, **time: float) -> None:
    Report.objects.filter(pk=report.pk).update(created_at=timezone.now() - timedelta(**time))


def test_nobodys_words_outlive_a_closed_case_by_more_than_their_time(db: None) -> None:
    make_case(closed_days_ago=180.01)
    assert count_due()["cases"] == 1
    assert expire()["cases"] == 1
    assert words_left() == set()
    assert count_due()["cases"] == expire()["cases"] == 0


def test_what_was_decided_stays_without_names(db: None) -> None:
    rows = make_case(closed_days_ago=181)
    expire()
    decision = Decision.objects.get()
    assert (decision.kind, decision.ground, decision.case_id) == ("warn", "rule_real", rows.case.pk)
    assert [appeal.outcome for appeal in Appeal.objects.all()] == ["rejected", "rejected"]
    assert (Report.objects.get().reason, Look.objects.get().moderator_id) == ("passed_off", rows.look.moderator_id)


@pytest.mark.parametrize("closed_days_ago", [None, 179.99])
def test_a_case_that_is_open_or_not_long_closed_keeps_its_words(closed_days_ago: float | None) -> None:
    rows = make_case(closed_days_ago=closed_days_ago)
    age(rows.report, days=400)
    assert expire()["cases"] == expire()["reports"] == 0
    assert len(words_left()) == 7


@pytest.mark.parametrize("left", [Report, Look, Decision, Appeal])
def test_words_that_are_the_only_ones_left_go_too(left: type[Any]) -> None:
    rows = make_case(closed_days_ago=181)
    kept = {model: list(model.objects.values()) for model in (Report, Look, Decision, Appeal)}
    expire()
    for values in kept[left]:
        left.objects.filter(pk=values["id"]).update(**values)
    assert words_left()
    assert expire()["cases"] == 1
    assert words_left() == set()
    assert Case.objects.get() == rows.case


def test_other_cases_keep_theirs(db: None) -> None:
    make_case(closed_days_ago=181)
    other: Rows = make_case(closed_days_ago=1)
    expire()
    assert [report.case_id for report in Report.objects.exclude(encrypted_words="")] == [other.case.pk]


def test_a_report_that_led_to_no_link_goes_as_long_after_it_was_made(db: None) -> None:
    young, old = make_report(), make_report()
    age(young, days=179, hours=23)
    age(old, days=180, hours=1)
    assert count_due()["reports"] == 1
    assert expire()["reports"] == 1
    assert Report.objects.get() == young


def test_a_closed_account_leaves_a_case_that_names_nobody_and_keeps_its_words_as_long(alice: User) -> None:
    rows = make_case(owner=alice, closed_days_ago=10)
    close_account(alice)
    assert Case.objects.get().owner_id is None
    assert len(words_left()) == 7
    Case.objects.update(closed_at=timezone.now() - timedelta(days=181))
    assert expire()["cases"] == 1
    assert (words_left(), Decision.objects.get()) == (set(), rows.decision)


def test_the_period_is_a_setting_that_the_pages_state(client: Client, settings: Any) -> None:
    settings.REPORT_DAYS = 33
    make_case(closed_days_ago=34)
    assert expire()["cases"] == 1
    assert "33 days" in client.get(reverse("about"), headers={"accept-language": "en"}).content.decode()
