"""The page about what moderators did, in numbers out of the audit."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db.models import Max
from django.test import Client
from django.utils import timezone

from accounts.encryption import encrypt
from generation.models import AuditAct, AuditLine, Case, Decision
from generation.moderation.audit import AUDIT
from generation.moderation.figures import count_figures
from tests.accounts.people.test_ledger_chain import refusals_off
from tests.generation.moderation.audit_rows import make_case

pytestmark = pytest.mark.django_db
PAGE = "/transparency/"
MAY = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    cache.clear()


def write(act: AuditAct, at: datetime, *, case_id: UUID | None = None, detail: str = "", subject: Any = None) -> None:
    """Writes a line of another time than now, as the database's triggers would not."""
    with refusals_off():
        seq = (AuditLine.objects.aggregate(last=Max("seq"))["last"] or 0) + 1
        AuditLine.objects.create(act=act, at=at, case_id=case_id, detail=detail, seq=seq, subject_id=subject)


def write_case(opened_at: datetime, *, hours: float | None, reason: str = "other", kind: str = "dismiss") -> UUID:
    case_id = uuid4()
    write(AuditAct.REPORTED, opened_at, case_id=case_id, detail=reason)
    if hours is not None:
        write(AuditAct.DECIDED, opened_at + timedelta(hours=hours), case_id=case_id, detail=kind)
    return case_id


def figures_of(year: int) -> Any:
    (found,) = [figures for figures in count_figures() if figures.year == year]
    return found


def values_in(client: Client, year: int) -> dict[tuple[str, str], str]:
    response = client.get(f"{PAGE}{year}.csv")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/csv")
    head, *lines = csv.reader(response.content.decode().splitlines())
    assert head == ["figure", "code", "value"]
    return {(figure, code): value for figure, code, value in lines}


def test_reports_hidings_and_decisions_are_counted_by_their_codes(client: Client) -> None:
    case_id = write_case(MAY, hours=2, reason="own_face", kind="end_link")
    write(AuditAct.REPORTED, MAY + timedelta(hours=1), case_id=case_id, detail="own_face")
    write(AuditAct.HIDDEN, MAY, case_id=case_id, detail="own_face")
    write(AuditAct.LOOKED, MAY, case_id=case_id)
    write_case(MAY, hours=4, reason="sexual")
    values = values_in(client, 2024)
    assert (values["reports", "own_face"], values["reports", "sexual"], values["reports", "minor"]) == ("2", "1", "0")
    assert (values["cases_opened", ""], values["hidden_at_once", ""], values["looks_in_full", ""]) == ("2", "1", "1")
    assert (values["decisions", "end_link"], values["decisions", "dismiss"]) == ("1", "1")


def test_grounds_come_from_the_decisions_that_lines_name(client: Client) -> None:
    rows = make_case()
    write(AuditAct.DECIDED, MAY, case_id=rows.case.pk, detail="warn", subject=rows.decision.pk)
    write(AuditAct.DECIDED, MAY, case_id=uuid4(), detail="warn", subject=uuid4())  # an older dump lacks it
    values = values_in(client, 2024)
    assert (values["grounds", "rule_real"], values["decisions", "warn"]) == ("1", "2")


def test_appeals_are_counted_by_who_made_them_and_by_outcome(client: Client) -> None:
    for by, outcome in (("owner", "granted"), ("owner", "rejected"), ("reporter", "rejected")):
        write(AuditAct.APPEALED, MAY, detail=by)
        write(AuditAct.APPEAL_DECIDED, MAY, detail=outcome)
    values = values_in(client, 2024)
    assert (values["appeals", "owner"], values["appeals", "reporter"]) == ("2", "1")
    assert (values["appeals_decided", "granted"], values["appeals_decided", "rejected"]) == ("1", "2")


@pytest.mark.parametrize(
    ("hours", "expected_median", "expected_percent"),
    [
        ([1, 3, 50], 3.0, 66.7),
        ([48], 48.0, 100.0),
        ([48.01], 48.0, 0.0),
        ([2, None], 2.0, 50.0),  # the other one waits for years
        ([None], None, 0.0),
    ],
)
def test_the_time_until_a_decision_counts_who_still_waits(
    hours: list[float | None], expected_median: float | None, expected_percent: float
) -> None:
    for one in hours:
        write_case(MAY, hours=one)
    figures = figures_of(2024)
    assert (figures.median_hours, figures.percent_in_time) == (expected_median, expected_percent)


def test_who_waits_for_less_than_two_days_is_neither_late_nor_in_time() -> None:
    now = timezone.now()
    write_case(now - timedelta(hours=40), hours=None)
    figures = figures_of((now - timedelta(hours=40)).year)
    assert (figures.num_cases, figures.median_hours, figures.percent_in_time) == (1, None, None)


def test_only_the_first_decision_ends_the_wait_and_a_second_report_opens_no_case() -> None:
    case_id = write_case(MAY, hours=10)
    write(AuditAct.REPORTED, MAY + timedelta(hours=9), case_id=case_id, detail="minor")
    write(AuditAct.DECIDED, MAY + timedelta(days=30), case_id=case_id, detail="restore")
    figures = figures_of(2024)
    assert (figures.num_cases, figures.median_hours, figures.decisions.total()) == (1, 10.0, 2)


def test_a_case_belongs_to_the_year_in_which_it_was_opened() -> None:
    write_case(datetime(2023, 12, 31, 23, 30, tzinfo=UTC), hours=1, kind="warn")
    assert (figures_of(2023).num_cases, figures_of(2024).num_cases) == (1, 0)
    assert (figures_of(2023).decisions.total(), figures_of(2024).decisions["warn"]) == (0, 1)


def test_codes_that_are_no_longer_used_are_still_counted(client: Client) -> None:
    write(AuditAct.REPORTED, MAY, case_id=uuid4(), detail="of_old")
    assert values_in(client, 2024)["reports", "of_old"] == "1"
    assert "of_old" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("year", ["2022", "2023", "2999", "0", "99999999999999999999", "soon", "-1"])
def test_years_of_which_nothing_is_known_are_not_found(client: Client, year: str) -> None:
    write_case(MAY, hours=1)
    assert client.get(f"{PAGE}{year}.csv").status_code == 404


def test_a_year_in_which_nothing_happened_is_there_between_others(client: Client) -> None:
    write_case(MAY, hours=1)
    years = [year["figures"].year for year in client.get(PAGE).context["years"]]
    assert years == list(range(timezone.now().astimezone(UTC).year, 2023, -1))
    assert values_in(client, 2025)["cases_opened", ""] == "0"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_before_the_first_report_the_page_says_so(client: Client, language: str) -> None:
    response = client.get(PAGE, headers={"accept-language": language})
    assert response.status_code == 200
    (year,) = response.context["years"]
    assert year["tables"] == []
    assert "<table" not in response.content.decode()


def test_a_clock_that_ran_ahead_breaks_nothing(client: Client) -> None:
    write_case(timezone.now() + timedelta(days=800), hours=1)
    assert client.get(PAGE).status_code == 200


def test_nobody_is_named_and_no_id_is_told(client: Client) -> None:
    case_id = write_case(MAY, hours=1)
    Case.objects.create(pk=case_id, reason="other", due_at=MAY)
    Decision.objects.create(
        case_id=case_id, kind="warn", ground="none", encrypted_facts=encrypt("facts"), moderator_id=uuid4()
    )
    page, sheet = client.get(PAGE).content.decode(), client.get(f"{PAGE}2024.csv").content.decode()
    assert str(case_id) not in page + sheet
    assert AUDIT.head() is not None


def test_the_first_page_leads_there(client: Client) -> None:
    assert f'href="{PAGE}"' in client.get("/about/").content.decode()


def test_however_many_lines_there_are_they_cost_four_questions_and_then_none(
    client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for number in range(20):
        write_case(MAY + timedelta(days=number), hours=number)
    with django_assert_max_num_queries(4):
        first = client.get(PAGE).context["years"]
    with django_assert_max_num_queries(0):
        again = client.get(PAGE).context["years"]
        client.get(f"{PAGE}2024.csv")
    assert [year["figures"] for year in again] == [year["figures"] for year in first]
