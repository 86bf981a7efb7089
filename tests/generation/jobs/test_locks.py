"""Whatever happens to a family at the same moment: nobody waits for somebody who waits for them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from django.db import transaction
from django.http import Http404

from accounts.models import ErasureCause, Purpose, User
from accounts.people.consents import get_consent_text
from accounts.people.keys.errors import KeyDestroyed
from generation.consent.answers import PersonGone
from generation.erasing.services import erase_people
from generation.erasing.withdrawing import withdraw_and_erase
from generation.families.services import delete_family
from generation.gallery.services import delete_child
from generation.jobs.claims import claim_job, holding
from generation.jobs.replacing import replace_and_go_on
from generation.jobs.services import request_child
from generation.jobs.specs import ChildSpec
from generation.models import Child, Family, Job, JobState, Portrait, PortraitPhoto
from generation.retention.schedule import expire
from generation.retention.services import agree_to_keep, extend_family
from tests.generation.at_once import at_once
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.jobs.rows import reread
from tests.generation.pictures import picture_file

pytestmark = pytest.mark.django_db(transaction=True)


def ending_well(action: Callable[[], object]) -> None:
    with suppress(PersonGone, KeyDestroyed, Http404):
        action()


def test_photos_are_replaced_while_a_worker_stores_what_it_saw(waiting_job: Job, alice: User) -> None:
    """A worker has its job and wants the portrait; whoever replaces photos wants both."""
    running = request_child(
        owner=alice, family=waiting_job.family, spec=ChildSpec(age_years=7.0), idempotency_key="running"
    )
    claim = claim_job(running.pk)
    assert claim is not None
    person = waiting_job.family.parent_a
    Job.objects.filter(pk=waiting_job.pk).update(state=JobState.WAITING)
    PortraitPhoto.objects.filter(portrait__person=person).update(num_faces=2)
    is_held = threading.Event()

    def store() -> None:
        with holding(claim):
            is_held.set()
            time.sleep(0.5)
            Portrait.objects.select_for_update().get(person=person)

    def replace() -> bool:
        is_held.wait()
        return replace_and_go_on(person, [picture_file(seed=9)])

    assert at_once(store, replace) == [None, True]
    assert reread(waiting_job).state == JobState.QUEUED


def test_eight_things_at_once(request_family: RequestFamily, alice: User, media: Path) -> None:
    """Two people in two families, each the first of one."""
    one, other = request_family(), request_family()
    a, b = one.family.parents
    spare = other.family.parents
    Family.objects.filter(pk=other.family_id).update(parent_a=b, parent_b=a)
    erase_people(spare, cause=ErasureCause.DELETED)
    families = list(Family.objects.all())
    Job.objects.filter(pk=one.pk).update(state=JobState.FAILED, error_code="no_face_found", error_slot="a")
    child = Child.objects.create(
        family=families[0], job=one, sex="girl", age_years=7.0, dominance=0.0, seed=1, shares={}
    )

    def keep() -> None:
        text, people = get_consent_text(Purpose.KEEP, "en"), [str(a.pk), str(b.pk)]
        for family in families:
            agree_to_keep(family, person_ids=people, text=text, by=alice)
            extend_family(family)

    def store() -> None:
        with transaction.atomic():
            Job.objects.select_for_update().filter(pk=other.pk).first()
            Portrait.objects.select_for_update().filter(person=b).first()

    at_once(
        *(
            partial(ending_well, action)
            for action in (
                partial(replace_and_go_on, a, [picture_file(seed=9)]),
                partial(withdraw_and_erase, person=b, purpose=Purpose.COMPUTE, by=alice),
                partial(delete_family, families[0], deleted_by=alice),
                partial(delete_family, families[1], deleted_by=alice),
                partial(delete_child, child),
                keep,
                store,
                expire,
            )
        )
    )
    assert not Family.objects.exists()
    assert files_in(media) == []
