from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import ConsentBasis, Invitation, Person
from generation.jobs.specs import ChildSpec
from generation.models import Family
from generation.storage.files import read_file, store_file
from tests.generation.conftest import RequestFamily, do_job
from tests.generation.quick_engine import QuickEngine

NUM_CHILDREN = 50


@pytest.fixture
def family(request_family: RequestFamily, quick_engine: QuickEngine) -> Family:
    """Three children, and a second parent who was invited."""
    return _make(request_family, key="first")


@pytest.fixture
def large_family(request_family: RequestFamily, quick_engine: QuickEngine) -> Family:
    """A family with fifty children."""
    return grow(request_family, key="large")


def grow(request_family: RequestFamily, *, key: str) -> Family:
    """A family with as many children as copies of its first can make."""
    family = _make(request_family, key=key)
    first = family.child_rows.all()[0]
    pictures = [read_file(name) for name in first.file_names]
    for number in range(NUM_CHILDREN - family.child_rows.count()):
        image, thumbnail, latent = [store_file(family.folder, "child", "jpg", data) for data in pictures]
        first.pk, first.position = uuid4(), 100 + number
        first.image, first.thumbnail, first.latent = image, thumbnail, latent
        first.save(force_insert=True)
    return family


def _make(request_family: RequestFamily, *, key: str) -> Family:
    job = request_family(spec=ChildSpec(age_years=7.0, siblings=3), key=key)
    do_job(job)
    invite(job.family.parent_b)
    return Family.objects.get(pk=job.family_id)


def invite(person: Person) -> Invitation:
    Person.objects.filter(pk=person.pk).update(consent_basis=ConsentBasis.INVITED)
    now = timezone.now()
    return Invitation.objects.create(person=person, expires_at=now + timedelta(days=7), answered_at=now)
