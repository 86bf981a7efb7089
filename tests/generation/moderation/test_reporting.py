"""Reports of what a link shows, by people without an account, and what becomes of the link."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.encryption import decrypt
from accounts.models import Purpose
from generation.consent.answers import withdraw
from generation.erasing.withdrawing import withdraw_and_erase
from generation.models import (
    URGENT_REASONS,
    AuditAct,
    AuditLine,
    Case,
    CaseState,
    Child,
    Decision,
    EndedBy,
    Family,
    Reason,
    Report,
    ShareLink,
)
from generation.moderation import reporting
from generation.moderation.references import token_of as reference_of
from generation.moderation.report_forms import MAX_WORDS_LENGTH
from generation.moderation.typed_addresses import find_link
from generation.sharing.services import end_links, expire_links
from generation.sharing.tokens import address_of, token_of
from tests.generation.at_once import at_once
from tests.generation.moderation.intake_rows import FROM_HERE, REPORT, WORDS, dismiss, report, send_report
from tests.generation.sharing.conftest import addresses_of, make_link

pytestmark = pytest.mark.django_db
in_threads = pytest.mark.django_db(transaction=True)
CALM_REASONS = sorted(set(Reason) - set(URGENT_REASONS))


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("reason", URGENT_REASONS)
def test_an_urgent_report_hides_the_link_in_the_same_request(visitor: Client, link: ShareLink, reason: Reason) -> None:
    assert visitor.get(f"{address_of(link)}state/").status_code == 200
    assert send_report(visitor, link, reason=reason).status_code == 302
    assert {visitor.get(address).status_code for address in addresses_of(link)} == {404}
    case = Case.objects.get()
    assert (case.link, case.owner, case.reason, case.is_urgent) == (link, link.family.owner, reason, True)
    assert case.due_at - case.opened_at == timedelta(hours=48)
    acts = AuditLine.objects.order_by("at", "act").values_list("act", "case_id", "detail")
    assert sorted(acts) == [(AuditAct.HIDDEN, case.pk, reason), (AuditAct.REPORTED, case.pk, reason)]


@pytest.mark.parametrize("reason", CALM_REASONS)
def test_any_other_report_hides_nothing(visitor: Client, link: ShareLink, reason: Reason) -> None:
    send_report(visitor, link, reason=reason)
    assert visitor.get(address_of(link)).status_code == 200
    assert not Case.objects.get().is_urgent


def test_a_hidden_link_answers_like_one_that_never_was(visitor: Client, link: ShareLink) -> None:
    report(link)
    hidden, never = visitor.get(address_of(link)), visitor.get("/s/made-up/")
    assert (hidden.content, hidden.headers) == (never.content, never.headers)


def test_the_owner_reads_why_still_sees_the_child_and_reads_no_word_of_the_reporter(
    visitor: Client, alice_client: Client, link: ShareLink, child: Child
) -> None:
    send_report(visitor, link, words="canary words", email="canary@example.org")
    for address in ("/links/", f"/links/{link.pk}/"):
        page = alice_client.get(address).content.decode()
        assert "my face" in page
        assert "canary" not in page
    standing = alice_client.get(f"/links/{link.pk}/").context["standing"]
    assert standing.is_hidden
    assert not standing.is_live
    assert standing.case.reason == Reason.OWN_FACE
    assert alice_client.get(f"/children/{child.pk}/image/").status_code == 200


def test_further_reports_join_the_open_case_each_with_a_reference_of_its_own(visitor: Client, link: ShareLink) -> None:
    addresses = {send_report(visitor, link, reason=reason).headers["Location"] for reason in ("other", "own_face")}
    assert len(addresses) == 2
    assert {visitor.get(address).status_code for address in addresses} == {200}
    case = Case.objects.get()
    assert (case.num_reports, case.reports.count()) == (2, 2)
    # Of the first urgent one.
    assert (case.reason, case.is_urgent) == (Reason.OWN_FACE, True)
    link.refresh_from_db()
    assert link.hidden_at


def test_after_a_decision_a_report_opens_a_new_case(link: ShareLink) -> None:
    dismiss(report(link, Reason.OTHER).case)  # type: ignore[arg-type]
    report(link, Reason.PASSED_OFF)
    assert Case.objects.count() == 2


def test_what_a_moderator_found_nothing_wrong_with_is_not_hidden_again_for_that_reason(link: ShareLink) -> None:
    dismiss(report(link).case)  # type: ignore[arg-type]
    again = report(link)
    link.refresh_from_db()
    assert link.hidden_at is None
    assert again.case is not None
    assert not again.case.is_urgent
    report(link, Reason.SEXUAL)
    link.refresh_from_db()
    assert link.hidden_at


def test_a_dismissal_holds_for_thirty_days_and_while_it_stands(link: ShareLink) -> None:
    decision = dismiss(report(link).case)  # type: ignore[arg-type]
    Decision.objects.filter(pk=decision.pk).update(undone_at=Now())
    report(link)
    link.refresh_from_db()
    assert link.hidden_at
    dismiss(Case.objects.get(state=CaseState.NEW))
    long_ago = timezone.now() - timedelta(days=31)
    Report.objects.update(created_at=long_ago)
    Decision.objects.update(made_at=long_ago)
    report(link)
    link.refresh_from_db()
    assert link.hidden_at


def test_a_dismissal_of_one_link_says_nothing_of_another(child: Child, link: ShareLink) -> None:
    dismiss(report(link).case)  # type: ignore[arg-type]
    other = make_link(child)
    report(other)
    other.refresh_from_db()
    assert other.hidden_at


def test_what_is_written_is_encrypted_and_in_no_log(
    visitor: Client, link: ShareLink, caplog: pytest.LogCaptureFixture, mailoutbox: list[Any]
) -> None:
    with caplog.at_level(logging.DEBUG):
        send_report(visitor, link, reason="sexual", words="canary words", signature="Canary Kim")
    stored = Report.objects.get()
    assert decrypt(stored.encrypted_words) == "canary words"
    assert decrypt(stored.encrypted_email) == "me@example.org"
    assert decrypt(stored.encrypted_signature) == "Canary Kim"
    row = str(Report.objects.values().get())
    for told in (row, caplog.text, *(email.body for email in mailoutbox)):
        assert "anary" not in told
        assert "me@example.org" not in told


def test_a_signature_is_kept_only_where_the_law_wants_one(visitor: Client, link: ShareLink) -> None:
    send_report(visitor, link, reason="other", signature="Kim")
    assert Report.objects.get().encrypted_signature == ""


def test_thanks_are_the_same_whether_there_is_a_link_or_not(visitor: Client, link: ShareLink) -> None:
    there = send_report(visitor, link)
    never = visitor.post(f"/s/{token_of(link)}A/report/", REPORT, headers=FROM_HERE)
    Report.objects.update(created_at=timezone.now())
    pages = []
    for answer in (there, never):
        address = answer.headers["Location"]
        reference = address.rstrip("/").rpartition("/")[2]
        assert answer.status_code == 302
        pages.append(visitor.get(address).content.decode().replace(reference, ""))
    assert pages[0] == pages[1]
    assert visitor.get("/s/made-up/report/").content == visitor.get(f"{address_of(link)}report/").content
    assert Case.objects.count() == 1
    assert Report.objects.count() == 2


def test_a_report_that_led_nowhere_says_so_once_its_time_is_over(visitor: Client, link: ShareLink) -> None:
    lost, found = report(None), report(link)
    Report.objects.update(created_at=timezone.now() - timedelta(hours=49))
    assert visitor.get(f"/report/{reference_of(lost)}/").context["led_nowhere"]
    assert not visitor.get(f"/report/{reference_of(found)}/").context["led_nowhere"]


def test_a_reference_shows_what_was_decided_since_and_not_before(visitor: Client, link: ShareLink) -> None:
    first = report(link)
    assert first.case is not None
    decision = dismiss(first.case)
    Case.objects.update(state=CaseState.TAKEN)
    second = report(link)
    assert second.case == first.case
    assert visitor.get(f"/report/{reference_of(first)}/").context["decisions"] == [decision]
    assert visitor.get(f"/report/{reference_of(second)}/").context["decisions"] == []


@pytest.mark.parametrize("reference", ["made-up", "AAAA.BBBB", "%00", "가나다", "a" * 500])
def test_a_reference_that_nobody_was_given_opens_nothing(visitor: Client, link: ShareLink, reference: str) -> None:
    assert visitor.get(f"/report/{reference}/").status_code == 404


def test_the_token_of_a_link_is_no_reference_and_the_other_way_round(visitor: Client, link: ShareLink) -> None:
    assert visitor.get(f"/report/{token_of(link)}/").status_code == 404
    assert visitor.get(f"/s/{reference_of(report(link))}/").status_code == 404


def test_a_page_of_a_reference_is_kept_and_indexed_by_nobody(visitor: Client, link: ShareLink) -> None:
    response = visitor.get(f"/report/{reference_of(report(link))}/")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert not response.cookies


def test_a_link_that_has_ended_or_has_a_password_can_be_reported(visitor: Client, agreed: Family, child: Child) -> None:
    ended, closed = make_link(child), make_link(child, password="persimmon tree")
    end_links(ShareLink.objects.filter(pk=ended.pk), EndedBy.OWNER)
    for each in (ended, closed):
        send_report(visitor, each)
        each.refresh_from_db()
    assert Case.objects.count() == 2
    assert closed.hidden_at
    # Nothing opens it again, so there is nothing to hide.
    assert ended.hidden_at is None


def test_every_page_of_a_link_leads_to_its_form(visitor: Client, agreed: Family, child: Child) -> None:
    for each in (make_link(child), make_link(child, password="persimmon tree")):
        assert visitor.get(address_of(each)).context["report_url"] == f"{address_of(each)}report/"


def test_what_a_program_fills_in_is_dropped_silently(visitor: Client, link: ShareLink) -> None:
    answer = send_report(visitor, link, website="https://buy.example")
    assert answer.status_code == 302
    assert len(answer.headers["Location"]) == len(f"/report/{reference_of(report(None))}/")
    assert Report.objects.exclude(case=None).count() == 0
    assert visitor.get(address_of(link)).status_code == 200


@pytest.mark.parametrize(
    "nonsense",
    [
        {"reason": ""},
        {"reason": "dislike"},
        {"words": "x" * (MAX_WORDS_LENGTH + 1)},
        {"email": "me@example.org\nBcc: all@example.org"},
        {"email": "nobody"},
        {"words": "\x00"},
        {"signature": "x" * 101},
    ],
)
def test_nonsense_is_no_report(visitor: Client, link: ShareLink, nonsense: dict[str, str]) -> None:
    assert send_report(visitor, link, **nonsense).status_code == 400
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "words", ["제 얼굴입니다 👩‍👧", "هذا وجهي", "\u202ereversed\u202c", "<script>", "", "x\n" * 500]
)
def test_every_script_is_taken_in_every_field(visitor: Client, link: ShareLink, words: str) -> None:
    sent = {"words": words.replace("\n", "\r\n"), "signature": words[:100].replace("\n", " "), "reason": "sexual"}
    assert send_report(visitor, link, **sent).status_code == 302
    stored = Report.objects.get()
    assert (decrypt(stored.encrypted_words) if stored.encrypted_words else "") == words.strip()


def test_a_household_reports_so_often_a_day_and_mistakes_and_other_sites_use_none_of_it_up(
    visitor: Client, link: ShareLink, settings: Any
) -> None:
    settings.SHARE_REPORTS_PER_DAY = 2
    elsewhere = {"Origin": "https://elsewhere.example"}
    assert visitor.post(f"{address_of(link)}report/", REPORT, headers=elsewhere).status_code == 403
    assert [send_report(visitor, link, reason="").status_code for _ in range(3)] == [400] * 3
    assert [send_report(visitor, link).status_code for _ in range(3)] == [302, 302, 429]
    assert visitor.post("/report/", {**REPORT, "address": "x"}, headers=FROM_HERE).status_code == 429
    assert Case.objects.get().num_reports == 2


@in_threads
def test_reports_at_once_make_one_case_and_hide_once(link: ShareLink) -> None:
    reasons = [*URGENT_REASONS, *CALM_REASONS, Reason.OWN_FACE, Reason.OTHER]
    reports = at_once(*(lambda reason=reason: report(link, reason) for reason in reasons))
    case = Case.objects.get()
    assert {each.case_id for each in reports} == {case.pk}
    assert case.num_reports == len(reasons)
    assert case.is_urgent
    assert AuditLine.objects.filter(act=AuditAct.HIDDEN).count() == 1
    assert AuditLine.objects.filter(act=AuditAct.REPORTED).count() == len(reasons)


@pytest.fixture
def lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has a report stop between its link and its case until somebody waits for it, or nobody does within a second."""
    judge = reporting._was_dismissed

    def linger(link: ShareLink, reason: Reason) -> bool:
        for _ in range(20):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    break
            time.sleep(0.05)
        return judge(link, reason)

    monkeypatch.setattr(reporting, "_was_dismissed", linger)


@in_threads
@pytest.mark.parametrize("other", ["ending", "withdrawing", "erasing", "expiring"])
def test_a_report_and_what_removes_its_link_never_wait_for_each_other(
    link: ShareLink, lingering: None, other: str
) -> None:
    report(link, Reason.OTHER)
    person, links = link.family.parent_b, ShareLink.objects.filter(pk=link.pk)
    if other == "expiring":
        links.update(ended_at=timezone.now() - timedelta(days=40))
    actions: dict[str, Callable[[], object]] = {
        "ending": lambda: end_links(links, EndedBy.OWNER),
        "withdrawing": lambda: withdraw(person=person, purpose=Purpose.PUBLISH),
        "erasing": lambda: withdraw_and_erase(person=person, purpose=Purpose.COMPUTE),
        "expiring": expire_links,
    }
    at_once(lambda: report(link), actions[other])
    assert Report.objects.count() == 2
    assert Case.objects.count() == 1
    assert Client().get(address_of(link)).status_code == 404


def test_a_report_of_a_link_that_has_just_gone_is_taken_all_the_same(link: ShareLink) -> None:
    gone = ShareLink.objects.get(pk=link.pk)
    withdraw_and_erase(person=link.family.parent_b, purpose=Purpose.COMPUTE)
    assert report(gone).case is None


def spellings_of(link: ShareLink) -> dict[str, str]:
    address, token = f"{site_settings.SITE_URL}{address_of(link)}", token_of(link)
    return {
        "as it is": address,
        "without scheme": address.partition("://")[2],
        "with spaces around": f"  {address}\n",
        "broken in the middle": f"{address[:-30]}\r\n {address[-30:]}",
        "with a language": f"{urlsplit(address).netloc}/ko{address_of(link)}",
        "with a query": f"{address}?utm_source=kakao&x=1#top",
        "percent-encoded": address.replace("/", "%2F").replace(":", "%3A").replace(".", "%2E"),
        "encoded twice": address.replace("/", "%252F"),
        "inside another": f"https://l.example/?u={address.replace('/', '%2F')}&h=abc",
        "the token alone": token,
        "of a picture": f"{address}0.jpg",
        "without its slash": address.rstrip("/"),
        "at a sentence's end": f"보세요: {address}).",
        "between marks of direction": f"\u2068{address}\u2069\u200b",
        "in wide letters": address.replace(".", "．").replace("/", "／"),
        "of its owner's page": f"{site_settings.SITE_URL}/links/{link.pk}/",
        "of its owner's page in capitals": f"/LINKS/{str(link.pk).upper()}",
    }


def test_an_address_is_found_however_it_is_spelled(visitor: Client, link: ShareLink, settings: Any) -> None:
    settings.SHARE_REPORTS_PER_DAY = 100
    lost = []
    for spelling, typed in spellings_of(link).items():
        answer = visitor.post("/report/", {**REPORT, "reason": "other", "address": typed}, headers=FROM_HERE)
        assert answer.status_code == 302, spelling
        if Report.objects.latest("created_at").case is None:
            lost.append(spelling)
    assert lost == []


@pytest.mark.parametrize(
    "typed",
    ["https://elsewhere.example/s/abc/", "x" * 10_000, "%" * 10_000, "가나다 🙂", "/children/", "a.b", "/links/0/"],
)
def test_an_address_that_leads_nowhere_is_taken_all_the_same(visitor: Client, link: ShareLink, typed: str) -> None:
    answer = visitor.post("/report/", {**REPORT, "address": typed}, headers=FROM_HERE)
    assert answer.status_code == 302
    assert visitor.get(answer.headers["Location"]).status_code == 200
    assert Report.objects.get().case is None


def test_without_an_address_there_is_nothing_to_report(visitor: Client) -> None:
    assert visitor.get("/report/").status_code == 200
    assert visitor.post("/report/", {**REPORT, "address": "  "}, headers=FROM_HERE).status_code == 400


def test_words_are_stored_with_one_character_for_a_line_break(visitor: Client, link: ShareLink) -> None:
    send_report(visitor, link, words=WORDS.replace("\n", "\r\n"))
    assert decrypt(Report.objects.get().encrypted_words) == WORDS


def test_of_several_addresses_the_first_is_reported(child: Child) -> None:
    for links in [(make_link(child), make_link(child)) for _ in range(4)]:
        assert find_link(" ".join(map(address_of, links))) == links[0]
        assert find_link(" ".join(f"/links/{link.pk}/" for link in links)) == links[0]


def test_however_much_is_pasted_the_database_is_asked_a_few_times(link: ShareLink) -> None:
    owners = f"links/{uuid4()} "
    pasted = owners * 100 + f"{'a' * 22}.{'b' * 43} " * 70
    with CaptureQueriesContext(connection) as asked:
        assert find_link(pasted) is None
        assert find_link(owners + address_of(link)) == link
    assert len(asked) <= 4


def test_the_pages_of_reports_lead_on_and_ask_nobody_to_make_a_child(visitor: Client, link: ShareLink) -> None:
    reference = f"/report/{reference_of(report(link))}/"
    for page in ("/report/", f"{address_of(link)}report/", reference, f"{reference}appeal/"):
        shown = visitor.get(page).content.decode()
        assert [to for to in ("/transparency/", "/verify/") if f'href="{to}"' not in shown] == []
        assert "Make your own" not in shown


def test_the_form_says_which_fields_may_stay_empty(visitor: Client) -> None:
    page = visitor.get("/report/").content.decode()
    fields = re.findall(r'<label for="id_(address|words|email|file)">(.*?)</label>', page, re.DOTALL)
    assert [name for name, label in fields if "(optional)" in label] == ["words", "email"]


def test_what_was_decided_is_laid_out_for_reporters_too(visitor: Client, link: ShareLink) -> None:
    page = visitor.get(f"/report/{reference_of(report(link))}/appeal/").content.decode()
    assert re.search(r"css/decisions[^\"]*\.css", page)
