from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.models import User
from generation.models import AuditAct, AuditLine, Case, CaseState
from generation.moderation.claims import release_abandoned, take
from generation.moderation.roles import remove_moderator
from tests.cast import signed_in
from tests.generation.at_once import at_once
from tests.generation.moderation.queue_rows import connect_invited, make_reported, second_moderator, taken


@pytest.fixture
def case(alice: User, media: Path) -> Case:
    return make_reported(alice)


def acts(case: Case) -> list[str]:
    return list(AuditLine.objects.filter(case_id=case.pk).order_by("at", "seq").values_list("act", flat=True))


def state_of(case: Case) -> tuple[str, object]:
    case.refresh_from_db()
    return case.state, case.taken_by_id


@pytest.mark.django_db(transaction=True)
def test_of_moderators_at_once_one_has_it(case: Case) -> None:
    people = [second_moderator(f"moderator-{number}@example.org") for number in range(4)]
    won = at_once(*(partial(take, case.pk, user) for user in people))
    assert sorted(won) == [False, False, False, True]
    assert state_of(case) == (CaseState.TAKEN, people[won.index(True)].pk)
    assert acts(case) == [AuditAct.TAKEN]


@pytest.mark.django_db
def test_a_case_is_taken_and_given_back(case: Case, moderator: User) -> None:
    client = taken(case, moderator)
    assert taken(case, moderator)  # again is no error
    assert state_of(case) == (CaseState.TAKEN, moderator.pk)
    assert client.post(f"/moderation/cases/{case.pk}/release/").headers["Location"] == "/moderation/"
    assert state_of(case) == (CaseState.NEW, None)
    client.post(f"/moderation/cases/{case.pk}/release/")
    assert acts(case) == [AuditAct.TAKEN, AuditAct.RELEASED]


@pytest.mark.django_db
def test_a_colleague_reads_who_does_not_have_it_and_takes_nothing(case: Case, moderator: User) -> None:
    taken(case, moderator)
    client = signed_in(second_moderator())
    page = client.get(reverse("moderation:case", args=[case.pk]))
    assert (page.status_code, page.context["is_mine"]) == (200, False)
    for word in ("take", "release"):
        client.post(f"/moderation/cases/{case.pk}/{word}/")
    assert state_of(case) == (CaseState.TAKEN, moderator.pk)


@pytest.mark.django_db
def test_an_appeal_stays_one_whoever_has_it(alice: User, media: Path, moderator: User) -> None:
    case = make_reported(alice, state=CaseState.APPEALED)
    client = taken(case, moderator)
    assert state_of(case) == (CaseState.APPEALED, moderator.pk)
    client.post(f"/moderation/cases/{case.pk}/release/")
    assert state_of(case) == (CaseState.APPEALED, None)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [CaseState.DECIDED, CaseState.CLOSED])
def test_what_is_decided_is_neither_taken_nor_given_back(
    alice: User, media: Path, moderator: User, state: CaseState
) -> None:
    case = make_reported(alice, state=state)
    client = signed_in(moderator)
    client.post(f"/moderation/cases/{case.pk}/take/")
    assert state_of(case) == (state, None)
    Case.objects.update(taken_by=moderator)
    client.post(f"/moderation/cases/{case.pk}/release/")
    release_abandoned()
    assert state_of(case) == (state, moderator.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["removed", "closed", "suspended", "left the group"])
def test_rights_that_end_close_the_door_and_give_the_case_back(case: Case, moderator: User, way: str) -> None:
    client = taken(case, moderator)
    if way == "removed":
        remove_moderator(moderator, even_the_last=True)
        assert state_of(case) == (CaseState.NEW, None)
    elif way == "closed":
        User.objects.filter(pk=moderator.pk).update(is_active=False)
    elif way == "suspended":
        User.objects.filter(pk=moderator.pk).update(suspended_at="2026-01-01T00:00Z")
    else:
        moderator.groups.clear()
    address = reverse("moderation:case", args=[case.pk])
    child_id = case.link.children.get().pk  # type: ignore[union-attr]
    for page in (address, f"{address}blurred/{child_id}/", f"{address}look/{child_id}/"):
        assert client.get(page).status_code == (403 if way == "suspended" else 404)
    release_abandoned()
    assert state_of(case) == (CaseState.NEW, None)
    release_abandoned()
    assert acts(case) == [AuditAct.TAKEN, AuditAct.RELEASED]


@pytest.mark.django_db
def test_nobody_waits_for_the_next_look_to_take_over(case: Case, moderator: User) -> None:
    taken(case, moderator)
    moderator.groups.clear()
    colleague = second_moderator()
    taken(case, colleague)
    release_abandoned()
    assert state_of(case) == (CaseState.TAKEN, colleague.pk)


@pytest.mark.django_db
def test_a_deleted_account_gives_back_what_it_had(case: Case, moderator: User) -> None:
    taken(case, moderator)
    User.objects.filter(pk=moderator.pk).delete()
    release_abandoned()
    assert state_of(case) == (CaseState.NEW, None)


@pytest.mark.django_db
def test_what_becomes_their_own_is_given_back(case: Case, moderator: User) -> None:
    client = taken(case, moderator)
    release_abandoned()
    assert state_of(case) == (CaseState.TAKEN, moderator.pk)
    connect_invited(case.link.family, moderator)  # type: ignore[union-attr]
    assert client.get(reverse("moderation:case", args=[case.pk])).status_code == 404
    release_abandoned()
    assert state_of(case) == (CaseState.NEW, None)
