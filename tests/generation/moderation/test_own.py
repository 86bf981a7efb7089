"""What is a moderator's own, on every page and in every decision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.models import User
from generation.models import Case, CaseState, DecisionKind, Outcome
from generation.moderation.appeals import appeal, decide_appeal
from generation.moderation.claims import release_abandoned
from generation.moderation.deciding import CannotDecide
from tests.cast import add_second_step, signed_in
from tests.generation.finished import make_family
from tests.generation.moderation.decisions_rows import (
    WORDS,
    make_another_moderator,
    make_case,
    make_shared_link,
    settle,
)
from tests.generation.moderation.queue_rows import connect_invited

pytestmark = pytest.mark.django_db

Ties = Callable[[User, User], None]


def as_parent_of_another_family(owner: User, moderator: User) -> None:
    connect_invited(make_family(owner), moderator)


def as_whoever_invited_the_owner(owner: User, moderator: User) -> None:
    connect_invited(make_family(moderator), owner)


@pytest.mark.parametrize("tie", [as_parent_of_another_family, as_whoever_invited_the_owner])
def test_who_shares_a_family_with_the_owner_reads_and_decides_nothing(
    alice: User, moderator: User, media: Path, tie: Ties
) -> None:
    partner = make_another_moderator()
    add_second_step(partner)
    case = make_case(make_shared_link(alice), taken_by=moderator)
    made = appeal(settle(case, moderator, DecisionKind.END_LINK), words=WORDS)
    tie(alice, partner)
    client = signed_in(partner)
    addresses = [
        reverse("moderation:case", args=[case.pk]),
        reverse("moderation:decide", args=[case.pk]),
        reverse("moderation:appeal", args=[made.pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert not client.get("/moderation/").context["page"].object_list
    # As if the reported link were gone, by which alone the parents were found.
    Case.objects.update(link=None)
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    with pytest.raises(CannotDecide) as caught:
        decide_appeal(made, partner, outcome=Outcome.REJECTED, answer=WORDS)
    assert caught.value.code == "own_decision"
    # Nobody else is left, so that whoever decided may.
    decide_appeal(made, moderator, outcome=Outcome.GRANTED, answer=WORDS)


@pytest.mark.parametrize("tie", [as_parent_of_another_family, as_whoever_invited_the_owner])
def test_who_comes_to_share_a_family_with_the_owner_gives_the_case_back(
    alice: User, moderator: User, media: Path, tie: Ties
) -> None:
    case = make_case(make_shared_link(alice), taken_by=moderator)
    tie(alice, moderator)
    with pytest.raises(CannotDecide) as caught:
        settle(case, moderator, DecisionKind.CLOSE_ACCOUNT)
    assert caught.value.code == "own_content"
    release_abandoned()
    case.refresh_from_db()
    assert (case.state, case.taken_by) == (CaseState.NEW, None)
