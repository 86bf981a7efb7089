"""An owner's export tells what moderators did about them, and nobody else's does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from generation.exporting.cases import describe_cases
from generation.models import Case, Look, ShareLink, SharingPause
from generation.moderation.expiring import blank_cases
from tests.generation.exporting.conftest import ask_for_export, content_of, download, freshly_signed_in
from tests.generation.exporting.test_contents import assert_valid
from tests.generation.finished import make_child, make_family
from tests.generation.moderation.audit_rows import Rows, make_case
from tests.generation.sharing.conftest import agree_to_publishing, make_link

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def link(alice: User, media: Path) -> ShareLink:
    family = make_family(alice)
    for person in family.parents:
        agree_to_publishing(person)
    link = make_link(make_child(family))
    link.hidden_at = timezone.now()
    link.save()
    return link


@pytest.fixture
def rows(link: ShareLink) -> Rows:
    return make_case(link)


def export_of(user: User) -> Any:
    client: Client = freshly_signed_in(user)
    content = content_of(download(client, ask_for_export(client)))
    assert_valid(content)
    return content


def test_the_owner_finds_decisions_looks_and_their_own_appeal(rows: Rows, link: ShareLink, alice: User) -> None:
    (case,) = export_of(alice)["cases"]
    (decision,), (look,) = case["decisions"], case["looks"]
    assert (case["id"], case["link_id"]) == (str(rows.case.pk), str(link.pk))
    assert (decision["kind"], decision["ground"], decision["facts"]) == ("warn", "rule_real", "the moderator’s facts")
    assert (look["reason"], look["child_id"]) == ("the moderator’s reason", str(rows.look.child_id))
    (appeal,) = decision["appeals"]
    assert (appeal["words"], appeal["answer"]) == ("the owner’s appeal", "the answer to the owner")


def test_nothing_tells_who_reported_or_who_decided(rows: Rows, alice: User, moderator: User) -> None:
    Case.objects.update(taken_by=moderator)
    text = json.dumps(export_of(alice), ensure_ascii=False)
    secret = [
        rows.look.moderator_id,
        rows.decision.moderator_id,
        rows.appeal.decided_by_id,
        moderator.pk,
        rows.report.pk,
    ]
    for words in ("reporter", *map(str, secret)):
        assert words not in text


def test_a_moderators_own_export_has_nothing_of_others(rows: Rows, moderator: User) -> None:
    Case.objects.update(taken_by=moderator)
    Look.objects.update(moderator_id=moderator.pk)
    content = export_of(moderator)
    assert content["cases"] == []
    text = json.dumps(content, ensure_ascii=False)
    for words in ("the moderator’s", str(rows.case.pk), str(rows.look.child_id), str(rows.case.owner_id)):
        assert words not in text


def test_what_keeps_an_account_from_sharing_is_in_it(link: ShareLink, alice: User) -> None:
    until = timezone.now()
    SharingPause.objects.create(owner=alice, until=until)
    User.objects.filter(pk=alice.pk).update(suspended_at=until, suspended_until=until)
    content = export_of(alice)
    assert content["account"]["suspended_at"] == content["account"]["suspended_until"]
    assert content["account"]["sharing_paused_until"] is not None
    assert content["families"][0]["links"][0]["hidden_at"] is not None


def test_words_whose_time_is_over_are_empty_in_it(link: ShareLink, alice: User) -> None:
    make_case(link, closed_days_ago=181)
    blank_cases()
    (case,) = export_of(alice)["cases"]
    assert case["looks"][0]["reason"] == case["decisions"][0]["facts"] == ""


def test_many_cases_cost_no_more_questions(link: ShareLink, alice: User, django_assert_num_queries: Any) -> None:
    for _number in range(3):
        make_case(link, closed_days_ago=1)
    with django_assert_num_queries(4):
        assert len(describe_cases(alice)) == 3
