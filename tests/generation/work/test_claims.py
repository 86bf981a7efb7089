"""Claims as jobs and exports share them. How each of them ends is tested with each."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from generation.exporting.workflow import EXPORTS
from generation.models import Export, ExportState
from generation.work.claims import ENQUEUE_AGAIN_SECONDS, ENQUEUE_AT_ONCE, Claim, LostClaim

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row(alice: User) -> Export:
    return Export.objects.create(account=alice)


def claimed(row: Export) -> Claim:
    with transaction.atomic():
        free = EXPORTS.lock_free(row.pk)
        assert free is not None
        return EXPORTS.take(free, people=["1"])


def is_free(row: Export) -> bool:
    with transaction.atomic():
        return EXPORTS.lock_free(row.pk) is not None


def let_the_lease_run_out() -> None:
    Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_claim_stores_its_number_its_lease_and_what_was_given_besides(row: Export) -> None:
    claim = claimed(row)
    stored = Export.objects.get()
    assert (claim.row_id, claim.fence, claim.attempt) == (row.pk, 1, 1)
    assert (stored.attempts, stored.people) == (1, ["1"])
    assert stored.lease_until is not None
    assert stored.lease_until > timezone.now()


def test_what_somebody_holds_is_not_free_until_the_lease_has_run_out(row: Export) -> None:
    claimed(row)
    assert not is_free(row)
    let_the_lease_run_out()
    assert is_free(row)
    assert [abandoned.pk for abandoned in EXPORTS.abandoned()] == [row.pk]


def test_what_has_ended_is_not_free(row: Export) -> None:
    Export.objects.update(state=ExportState.READY)
    assert not is_free(row)


def test_a_newer_claim_makes_the_older_one_void(row: Export) -> None:
    old = claimed(row)
    let_the_lease_run_out()
    new = claimed(row)
    assert not EXPORTS.held_by(old).exists()
    assert EXPORTS.held_by(new).exists()
    with pytest.raises(LostClaim):
        EXPORTS.renew(old)
    EXPORTS.renew(new)


def test_the_last_attempt_is_known_as_such(row: Export) -> None:
    claims = []
    for _ in range(EXPORTS.max_attempts()):
        claims.append(claimed(row))
        let_the_lease_run_out()
    assert [EXPORTS.is_last(claim) for claim in claims] == [False, False, True]


def test_what_nobody_heard_of_is_sent_again_once_in_a_while(row: Export) -> None:
    sent: list[UUID] = []
    assert EXPORTS.enqueue_again(sent.append) == 0, "It may still be on its way."
    Export.objects.update(enqueued_at=timezone.now() - timedelta(seconds=ENQUEUE_AGAIN_SECONDS + 1))
    assert EXPORTS.enqueue_again(sent.append) == 1
    assert EXPORTS.enqueue_again(sent.append) == 0
    assert sent == [row.pk]


def test_what_somebody_holds_is_not_sent_again(row: Export) -> None:
    claimed(row)
    Export.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))
    assert EXPORTS.enqueue_again(lambda _: None) == 0


def test_a_long_line_is_sent_for_from_its_head(row: Export) -> None:
    users = [User(email=f"{number}@example.org") for number in range(ENQUEUE_AT_ONCE)]
    Export.objects.bulk_create([Export(account=user) for user in User.objects.bulk_create(users)])
    Export.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))
    assert EXPORTS.enqueue_again(lambda _: None) == ENQUEUE_AT_ONCE
