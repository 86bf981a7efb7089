"""Appeals: who may, until when, who decides, and what is undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.models import User
from generation.models import (
    Appeal,
    Appellant,
    AuditAct,
    AuditLine,
    Case,
    CaseState,
    Child,
    Decision,
    DecisionKind,
    EndedBy,
    Look,
    Outcome,
    Reason,
    Report,
    ShareLink,
)
from generation.models.decision import ENDS_THE_LINK, LEAVES_THE_LINK
from generation.moderation.appeals import CannotAppeal, appeal, decide_appeal
from generation.moderation.claims import take
from generation.moderation.deciding import CannotDecide, close_cases
from generation.moderation.reporting import Complaint, take_report
from tests.generation.at_once import at_once
from tests.generation.moderation.decisions_rows import (
    WORDS,
    let_time_pass,
    make_another_moderator,
    make_case,
    make_shared_link,
    opens,
    settle,
)

pytestmark = pytest.mark.django_db
ANSWER = "We looked at it again."


@pytest.fixture
def second(db: None) -> User:
    return make_another_moderator()


@pytest.fixture
def link(alice: User, media: Path) -> ShareLink:
    return make_shared_link(alice)


@pytest.fixture
def case(link: ShareLink, moderator: User) -> Case:
    return make_case(link, taken_by=moderator)


@pytest.fixture
def report(case: Case) -> Report:
    return case.reports.get()


def end(case: Case, moderator: User) -> Decision:
    return settle(case, moderator, DecisionKind.END_LINK)


def test_a_granted_appeal_of_the_owner_lets_the_link_live_again(
    case: Case, link: ShareLink, moderator: User, second: User
) -> None:
    made = appeal(end(case, moderator), words=WORDS)
    case.refresh_from_db()
    assert (case.state, case.taken_by) == (CaseState.APPEALED, None)
    decide_appeal(made, second, outcome=Outcome.GRANTED, answer=ANSWER)
    case.refresh_from_db()
    assert case.state == CaseState.DECIDED
    assert opens(link)
    let_time_pass(case)
    assert close_cases() == 1
    assert opens(link)


def test_a_rejected_appeal_of_the_owner_ends_the_link_at_once(
    case: Case, link: ShareLink, moderator: User, second: User
) -> None:
    made = appeal(end(case, moderator), words=WORDS)
    decide_appeal(made, second, outcome=Outcome.REJECTED, answer=ANSWER)
    link.refresh_from_db()
    assert link.ended_by == EndedBy.MODERATOR


def test_a_child_is_erased_once_the_appeal_is_rejected(
    case: Case, link: ShareLink, moderator: User, second: User
) -> None:
    decision = settle(case, moderator, DecisionKind.ERASE_CHILD, child=link.children.get())
    made = appeal(decision, words=WORDS)
    let_time_pass(case)
    assert close_cases() == 0
    assert Child.objects.exists()
    decide_appeal(made, second, outcome=Outcome.REJECTED, answer=ANSWER)
    assert not Child.objects.exists()


def test_an_account_is_closed_once_the_appeal_is_rejected(
    case: Case, alice: User, moderator: User, second: User
) -> None:
    made = appeal(settle(case, moderator, DecisionKind.CLOSE_ACCOUNT), words=WORDS)
    decide_appeal(made, second, outcome=Outcome.REJECTED, answer=ANSWER)
    assert not User.objects.filter(pk=alice.pk).exists()


@pytest.mark.parametrize("kind", [DecisionKind.DISMISS, DecisionKind.RESTORE])
def test_an_owner_has_nothing_to_appeal_against_where_nothing_is_restricted(
    case: Case, moderator: User, kind: DecisionKind
) -> None:
    if kind == DecisionKind.RESTORE:
        end(case, moderator)
    with pytest.raises(CannotAppeal):
        appeal(settle(case, moderator, kind), words=WORDS)


@pytest.mark.parametrize("kind", ENDS_THE_LINK)
def test_a_reporter_has_nothing_to_appeal_against_where_the_link_is_gone(
    case: Case, link: ShareLink, report: Report, moderator: User, kind: DecisionKind
) -> None:
    decision = settle(case, moderator, kind, child=link.children.get())
    with pytest.raises(CannotAppeal):
        appeal(decision, words=WORDS, report=report)


@pytest.mark.parametrize("kind", [kind for kind in LEAVES_THE_LINK if kind != DecisionKind.RESTORE])
def test_a_granted_appeal_of_a_reporter_hides_the_link_until_it_is_decided_anew(
    case: Case, link: ShareLink, report: Report, moderator: User, second: User, kind: DecisionKind
) -> None:
    days = 7 if kind == DecisionKind.PAUSE_SHARING else None
    decision = settle(case, moderator, kind, days=days)
    made = appeal(decision, words=WORDS, report=report)
    decide_appeal(made, second, outcome=Outcome.GRANTED, answer=ANSWER)
    case.refresh_from_db()
    decision.refresh_from_db()
    assert (case.state, case.taken_by) == (CaseState.TAKEN, second)
    assert decision.undone_at is not None
    assert not opens(link)
    end(case, second)
    assert not opens(link)
    appeal(Decision.objects.get(kind=DecisionKind.END_LINK), words=WORDS)


def test_a_rejected_appeal_of_a_reporter_changes_nothing(
    case: Case, link: ShareLink, report: Report, moderator: User, second: User
) -> None:
    made = appeal(settle(case, moderator, DecisionKind.DISMISS), words=WORDS, report=report)
    decide_appeal(made, second, outcome=Outcome.REJECTED, answer=ANSWER)
    case.refresh_from_db()
    assert case.state == CaseState.DECIDED
    assert opens(link)


def test_everybody_appeals_once(case: Case, report: Report, moderator: User) -> None:
    decision = settle(case, moderator, DecisionKind.WARN)
    for whose in (None, report):
        appeal(decision, words=WORDS, report=whose)
        with pytest.raises(CannotAppeal):
            appeal(decision, words=WORDS, report=whose)
    assert set(Appeal.objects.values_list("by", flat=True)) == {Appellant.OWNER, Appellant.REPORTER}


def test_nobody_appeals_after_fourteen_days(case: Case, moderator: User) -> None:
    decision = end(case, moderator)
    let_time_pass(case, days=14)
    with pytest.raises(CannotAppeal):
        appeal(decision, words=WORDS)


def test_nobody_appeals_against_what_is_undone(case: Case, moderator: User) -> None:
    decision = end(case, moderator)
    settle(case, moderator, DecisionKind.RESTORE)
    with pytest.raises(CannotAppeal):
        appeal(decision, words=WORDS)


def test_a_report_of_another_case_appeals_against_nothing(case: Case, moderator: User, charlie: User) -> None:
    decision = settle(case, moderator, DecisionKind.DISMISS)
    other = make_case(make_shared_link(charlie)).reports.get()
    with pytest.raises(CannotAppeal):
        appeal(decision, words=WORDS, report=other)


def test_a_case_with_two_appeals_waits_for_both(
    case: Case, link: ShareLink, report: Report, moderator: User, second: User
) -> None:
    decision = settle(case, moderator, DecisionKind.WARN)
    owners, reporters = appeal(decision, words=WORDS), appeal(decision, words=WORDS, report=report)
    decide_appeal(owners, second, outcome=Outcome.GRANTED, answer=ANSWER)
    case.refresh_from_db()
    assert case.state == CaseState.APPEALED
    decide_appeal(reporters, second, outcome=Outcome.REJECTED, answer=ANSWER)
    case.refresh_from_db()
    assert case.state == CaseState.DECIDED


def test_what_undoes_a_decision_answers_all_who_wanted_it(
    case: Case, report: Report, moderator: User, second: User
) -> None:
    decision = settle(case, moderator, DecisionKind.WARN)
    appeal(decision, words=WORDS)
    reporters = appeal(decision, words=WORDS, report=report)
    decide_appeal(reporters, second, outcome=Outcome.GRANTED, answer=ANSWER)
    assert not Appeal.objects.filter(outcome="").exists()
    assert [made.by for made in Appeal.objects.exclude(encrypted_answer="")] == [Appellant.REPORTER]


def test_somebody_else_decides_where_there_is_somebody(case: Case, moderator: User, second: User) -> None:
    made = appeal(end(case, moderator), words=WORDS)
    with pytest.raises(CannotDecide) as caught:
        decide_appeal(made, moderator, outcome=Outcome.REJECTED, answer=ANSWER)
    assert caught.value.code == "own_decision"


def test_a_moderator_alone_decides_about_their_own_decision(case: Case, link: ShareLink, moderator: User) -> None:
    made = appeal(end(case, moderator), words=WORDS)
    decide_appeal(made, moderator, outcome=Outcome.GRANTED, answer=ANSWER)
    assert opens(link)


def test_an_owner_who_moderates_does_not_count_as_somebody_else(moderator: User, second: User, media: Path) -> None:
    link = make_shared_link(second)
    made = appeal(end(make_case(link, taken_by=moderator), moderator), words=WORDS)
    with pytest.raises(CannotDecide):
        decide_appeal(made, second, outcome=Outcome.GRANTED, answer=ANSWER)
    decide_appeal(made, moderator, outcome=Outcome.GRANTED, answer=ANSWER)


def test_an_appeal_that_another_moderator_has_is_theirs(
    case: Case, moderator: User, second: User, charlie: User
) -> None:
    made = appeal(end(case, moderator), words=WORDS)
    Case.objects.update(taken_by=charlie)
    with pytest.raises(CannotDecide) as caught:
        decide_appeal(made, second, outcome=Outcome.GRANTED, answer=ANSWER)
    assert caught.value.code == "not_yours"


def test_the_audit_names_appeals_and_words_are_encrypted(
    case: Case, alice: User, moderator: User, second: User
) -> None:
    made = appeal(end(case, moderator), words=WORDS)
    decide_appeal(made, second, outcome=Outcome.REJECTED, answer=ANSWER)
    appealed = AuditLine.objects.get(act=AuditAct.APPEALED)
    assert (appealed.actor_id, appealed.subject_id, appealed.detail) == (alice.pk, made.pk, "owner")
    decided = AuditLine.objects.get(act=AuditAct.APPEAL_DECIDED)
    assert (decided.actor_id, decided.subject_id, decided.detail) == (second.pk, made.pk, "rejected")
    made.refresh_from_db()
    assert WORDS not in made.encrypted_words
    assert ANSWER not in made.encrypted_answer


def test_a_granted_appeal_takes_in_what_was_reported_since(
    case: Case, link: ShareLink, report: Report, moderator: User, second: User, charlie: User
) -> None:
    """Of a link one case is open: two would be refused by the database, and the appeal could never be granted."""
    made = appeal(settle(case, moderator, DecisionKind.DISMISS), words=WORDS, report=report)
    since = make_case(link, taken_by=charlie)
    Look.objects.create(case=since, child=link.children.get(), moderator_id=charlie.pk)
    decide_appeal(made, second, outcome=Outcome.GRANTED, answer=ANSWER)
    case.refresh_from_db()
    since.refresh_from_db()
    assert (case.state, case.taken_by, case.num_reports) == (CaseState.TAKEN, second, 2)
    assert (since.state, since.taken_by, since.num_reports) == (CaseState.CLOSED, None, 0)
    assert case.reports.count() == 2
    assert case.looks.count() == 1
    assert AuditLine.objects.filter(act=AuditAct.CLOSED, case_id=since.pk).exists()
    settle(case, second, DecisionKind.DISMISS)
    assert opens(link)


@pytest.mark.parametrize("way", ["appeal", "restore"])
def test_what_was_undone_is_not_hidden_again_by_another_report_for_the_same_reason(
    case: Case, link: ShareLink, report: Report, moderator: User, second: User, way: str
) -> None:
    decision = end(case, moderator)
    if way == "appeal":
        decide_appeal(appeal(decision, words=WORDS), second, outcome=Outcome.GRANTED, answer=ANSWER)
    else:
        settle(case, moderator, DecisionKind.RESTORE)
    take_report(link, Complaint(reason=Reason(report.reason)))
    assert opens(link)
    take_report(link, Complaint(reason=Reason.MINOR))
    assert not opens(link)


def test_a_reporter_who_is_right_can_have_it_hidden_again_also_if_the_owner_appealed_too(
    case: Case, link: ShareLink, report: Report, moderator: User, second: User
) -> None:
    decision = settle(case, moderator, DecisionKind.WARN)
    appeal(decision, words=WORDS)
    reporters = appeal(decision, words=WORDS, report=report)
    decide_appeal(reporters, second, outcome=Outcome.GRANTED, answer=ANSWER)
    settle(case, second, DecisionKind.WARN)
    take_report(link, Complaint(reason=Reason(report.reason)))
    assert not opens(link)


def test_a_further_appeal_leaves_the_first_with_whoever_has_it_and_due_when_it_was(
    case: Case, report: Report, moderator: User, second: User
) -> None:
    decision = settle(case, moderator, DecisionKind.WARN)
    appeal(decision, words=WORDS)
    assert take(case.pk, second)
    case.refresh_from_db()
    due_at = case.due_at
    appeal(decision, words=WORDS, report=report)
    case.refresh_from_db()
    assert (case.state, case.taken_by, case.due_at) == (CaseState.APPEALED, second, due_at)


def test_a_new_case_of_the_link_may_stand_beside_an_appeal(case: Case, link: ShareLink, moderator: User) -> None:
    decision = end(case, moderator)
    make_case(link)
    appeal(decision, words=WORDS)
    assert Case.objects.filter(link=link).count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_about_an_appeal_at_once_one_is_made(case: Case, moderator: User, second: User) -> None:
    made = appeal(end(case, moderator), words=WORDS)

    def try_to(outcome: Outcome) -> str:
        try:
            decide_appeal(made, second, outcome=outcome, answer=ANSWER)
        except CannotDecide as error:
            return error.code
        return "made"

    results = at_once(lambda: try_to(Outcome.GRANTED), lambda: try_to(Outcome.REJECTED))
    assert sorted(results) == ["already_decided", "made"]


@pytest.mark.django_db(transaction=True)
def test_an_appeal_and_the_end_of_its_time_at_once_leave_nothing_half(
    case: Case, link: ShareLink, moderator: User
) -> None:
    decision = end(case, moderator)
    Case.objects.update(decided_at="2026-01-01T00:00Z")

    def try_to_appeal() -> str:
        try:
            appeal(decision, words=WORDS)
        except CannotAppeal:
            return "too late"
        return "made"

    result, _closed = at_once(try_to_appeal, close_cases)
    case.refresh_from_db()
    link.refresh_from_db()
    assert (result, case.state, link.ended_by) in {
        ("made", CaseState.APPEALED, ""),
        ("too late", CaseState.CLOSED, EndedBy.MODERATOR),
    }
