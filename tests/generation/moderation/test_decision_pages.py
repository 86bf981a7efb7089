"""Pages about decisions, over HTTP: moderators', owners' and reporters', in both languages, with the emails."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from accounts.encryption import decrypt
from accounts.models import User
from generation.models import Appeal, Case, CaseState, Decision, DecisionKind, Ground, Outcome, ShareLink
from generation.models.decision import SUSPENDS
from generation.moderation.appeals import appeal
from generation.moderation.decision_words import FINAL_STEPS, FOR_REPORTERS, SCOPES
from generation.moderation.first_sentences import SENTENCES, first_sentences_of
from generation.moderation.references import token_of
from tests.cast import add_second_step, signed_in
from tests.generation.moderation.decisions_rows import (
    FACTS,
    REPORTER,
    WORDS,
    make_another_moderator,
    make_case,
    make_shared_link,
    opens,
    settle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def link(alice: User, media: Path) -> ShareLink:
    return make_shared_link(alice)


@pytest.fixture
def case(link: ShareLink, moderator: User) -> Case:
    return make_case(link, taken_by=moderator)


@pytest.fixture
def moderating(moderator: User) -> Client:
    return signed_in(moderator)


def deciding(kind: str = "end_link", **changes: Any) -> dict[str, Any]:
    ground = "none" if kind in {"dismiss", "restore"} else "law_consent"
    return {"kind": kind, "ground": ground, "facts": FACTS, "act": "decide", **changes}


def page_of(case: Case) -> str:
    return f"/moderation/cases/{case.pk}/decide/"


def token_of_reporter(case: Case) -> str:
    return token_of(case.reports.get())


def appeal_as_reporter(client: Client, case: Case, words: str = WORDS) -> Any:
    return client.post(
        f"/report/{token_of_reporter(case)}/appeal/", {"words": words}, headers={"Origin": "http://testserver"}
    )


def addresses_in(email: EmailMessage) -> list[str]:
    return re.findall(rf"{re.escape(site_settings.SITE_URL)}(/\S+)", str(email.body))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_whole_case(alice: User, media: Path, moderator: User, language: str) -> None:
    """A report hides a link; a moderator ends it with reasons; the owner reads them, appeals, and is right."""
    link = make_shared_link(alice)
    case = make_case(link, language=language)
    assert not opens(link)
    Case.objects.filter(pk=case.pk).update(state=CaseState.TAKEN, taken_by=moderator)
    headers = {"Accept-Language": language}

    first = signed_in(moderator)
    preview = first.post(page_of(case), deciding(act="preview", facts=""), headers=headers)
    assert preview.status_code == 200
    facts = preview.context["preview"].facts
    assert facts == first_sentences_of(Ground.LAW_CONSENT)
    assert facts in preview.context["form"]["facts"].value()
    assert not Decision.objects.exists()
    assert first.post(page_of(case), deciding(facts=facts), headers=headers).status_code == 302
    decision = Decision.objects.get()

    to_owner, to_reporter = mail.outbox
    assert (to_owner.to, to_reporter.to) == ([alice.email], [REPORTER])
    owner = signed_in(alice)
    statement = owner.get(addresses_in(to_owner)[0], headers=headers)
    assert statement.context["statement"].facts == facts
    assert statement.context["statement"].appeal_until == decision.appeal_until
    assert statement.headers["Content-Language"] == language
    reporters = Client().get(addresses_in(to_reporter)[0], headers=headers)
    assert [each.what for each in reporters.context["statements"]] == [FOR_REPORTERS[DecisionKind.END_LINK]]
    assert facts not in reporters.content.decode()

    assert owner.post(addresses_in(to_owner)[0], {"words": WORDS}, headers=headers).status_code == 302
    made = Appeal.objects.get()
    second = make_another_moderator()
    add_second_step(second)
    page = f"/moderation/appeals/{made.pk}/"
    assert first.get(page).context["may_decide"] is False
    assert signed_in(second).get(page, headers=headers).context["words"] == WORDS
    granting = {"outcome": "granted", "answer": "You are right."}
    assert signed_in(second).post(page, granting, headers=headers).status_code == 302
    assert opens(link)
    made.refresh_from_db()
    assert made.outcome == Outcome.GRANTED
    assert [email.to for email in mail.outbox[2:]] == [[alice.email], [REPORTER]]
    statement = owner.get(addresses_in(to_owner)[0], headers=headers)
    assert statement.context["statement"].appeal_answer == "You are right."


def test_emails_name_nobody_and_tell_no_facts(case: Case, alice: User, moderating: Client) -> None:
    moderating.post(page_of(case), deciding())
    for email in mail.outbox:
        for secret in ("Ada", "Ben", alice.email, REPORTER, FACTS):
            assert secret not in f"{email.subject} {email.body}"


def test_an_owner_is_told_in_every_language_and_a_reporter_in_theirs(
    link: ShareLink, moderator: User, moderating: Client
) -> None:
    moderating.post(page_of(make_case(link, taken_by=moderator, language="ko")), deciding())
    to_owner, to_reporter = mail.outbox
    assert ["Hello," in email.body for email in (to_owner, to_reporter)] == [True, False]
    assert ["안녕하세요" in email.body for email in (to_owner, to_reporter)] == [True, True]


def test_a_reporter_without_an_address_is_told_nothing(link: ShareLink, moderator: User, moderating: Client) -> None:
    moderating.post(page_of(make_case(link, taken_by=moderator, email="")), deciding("dismiss"))
    assert [email.to for email in mail.outbox] == [[link.family.owner.email]]


def test_an_owner_whose_link_was_never_hidden_hears_nothing_of_a_dismissed_report(
    link: ShareLink, moderator: User, moderating: Client
) -> None:
    moderating.post(page_of(make_case(link, taken_by=moderator, is_urgent=False)), deciding("dismiss"))
    assert [email.to for email in mail.outbox] == [[REPORTER]]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"kind": ""}, "kind", "required"),
        ({"kind": "restore"}, "kind", "invalid_choice"),
        ({"ground": ""}, "ground", "required"),
        ({"ground": "none"}, "ground", "needs_ground"),
        ({"kind": "dismiss", "ground": "law_other"}, "ground", "no_ground"),
        ({"kind": "pause_sharing"}, "days", "needs_days"),
        ({"kind": "pause_sharing", "days": "0"}, "days", "min_value"),
        ({"kind": "suspend", "days": "366"}, "days", "max_value"),
        ({"kind": "suspend", "days": "soon"}, "days", "invalid"),
        ({"kind": "erase_child"}, "child", "needs_child"),
        ({"kind": "erase_child", "child": "nonsense"}, "child", "invalid_choice"),
        ({"facts": "x" * 5000}, "facts", "max_length"),
        ({"facts": "nul\x00"}, "facts", "null_characters_not_allowed"),
    ],
)
def test_nonsense_decides_nothing(
    case: Case, moderating: Client, changes: dict[str, str], field: str, code: str
) -> None:
    response = moderating.post(page_of(case), deciding(**changes))
    assert response.status_code == 400
    assert code in {error.code for error in response.context["form"].errors.as_data()[field]}
    assert not Decision.objects.exists()


def test_a_second_browser_is_told_that_it_is_decided(case: Case, moderating: Client) -> None:
    assert moderating.post(page_of(case), deciding()).status_code == 302
    told = moderating.post(page_of(case), deciding("dismiss"), follow=True)
    assert [message.level_tag for message in told.context["messages"]] == ["success", "error"]
    assert Decision.objects.get().kind == DecisionKind.END_LINK


def test_a_case_that_somebody_else_has_is_not_decided(case: Case, charlie: User, moderating: Client) -> None:
    Case.objects.update(taken_by=charlie)
    response = moderating.post(page_of(case), deciding(), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not Decision.objects.exists()


def test_a_decision_is_undone_on_its_page(case: Case, link: ShareLink, moderator: User, moderating: Client) -> None:
    settle(case, moderator, DecisionKind.END_LINK)
    kinds = [value for value, _label in moderating.get(page_of(case)).context["form"].fields["kind"].choices]
    assert kinds == ["restore"]
    moderating.post(page_of(case), deciding("restore"))
    assert opens(link)


def test_moderators_without_a_second_step_decide_nothing(case: Case, moderator: User, moderating: Client) -> None:
    client = Client()
    client.force_login(moderator)
    assert client.post(page_of(case), deciding()).status_code == 302
    assert not Decision.objects.exists()


def test_there_is_no_page_about_ones_own(case: Case, moderator: User, moderating: Client) -> None:
    made = Appeal.objects.create(decision=settle(case, moderator, DecisionKind.WARN), by="owner")
    Case.objects.update(owner=moderator)
    assert moderating.get(page_of(case)).status_code == 404
    assert moderating.get(f"/moderation/appeals/{made.pk}/").status_code == 404


@pytest.mark.parametrize("is_suspended", [False, True])
def test_an_owner_lists_reads_and_appeals_also_while_suspended(
    case: Case, alice: User, charlie_client: Client, moderator: User, is_suspended: bool
) -> None:
    decision = settle(case, moderator, DecisionKind.SUSPEND if is_suspended else DecisionKind.WARN)
    owner = signed_in(alice)
    page = f"/decisions/{decision.pk}/"
    assert [each.pk for each in owner.get("/decisions/").context["decisions"]] == [decision.pk]
    assert not charlie_client.get("/decisions/").context["decisions"]
    assert charlie_client.post(page, {"words": WORDS}).status_code == 404
    assert owner.get(page).context["statement"].may_appeal
    assert owner.post(page, {"words": " "}).status_code == 400
    owner.post(page, {"words": WORDS})
    assert decrypt(Appeal.objects.get().encrypted_words) == WORDS
    assert not owner.get(page).context["statement"].may_appeal
    refused = owner.post(page, {"words": WORDS}, follow=True)
    assert "error" in {message.level_tag for message in refused.context["messages"]}
    assert Appeal.objects.count() == 1


def test_a_reporter_appeals_without_an_account(case: Case, moderator: User) -> None:
    visitor = Client()
    page = f"/report/{token_of_reporter(case)}/appeal/"
    assert visitor.get(page).context["statements"] == []
    assert appeal_as_reporter(visitor, case).status_code == 200
    settle(case, moderator, DecisionKind.DISMISS)
    assert visitor.get(page).context["may_appeal"]
    assert appeal_as_reporter(visitor, case, words=" ").status_code == 400
    assert appeal_as_reporter(visitor, case).status_code == 302
    assert not visitor.get(page).context["may_appeal"]
    appeal_as_reporter(visitor, case)
    assert Appeal.objects.get().report == case.reports.get()


def test_a_form_of_another_site_appeals_nothing(case: Case, moderator: User) -> None:
    settle(case, moderator, DecisionKind.DISMISS)
    page = f"/report/{token_of_reporter(case)}/appeal/"
    refused = Client().post(page, {"words": WORDS}, headers={"Origin": "https://elsewhere.example"})
    assert refused.status_code == 403
    assert not Appeal.objects.exists()


def test_an_appeal_is_decided_once(case: Case, moderator: User, moderating: Client) -> None:
    made = Appeal.objects.create(decision=settle(case, moderator, DecisionKind.WARN), by="owner")
    page = f"/moderation/appeals/{made.pk}/"
    assert moderating.post(page, {"outcome": "granted"}).status_code == 400
    moderating.post(page, {"outcome": "rejected", "answer": "No."})
    moderating.post(page, {"outcome": "granted", "answer": "Yes."})
    made.refresh_from_db()
    assert made.outcome == Outcome.REJECTED


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_of_a_report_says_what_was_decided_and_leads_on(case: Case, moderator: User, language: str) -> None:
    decision = settle(case, moderator, DecisionKind.SUSPEND)
    token = token_of_reporter(case)
    with translation.override(language):
        page = render_to_string("moderation/report_decision.html", {"decisions": [decision], "reference": token})
        assert str(FOR_REPORTERS[DecisionKind.SUSPEND]) in page
        assert str(decision.get_kind_display()) not in page
    assert f"/report/{token}/appeal/" in page


@pytest.mark.parametrize("kind", DecisionKind)
def test_a_reporter_reads_nothing_of_what_happens_to_the_owner(
    case: Case, link: ShareLink, moderator: User, kind: DecisionKind
) -> None:
    days = 7 if kind == DecisionKind.PAUSE_SHARING else None
    if kind == DecisionKind.RESTORE:
        settle(case, moderator, DecisionKind.WARN)
    settle(case, moderator, kind, child=link.children.get(), days=days)
    page = Client().get(f"/report/{token_of_reporter(case)}/appeal/").content.decode()
    told = [SCOPES[kind], FINAL_STEPS.get(kind), kind.label if kind in SUSPENDS else None, FACTS]
    assert [words for words in told if words and escape(str(words)) in page] == []


def test_the_page_of_a_case_leads_to_what_can_be_decided(case: Case, moderator: User) -> None:
    def addresses(**changes: bool) -> list[str]:
        case.refresh_from_db()
        context = {"case": case, "is_mine": False, "is_open": True, **changes}
        return re.findall(r'href="([^"]+)"', render_to_string("moderation/case_actions.html", context))

    assert addresses() == []
    assert addresses(is_mine=True) == [page_of(case)]
    decision = settle(case, moderator, DecisionKind.WARN)
    assert addresses(is_open=False) == [page_of(case)]
    made = appeal(decision, words=WORDS)
    assert addresses(is_mine=True) == [f"/moderation/appeals/{made.pk}/"]


def test_where_moderators_decide_leads_back_to_the_case(case: Case, moderator: User, moderating: Client) -> None:
    made = Appeal.objects.create(decision=settle(case, moderator, DecisionKind.WARN), by="owner")
    for page in (page_of(case), f"/moderation/appeals/{made.pk}/"):
        assert f'href="/moderation/cases/{case.pk}/"' in moderating.get(page).content.decode()


def test_a_link_that_a_decision_hides_leads_its_owner_to_decisions(
    case: Case, link: ShareLink, moderator: User, alice_client: Client
) -> None:
    settle(case, moderator, DecisionKind.END_LINK)
    assert 'href="/decisions/"' in alice_client.get(f"/links/{link.pk}/").content.decode()


def test_links_lead_to_decisions(alice_client: Client) -> None:
    assert 'href="/decisions/"' in alice_client.get("/links/").content.decode()


def test_every_kind_and_ground_has_its_words() -> None:
    assert set(SCOPES) == set(FOR_REPORTERS) == set(DecisionKind)
    assert set(SENTENCES) == set(Ground)
