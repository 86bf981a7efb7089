"""What each decision does: at once, after the time for appeals, and what it refuses."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.encryption import decrypt
from accounts.models import Erasure, ErasureCause, Person, Tombstone, User
from accounts.suspension import lift, suspend
from generation.families.services import delete_family
from generation.models import (
    AuditAct,
    AuditLine,
    Case,
    CaseState,
    Child,
    Decision,
    DecisionKind,
    EndedBy,
    Family,
    Ground,
    RemovedChild,
    ShareLink,
    SharingPause,
)
from generation.moderation.deciding import CannotDecide, close_cases
from generation.refusals import ChildRemoved
from tests.generation.at_once import at_once
from tests.generation.finished import make_child
from tests.generation.moderation.decisions_rows import FACTS, let_time_pass, make_case, make_shared_link, opens, settle
from tests.generation.sharing.conftest import make_link

pytestmark = pytest.mark.django_db

ENDING = [DecisionKind.END_LINK, DecisionKind.END_CHILD_LINKS, DecisionKind.ERASE_CHILD]


@pytest.fixture
def link(alice: User, media: Path) -> ShareLink:
    return make_shared_link(alice)


@pytest.fixture
def child(link: ShareLink) -> Child:
    return link.children.get()


@pytest.fixture
def case(link: ShareLink, moderator: User) -> Case:
    return make_case(link, taken_by=moderator)


def refusal_of(case: Case, moderator: User, kind: DecisionKind, **changes: object) -> str:
    with pytest.raises(CannotDecide) as caught:
        settle(case, moderator, kind, **changes)
    return caught.value.code


def test_a_dismissed_link_opens_again(case: Case, link: ShareLink, moderator: User) -> None:
    assert not opens(link)
    settle(case, moderator, DecisionKind.DISMISS)
    case.refresh_from_db()
    assert opens(link)
    assert case.state == CaseState.DECIDED
    assert case.decided_at is not None


def test_a_dismissed_link_stays_hidden_while_something_else_hides_it(
    case: Case, link: ShareLink, moderator: User
) -> None:
    earlier = make_case_of_another_time(link, moderator)
    settle(case, moderator, DecisionKind.DISMISS)
    assert not opens(link)
    assert earlier.decisions.get().kind == DecisionKind.END_LINK


def make_case_of_another_time(link: ShareLink, moderator: User) -> Case:
    """Makes a case in which the link was ended, and against which somebody may still appeal."""
    Case.objects.filter(link=link).update(state=CaseState.DECIDED)
    earlier = make_case(link, taken_by=moderator)
    settle(earlier, moderator, DecisionKind.END_LINK)
    Case.objects.filter(link=link).exclude(pk=earlier.pk).update(state=CaseState.TAKEN)
    return earlier


@pytest.mark.parametrize("kind", ENDING)
def test_a_link_is_hidden_first_and_ended_when_nobody_appeals(
    case: Case, link: ShareLink, child: Child, moderator: User, kind: DecisionKind
) -> None:
    settle(case, moderator, kind, child=child)
    link.refresh_from_db()
    assert link.hidden_at is not None
    assert link.ended_at is None
    assert close_cases() == 0
    let_time_pass(case)
    assert close_cases() == 1
    assert close_cases() == 0
    link.refresh_from_db()
    case.refresh_from_db()
    assert (link.ended_by, case.state) == (EndedBy.MODERATOR, CaseState.CLOSED)
    assert case.closed_at is not None
    assert Tombstone.objects.filter(row_id=link.pk).exists()


def test_a_link_that_is_not_urgent_is_hidden_by_the_decision(link: ShareLink, moderator: User) -> None:
    case = make_case(link, taken_by=moderator, is_urgent=False)
    assert opens(link)
    settle(case, moderator, DecisionKind.END_LINK)
    assert not opens(link)


def test_ending_one_link_leaves_the_others(link: ShareLink, child: Child, moderator: User) -> None:
    other = make_link(child)
    case = make_case(link, taken_by=moderator)
    settle(case, moderator, DecisionKind.END_LINK)
    assert opens(other)


def test_every_link_of_a_child_ends_and_no_link_of_siblings(link: ShareLink, child: Child, moderator: User) -> None:
    sibling = make_child(link.family)
    Child.objects.filter(pk=sibling.pk).update(seed=8)
    other, siblings = make_link(child), make_link(sibling)
    case = make_case(link, taken_by=moderator)
    settle(case, moderator, DecisionKind.END_CHILD_LINKS, child=child)
    assert not opens(other)
    assert opens(siblings)
    let_time_pass(case)
    close_cases()
    assert set(ShareLink.objects.filter(ended_by=EndedBy.MODERATOR)) == {link, other}


def test_a_removed_child_is_shared_by_no_new_link_and_neither_is_the_same_one_made_again(
    case: Case, link: ShareLink, child: Child, moderator: User
) -> None:
    decision = settle(case, moderator, DecisionKind.END_CHILD_LINKS, child=child)
    again = make_child(link.family, age_years=9.0)
    for each in (child, again):
        with pytest.raises(ChildRemoved) as refused:
            make_link(each)
        assert decision.number in str(refused.value.detail)
    assert ShareLink.objects.count() == 1


def test_what_is_remembered_of_a_removed_child_goes_with_a_parent(
    case: Case, link: ShareLink, child: Child, moderator: User
) -> None:
    settle(case, moderator, DecisionKind.END_CHILD_LINKS, child=child)
    assert RemovedChild.objects.get().seed == child.seed
    Person.objects.filter(pk=link.family.parent_b_id).delete()
    assert not RemovedChild.objects.exists()
    assert Decision.objects.get().child is None


def test_an_erased_child_is_hidden_from_its_owner_first_and_erased_later(
    case: Case, child: Child, moderator: User, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settle(case, moderator, DecisionKind.ERASE_CHILD, child=child)
    child.refresh_from_db()
    assert child.hidden_at is not None
    let_time_pass(case)
    with django_capture_on_commit_callbacks(execute=True):
        close_cases()
    assert not Child.objects.exists()
    assert not (media / str(child.image.name)).exists()
    assert Tombstone.objects.filter(row_id=child.pk).exists()


def test_a_warning_takes_nothing_away(case: Case, link: ShareLink, moderator: User) -> None:
    settle(case, moderator, DecisionKind.WARN)
    assert opens(link)


def test_a_pause_holds_for_its_days(case: Case, link: ShareLink, moderator: User, alice: User) -> None:
    settle(case, moderator, DecisionKind.PAUSE_SHARING, days=7)
    assert not opens(link)
    until = SharingPause.objects.get(owner=alice).until
    assert timedelta(days=6) < until - timezone.now() <= timedelta(days=7)
    SharingPause.objects.update(until=Now())
    assert opens(link)


@pytest.mark.parametrize("days", [7, None])
def test_a_suspended_account_shows_nothing(link: ShareLink, moderator: User, alice: User, days: int | None) -> None:
    other = make_link(link.children.get())
    case = make_case(link, taken_by=moderator)
    settle(case, moderator, DecisionKind.SUSPEND, days=days)
    alice.refresh_from_db()
    assert alice.suspended_at is not None
    assert (alice.suspended_until is None) == (days is None)
    assert not opens(other)
    let_time_pass(case)
    close_cases()
    link.refresh_from_db()
    other.refresh_from_db()
    assert (link.ended_by, other.ended_by) == (EndedBy.MODERATOR, "")


@pytest.mark.parametrize("kind", [DecisionKind.SUSPEND, DecisionKind.CLOSE_ACCOUNT])
@pytest.mark.parametrize("runs_it", ["is_staff", "moderates"])
def test_whoever_runs_the_site_is_not_locked_out_of_it(
    case: Case, moderator: User, alice: User, kind: DecisionKind, runs_it: str
) -> None:
    if runs_it == "moderates":
        alice.groups.set(moderator.groups.all())
    else:
        User.objects.filter(pk=alice.pk).update(is_staff=True)
    with pytest.raises(CannotDecide) as caught:
        settle(case, moderator, kind)
    assert caught.value.code == "runs_the_site"
    alice.refresh_from_db()
    assert (alice.is_active, alice.suspended_at) == (True, None)


def test_an_account_is_suspended_first_and_closed_later(case: Case, moderator: User, alice: User, bob: User) -> None:
    person = make_shared_link(bob).family.parent_b
    Person.objects.filter(pk=person.pk).update(account=alice)
    settle(case, moderator, DecisionKind.CLOSE_ACCOUNT)
    alice.refresh_from_db()
    assert alice.suspended_at is not None
    let_time_pass(case)
    close_cases()
    assert not User.objects.filter(pk=alice.pk).exists()
    assert set(Erasure.objects.values_list("cause", flat=True)) == {ErasureCause.MODERATOR}
    # As a parent whom somebody else invited they decide for themselves, by their own link.
    assert Family.objects.filter(parent_b=person).exists()
    case.refresh_from_db()
    assert (case.state, case.owner, case.link) == (CaseState.CLOSED, None, None)


@pytest.mark.parametrize(
    "kind", [*ENDING, DecisionKind.PAUSE_SHARING, DecisionKind.SUSPEND, DecisionKind.CLOSE_ACCOUNT]
)
def test_whoever_decided_undoes_it(
    case: Case, link: ShareLink, child: Child, moderator: User, alice: User, kind: DecisionKind
) -> None:
    days = 7 if kind == DecisionKind.PAUSE_SHARING else None
    decision = settle(case, moderator, kind, child=child, days=days)
    settle(case, moderator, DecisionKind.RESTORE)
    decision.refresh_from_db()
    child.refresh_from_db()
    alice.refresh_from_db()
    assert decision.undone_at is not None
    assert (child.hidden_at, alice.suspended_at) == (None, None)
    assert opens(link)
    make_link(child)
    let_time_pass(case)
    close_cases()
    assert opens(link)


def test_nothing_is_undone_twice(case: Case, moderator: User) -> None:
    settle(case, moderator, DecisionKind.END_LINK)
    settle(case, moderator, DecisionKind.RESTORE)
    assert refusal_of(case, moderator, DecisionKind.RESTORE) == "nothing_to_undo"


def test_a_decision_is_made_once(case: Case, moderator: User) -> None:
    settle(case, moderator, DecisionKind.END_LINK)
    assert refusal_of(case, moderator, DecisionKind.DISMISS) == "already_decided"
    assert Decision.objects.count() == 1


def test_only_who_has_the_case_decides(link: ShareLink, moderator: User, charlie: User) -> None:
    assert refusal_of(make_case(link), moderator, DecisionKind.DISMISS) == "not_yours"
    Case.objects.update(taken_by=charlie, state=CaseState.TAKEN)
    assert refusal_of(Case.objects.get(), moderator, DecisionKind.DISMISS) == "not_yours"


@pytest.mark.parametrize("is_owner", [True, False])
def test_nobody_decides_about_their_own(case: Case, link: ShareLink, alice: User, bob: User, is_owner: bool) -> None:
    Person.objects.filter(pk=link.family.parent_b_id).update(account=bob)
    own = alice if is_owner else bob
    Case.objects.update(taken_by=own)
    assert refusal_of(case, own, DecisionKind.DISMISS) == "own_content"


def test_an_erasure_before_the_decision_leaves_nothing_to_end(
    case: Case, link: ShareLink, child: Child, moderator: User
) -> None:
    Person.objects.filter(pk=link.family.parent_b_id).delete()
    for kind in ENDING:
        assert refusal_of(case, moderator, kind, child=child) == "gone_meanwhile"
    case.refresh_from_db()
    assert case.state == CaseState.TAKEN
    settle(case, moderator, DecisionKind.DISMISS)


def test_an_erasure_after_the_decision_leaves_the_decision(
    case: Case, link: ShareLink, child: Child, moderator: User
) -> None:
    settle(case, moderator, DecisionKind.ERASE_CHILD, child=child)
    Person.objects.filter(pk=link.family.parent_b_id).delete()
    let_time_pass(case)
    assert close_cases() == 1
    assert Decision.objects.get().carried_out_at is not None


def test_a_child_that_the_link_does_not_show_is_not_removed(case: Case, link: ShareLink, moderator: User) -> None:
    other = make_child(link.family)
    assert refusal_of(case, moderator, DecisionKind.ERASE_CHILD, child=other) == "gone_meanwhile"
    assert not RemovedChild.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": DecisionKind.END_LINK, "ground": Ground.NONE},
        {"kind": DecisionKind.DISMISS, "ground": Ground.RULE_REAL},
        {"kind": DecisionKind.END_LINK, "facts": "  "},
        {"kind": DecisionKind.END_LINK, "days": 3},
        {"kind": DecisionKind.PAUSE_SHARING},
        {"kind": DecisionKind.PAUSE_SHARING, "days": 0},
        {"kind": DecisionKind.SUSPEND, "days": 366},
    ],
)
def test_a_decision_that_makes_no_sense_is_not_made(case: Case, moderator: User, changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Received"):
        settle(case, moderator, **changes)  # type: ignore[arg-type]
    assert not Decision.objects.exists()


def test_the_audit_names_what_was_decided_and_the_facts_are_encrypted(case: Case, moderator: User) -> None:
    decision = settle(case, moderator, DecisionKind.END_LINK)
    line = AuditLine.objects.get(act=AuditAct.DECIDED)
    assert (line.actor_id, line.case_id, line.subject_id, line.detail) == (
        moderator.pk,
        case.pk,
        decision.pk,
        "end_link",
    )
    assert FACTS not in decision.encrypted_facts
    assert decrypt(decision.encrypted_facts) == FACTS


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_is_made(case: Case, moderator: User) -> None:
    def try_to(kind: DecisionKind) -> str:
        try:
            settle(case, moderator, kind)
        except CannotDecide as error:
            return error.code
        return "made"

    results = at_once(lambda: try_to(DecisionKind.END_LINK), lambda: try_to(DecisionKind.DISMISS))
    assert sorted(results) == ["already_decided", "made"]
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_decision_and_an_erasure_at_once_leave_nothing_half(
    case: Case, link: ShareLink, child: Child, moderator: User
) -> None:
    def try_to_erase() -> str:
        try:
            settle(case, moderator, DecisionKind.ERASE_CHILD, child=child)
        except CannotDecide as error:
            return error.code
        return "made"

    result, _erased = at_once(try_to_erase, lambda: delete_family(link.family, deleted_by=link.family.owner))
    assert result in {"made", "gone_meanwhile"}
    assert Decision.objects.count() == (result == "made")
    assert not Child.objects.exists()
    assert not RemovedChild.objects.exists()


@pytest.mark.parametrize("days", [None, 30])
def test_what_an_operator_suspended_stays_suspended_whatever_is_decided_and_undone(
    case: Case, alice: User, moderator: User, days: int | None
) -> None:
    until = timezone.now() + timedelta(days=days) if days else None
    suspend(alice, until=until)
    settle(case, moderator, DecisionKind.SUSPEND, days=1)
    alice.refresh_from_db()
    assert alice.suspended_until == until
    settle(case, moderator, DecisionKind.RESTORE)
    alice.refresh_from_db()
    assert alice.is_suspended_now()
    assert alice.suspended_until == until


def test_a_closing_that_is_undone_does_not_lift_what_an_operator_suspended(
    case: Case, alice: User, moderator: User
) -> None:
    suspend(alice, until=None)
    settle(case, moderator, DecisionKind.CLOSE_ACCOUNT)
    settle(case, moderator, DecisionKind.RESTORE)
    alice.refresh_from_db()
    assert alice.is_suspended_now()


def test_what_an_operator_lifted_is_not_suspended_again_by_what_is_undone(
    link: ShareLink, alice: User, moderator: User
) -> None:
    cases = [make_case(link, taken_by=moderator), make_case(make_shared_link(alice), taken_by=moderator)]
    for case, days in zip(cases, (7, 30), strict=True):
        settle(case, moderator, DecisionKind.SUSPEND, days=days)
    lift(alice)
    settle(cases[1], moderator, DecisionKind.RESTORE)
    alice.refresh_from_db()
    assert not alice.is_suspended_now()


def test_of_two_suspensions_the_longer_one_holds_until_it_is_undone(
    link: ShareLink, alice: User, moderator: User
) -> None:
    short, long = make_case(link, taken_by=moderator), make_case(make_shared_link(alice), taken_by=moderator)
    decisions = [settle(long, moderator, DecisionKind.SUSPEND, days=30)]
    decisions.append(settle(short, moderator, DecisionKind.SUSPEND, days=7))
    ends = []
    for case in (long, short):
        alice.refresh_from_db()
        ends.append(alice.suspended_until)
        settle(case, moderator, DecisionKind.RESTORE)
    assert ends == [decision.until for decision in decisions]
    alice.refresh_from_db()
    assert not alice.is_suspended_now()
