"""Families whose first child is there, as rows and real files of what a job would have left: for tests of what comes
after it.
"""

from __future__ import annotations

from functools import cache
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from accounts.models import ConsentBasis, Person, Purpose, User
from accounts.people.consents import get_consent_text
from accounts.people.services import create_person
from generation.consent.answers import give
from generation.invitations.access import ANSWERED
from generation.invitations.inviting import create_invitation
from generation.models import Child, Family, Film, Job, JobState, Portrait
from generation.models.portrait import PortraitState
from generation.storage.files import store_file
from tests.generation.invitations.invitee import Invitee
from tests.generation.pictures import picture_file


def make_family(
    owner: User,
    *,
    names: tuple[str, str] = ("Ada", "Ben"),
    bases: tuple[ConsentBasis, ConsentBasis] = (ConsentBasis.SELF, ConsentBasis.INVITED),
    is_sample: bool = False,
) -> Family:
    """Makes a family whose parents agree to computing, and have a face. Invitees have answered."""
    first, second = (
        _make_parent(owner, name, basis, is_sample=is_sample) for name, basis in zip(names, bases, strict=True)
    )
    return Family.objects.create(owner=owner, parent_a=first, parent_b=second, is_sample=is_sample)


def make_child(family: Family, *, age_years: float = 7.0) -> Child:
    job = _make_job(family, age_years)
    return Child.objects.create(
        family=family,
        job=job,
        sex="girl",
        age_years=age_years,
        dominance=0.0,
        seed=job.seed,
        image=store_file(family.folder, "child", "jpg", _jpeg(64, seed=3)),
        thumbnail=store_file(family.folder, "thumbnail", "jpg", _jpeg(32, seed=3)),
        latent=store_file(family.folder, "latent", "npz", b"a code"),
        generator_identity="none",
    )


def make_film(child: Child) -> Film:
    _make_job(child.family, child.age_years, film_of=child)
    folder = child.family.folder
    return Film.objects.create(
        child=child,
        ages_years=[3, 12],
        mp4=store_file(folder, "film", "mp4", b"a film of growing up" * 50),
        webp=store_file(folder, "film", "webp", b"an animation"),
        poster=store_file(folder, "poster", "jpg", _jpeg(64, seed=4)),
        strip=store_file(folder, "strip", "jpg", _jpeg(64, seed=5)),
    )


def invitee_of(family: Family) -> Invitee:
    """Returns the invited parent, in the browser that answered."""
    person = next(person for person in family.parents if person.is_invited)
    invitee = Invitee(person.invitations.get())
    session = invitee.client.session
    session[ANSWERED] = [str(person.invitations.get().pk)]
    session.save()
    return invitee


def connect(family: Family, account: User) -> Client:
    """Makes the invited parent's entry part of an account. Returns a client that is signed in to it."""
    person = next(person for person in family.parents if person.is_invited)
    Person.objects.filter(pk=person.pk).update(account=account)
    client = Client()
    client.force_login(account)
    return client


def _make_parent(owner: User, name: str, basis: ConsentBasis, *, is_sample: bool) -> Person:
    person = create_person(owner=owner, name=name, consent_basis=basis, is_sample=is_sample)
    Portrait.objects.create(
        person=person,
        state=PortraitState.PROJECTED,
        aligned=store_file(f"{Portrait.FOLDER}/{person.pk}", "aligned", "jpg", _jpeg(64, seed=1)),
    )
    by: User | None = owner
    invitation_id = None
    if person.is_invited:
        invitation = create_invitation(person)
        invitation.answered_at = timezone.now()
        invitation.save()
        by, invitation_id = None, invitation.pk
    if not is_sample:
        give(person=person, text=get_consent_text(Purpose.COMPUTE, "en"), by=by, invitation_id=invitation_id)
    return person


def _make_job(family: Family, age_years: float, *, film_of: Child | None = None) -> Job:
    return Job.objects.create(
        owner=family.owner,
        family=family,
        film_of=film_of,
        idempotency_key=str(uuid4()),
        age_years=age_years,
        seed=7,
        state=JobState.DONE,
        finished_at=timezone.now(),
    )


@cache
def _jpeg(side: int, *, seed: int) -> bytes:
    return picture_file(width=side, height=side, seed=seed)
