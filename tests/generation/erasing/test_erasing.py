"""Whoever takes back their consent is gone, with everything made with their face, whoever else is in it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from accounts.chains.checking import Head
from accounts.models import Act, ConsentRecord, Erasure, ErasureCause, Method, Person, User
from accounts.people.ledger import LEDGER, get_head
from generation.erasing.services import erase_people
from generation.families.services import create_sample_family
from generation.jobs.services import request_child
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Child, Family, Job, Portrait
from tests.generation.at_once import at_once
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def withdraw(person: Person) -> list[Erasure]:
    invitation = person.invitations.get()
    return erase_people([person], cause=ErasureCause.WITHDRAWN, invitation_id=invitation.pk)


def test_both_parents_and_their_children_go_with_one_of_them(family: Family, media: Path) -> None:
    withdraw(family.parent_b)
    for model in (Person, Family, Portrait, Job, Child):
        assert not model._default_manager.exists()
    assert list(media.rglob("*/*")) == []


def test_the_receipt_says_what_was_destroyed_and_when(family: Family) -> None:
    invitation = family.parent_b.invitations.get()
    withdraw(family.parent_b)
    receipt = Erasure.objects.get(person_id=family.parent_b_id)
    assert receipt.cause == ErasureCause.WITHDRAWN
    assert receipt.invitation_ids == [str(invitation.pk)]
    assert receipt.counts == {
        "photos": 1,
        "crops": 1,
        "codes": 1,
        "children": 3,
        "films": 0,
        "previews": 0,
        "jobs": 1,
    }
    assert receipt.erased_at is not None
    assert receipt.erased_at > receipt.requested_at


def test_every_receipt_names_the_newest_line_of_the_ledger(family: Family, request_family: RequestFamily) -> None:
    """Whoever holds it can show that the ledger was rewritten since."""
    receipts = withdraw(family.parent_b)
    assert {receipt.ledger_head for receipt in receipts} == {str(get_head())}
    request_family()  # and its consents
    assert LEDGER.verify(contains=Head.read(receipts[0].ledger_head)) == get_head()


def test_the_other_parent_s_receipt_says_that_it_was_not_them(family: Family) -> None:
    withdraw(family.parent_b)
    receipt = Erasure.objects.get(person_id=family.parent_a_id)
    assert (receipt.cause, receipt.invitation_ids) == (ErasureCause.OTHER_PARENT, [])


def test_the_ledger_tells_who_withdrew_and_whose_consent_ended_with_it(family: Family) -> None:
    withdraw(family.parent_b)
    ends = ConsentRecord.objects.exclude(act=Act.GIVEN)
    assert {(line.person_id, line.act, line.method) for line in ends} == {
        (family.parent_b_id, Act.WITHDRAWN, Method.INVITED),
        (family.parent_a_id, Act.EXPIRED, Method.SITE),
    }
    assert LEDGER.verify() is not None


def test_who_is_needed_elsewhere_stays(family: Family, request_family: RequestFamily) -> None:
    other = request_family().family
    old = other.parent_a
    Family.objects.filter(pk=other.pk).update(parent_a=family.parent_a)
    old.delete()
    withdraw(family.parent_b)
    assert Family.objects.get() == other
    assert set(Person.objects.all()) == {family.parent_a, other.parent_b}


def test_a_person_of_two_families_takes_both_along(family: Family, request_family: RequestFamily, media: Path) -> None:
    other = request_family().family
    old = other.parent_b
    Family.objects.filter(pk=other.pk).update(parent_b=family.parent_b)
    erase_people([old], cause=ErasureCause.DELETED)
    withdraw(family.parent_b)
    assert not Family.objects.exists()
    assert not Person.objects.exists()
    assert files_in(media) == []


def test_nobody_goes_twice(family: Family) -> None:
    people = family.parents
    assert len(withdraw(family.parent_b)) == 2
    assert erase_people(people, cause=ErasureCause.DELETED) == []
    assert Erasure.objects.count() == 2


def test_two_who_ask_at_once_get_one_ending(family: Family, alice: User) -> None:
    by_link = partial(withdraw, family.parent_b)
    by_owner = partial(erase_people, family.parents, cause=ErasureCause.DELETED, by=alice)
    receipts = at_once(by_link, by_owner)
    assert sorted(len(found) for found in receipts) == [0, 2]
    assert Erasure.objects.count() == 2


def test_a_worker_in_the_middle_of_it_stops(
    family: Family, alice: User, quick_engine: QuickEngine, media: Path
) -> None:
    job = request_child(owner=alice, family=family, spec=ChildSpec(age_years=3.0), idempotency_key="another")
    done: list[object] = []
    quick_engine.at_step = lambda stage, step: done.append(withdraw(family.parent_b)) if not done else None
    run_job(job.pk)
    assert done
    assert not Job.objects.exists()
    assert files_in(media) == []


def test_a_sample_couple_goes_without_a_receipt(alice: User, media: Path) -> None:
    job = create_sample_family(owner=alice, spec=ChildSpec(age_years=7.0), idempotency_key="sample")
    assert erase_people(job.family.parents, cause=ErasureCause.DELETED, by=alice) == []
    assert not Erasure.objects.exists()
    assert not Family.objects.exists()
    assert files_in(media) == []


def test_other_accounts_keep_what_is_theirs(family: Family, charlie: User, request_family: RequestFamily) -> None:
    theirs = request_family(owner=charlie)
    withdraw(family.parent_b)
    assert Family.objects.get() == theirs.family
    assert Job.objects.get() == theirs
