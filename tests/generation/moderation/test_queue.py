from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.encryption import encrypt
from accounts.models import User
from generation.models import AuditLine, Case, CaseState, Child, Reason, Report
from tests.cast import add_second_step, signed_in, use_second_step
from tests.generation.moderation.queue_rows import WORDS, connect_invited, make_reported, second_moderator

pytestmark = pytest.mark.django_db
QUEUE = "/moderation/"


@pytest.fixture
def case(alice: User, media: Path) -> Case:
    return make_reported(alice)


@pytest.fixture
def client(moderator: User) -> Client:
    return signed_in(moderator)


def listed(client: Client, **asked: str) -> set[Any]:
    answer = client.get(QUEUE, asked)
    assert answer.status_code == 200
    return {case.pk for case in answer.context["page"]}


def pages_of(case: Case) -> list[str]:
    child_id = case.link.children.get().pk  # type: ignore[union-attr]
    names = ["look", "blurred", "picture"]
    return [
        QUEUE,
        reverse("moderation:case", args=[case.pk]),
        *(reverse(f"moderation:{name}", args=[case.pk, child_id]) for name in names),
    ]


def test_everybody_else_finds_no_such_page(case: Case, alice: User, staff: User) -> None:
    operator = User.objects.create_superuser("operator@example.org", "correct horse battery")
    for user in (None, alice, staff, operator):
        visitor = signed_in(user) if user else Client()
        nowhere = visitor.get("/moderation/nothing/here/")
        for address in [*pages_of(case), "/moderation/moderators/"]:
            if user is operator and address == "/moderation/moderators/":
                continue
            for answer in (visitor.get(address), visitor.post(address)):
                assert (answer.status_code, answer.content) == (404, nowhere.content), (user, address)


def test_who_has_no_second_step_is_led_to_where_it_is_set_up(case: Case, moderator: User) -> None:
    moderator.authenticator_set.all().delete()  # type: ignore[attr-defined]  # allauth's
    visitor = signed_in(moderator)
    for address in pages_of(case):
        assert visitor.get(address).headers["Location"] == reverse("mfa_index")


def test_who_did_not_use_it_in_this_session_is_asked_for_it_and_led_back(case: Case, moderator: User) -> None:
    visitor = Client()
    visitor.force_login(moderator)
    for address in pages_of(case):
        way_back = address.replace("/", "%2F")
        assert visitor.get(address).headers["Location"] == f"{reverse('mfa_reauthenticate')}?next={way_back}"
    assert visitor.post(reverse("moderation:take", args=[case.pk])).status_code == 302
    case.refresh_from_db()
    assert case.taken_by is None


def test_there_a_password_is_offered_to_those_alone_for_whom_it_is_enough(alice: User, moderator: User) -> None:
    add_second_step(alice)
    for user, is_enough in ((alice, True), (moderator, False)):
        visitor = Client()
        visitor.force_login(user)
        page = visitor.get(f"{reverse('mfa_reauthenticate')}?next=/moderation/").content.decode()
        assert (reverse("account_reauthenticate") in page) == is_enough


def test_a_second_step_of_yesterday_is_none(moderator: User) -> None:
    visitor = Client()
    visitor.force_login(moderator)
    use_second_step(visitor, add_second_step(moderator, "webauthn"), hours_ago=12.1)
    assert visitor.get(QUEUE).status_code == 302


def test_open_cases_are_listed_and_those_due_first_at_the_top(case: Case, alice: User, client: Client) -> None:
    later = make_reported(alice, due_at=timezone.now() + timedelta(hours=50), state=CaseState.APPEALED)
    make_reported(alice, state=CaseState.CLOSED)
    sooner = make_reported(alice, due_at=timezone.now() - timedelta(hours=1))
    page = client.get(QUEUE).context["page"]
    assert [each.pk for each in page] == [sooner.pk, case.pk, later.pk]
    assert [(each.is_overdue, each.is_pressing) for each in page] == [(True, True), (False, False), (False, False)]


def test_what_is_decided_is_not_overdue(alice: User, media: Path, client: Client) -> None:
    make_reported(alice, state=CaseState.DECIDED, due_at=timezone.now() - timedelta(hours=1))
    (found,) = client.get(QUEUE, {"state": "decided"}).context["page"]
    assert not found.is_overdue


def test_filters_narrow_the_list(case: Case, alice: User, client: Client, moderator: User) -> None:
    old = make_reported(alice, reason=Reason.OTHER, state=CaseState.TAKEN, taken_by=moderator)
    Case.objects.filter(pk=old.pk).update(opened_at=timezone.now() - timedelta(days=3))
    assert listed(client, state="taken") == listed(client, reason="other") == listed(client, mine="on") == {old.pk}
    assert listed(client, age="2") == {old.pk}
    assert listed(client, age="7") == listed(client, state="taken", reason="minor") == set()
    # What makes no sense is as if it were not there.
    assert listed(client, state="nonsense", age="-1", page="many") == {case.pk, old.pk}


def test_fifty_to_a_page_and_filters_stay(case: Case, client: Client) -> None:
    Case.objects.bulk_create([Case(reason=Reason.OTHER, due_at=timezone.now()) for _ in range(60)])
    answer = client.get(QUEUE, {"reason": "other"})
    assert len(answer.context["page"]) == 50
    assert 'href="?reason=other&amp;page=2"' in answer.content.decode()
    assert len(client.get(QUEUE, {"reason": "other", "page": "2"}).context["page"]) == 10


def test_no_page_asks_the_database_more_than_twelve_times(
    alice: User, media: Path, client: Client, moderator: User
) -> None:
    case = make_reported(alice, num_children=3, photos="a", state=CaseState.TAKEN, taken_by=moderator)
    Case.objects.bulk_create([Case(reason=Reason.OTHER, due_at=timezone.now()) for _ in range(60)])
    counts = {}
    for address in (QUEUE, reverse("moderation:case", args=[case.pk])):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts[address] = len(asked)
    assert max(counts.values()) <= 12, counts


def test_nobody_finds_a_case_about_their_own(alice: User, bob: User, media: Path, moderator: User) -> None:
    own = make_reported(moderator)
    as_parent = make_reported(alice)
    connect_invited(as_parent.link.family, moderator)  # type: ignore[union-attr]
    # Also one about another family of theirs, and when the link is gone.
    other = make_reported(alice)
    other.link.delete()  # type: ignore[union-attr]
    strangers = make_reported(bob)
    client = signed_in(moderator)
    assert listed(client) == {strangers.pk}
    for case in (own, as_parent, other):
        address = reverse("moderation:case", args=[case.pk])
        missing = client.get(reverse("moderation:case", args=[uuid4()]))
        for answer in (client.get(address), client.post(f"{address}take/"), client.post(f"{address}release/")):
            assert (answer.status_code, answer.content) == (404, missing.content)
    assert not AuditLine.objects.filter(act="taken").exists()


def test_another_moderator_finds_them(moderator: User, media: Path) -> None:
    own = make_reported(moderator)
    assert listed(signed_in(second_moderator())) == {own.pk}


def test_no_name_label_address_or_reporter_is_on_any_page(
    alice: User, media: Path, client: Client, moderator: User
) -> None:
    case = make_reported(alice, photos="ab", state=CaseState.TAKEN, taken_by=moderator)
    case.link.shows_names = True  # type: ignore[union-attr]
    case.link.save()  # type: ignore[union-attr]
    told = "".join(client.get(address).content.decode() for address in pages_of(case)[:3])
    assert WORDS in told
    for secret in ("Adalind", "Benedikt", "canary-reporter", alice.email, "/s/", str(alice.pk)):
        assert secret not in told


def test_however_many_report_each_report_can_be_read(case: Case, client: Client) -> None:
    first = case.reports.get()
    Report.objects.bulk_create([Report(case=case, reason=Reason.OTHER, language="en") for _ in range(120)])
    address = reverse("moderation:case", args=[case.pk])
    pages = [client.get(address, {"page": number}) for number in ("1", "2", "3", "nonsense")]
    told = [[each.report.pk for each in page.context["reports"]] for page in pages]
    assert [len(each) for each in told] == [50, 50, 21, 50]
    assert first.pk in {pk for each in told for pk in each}
    assert "?page=2" in pages[0].content.decode()


def test_what_was_deleted_is_said_to_be(case: Case, client: Client, moderator: User) -> None:
    address = reverse("moderation:case", args=[case.pk])
    client.post(f"{address}take/")
    Child.objects.all().delete()
    page = client.get(address)
    assert page.context["shown"] == []
    assert "All children that it showed were deleted" in page.content.decode()
    case.link.delete()  # type: ignore[union-attr]
    assert "The link and all that it showed were deleted" in client.get(address).content.decode()


def test_words_of_a_report_are_only_words(case: Case, client: Client) -> None:
    case.reports.update(encrypted_words=encrypt("<script>alert(1)</script>\n<img src=x>"))
    page = client.get(reverse("moderation:case", args=[case.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_moderators_find_the_queue_from_their_account(moderator: User, alice: User) -> None:
    for user, is_there in ((moderator, True), (alice, False)):
        assert ('href="/moderation/"' in signed_in(user).get("/accounts/").content.decode()) is is_there


def test_a_page_is_kept_nowhere(case: Case, client: Client) -> None:
    for address in pages_of(case)[:2]:
        assert client.get(address).headers["Cache-Control"] == "private, no-store"
