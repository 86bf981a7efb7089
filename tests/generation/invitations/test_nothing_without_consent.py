"""Nothing is computed without consent, in whatever order people agree, refuse and withdraw."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import ConsentBasis, Person, Purpose, User
from accounts.people import consents
from accounts.people.consents import get_consent_text
from accounts.people.selectors import consent_holds
from generation.erasing.withdrawing import withdraw_and_erase
from generation.families.services import NewParent, create_family
from generation.invitations.services import NotOpen, agree, refuse
from generation.jobs.services import request_child, request_film, retry_job
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Child, Family, Film, Job, StudioPage
from generation.studio import workflow as studio
from tests.generation.pictures import picture_file
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
SPEC = ChildSpec(age_years=7.0)
ORDERS = [
    *permutations(["A agrees", "B agrees", "B takes it back"]),
    *permutations(["A agrees", "B refuses"]),
    *permutations(["A agrees", "B agrees", "the text changes"]),
]


@pytest.fixture
def family(alice: User, media: Path, settings: Any) -> Family:
    settings.OPEN_JOBS_PER_ACCOUNT = 100
    parents = (
        NewParent(name="Ada", consent_basis=ConsentBasis.INVITED),
        NewParent(name="Ben", consent_basis=ConsentBasis.INVITED),
    )
    return create_family(owner=alice, parents=parents, spec=SPEC, idempotency_key=str(uuid4())).family


def act(family: Family, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if what == "the text changes":
        newer = {**consents.CURRENT_VERSIONS, Purpose.COMPUTE: "1"}
        monkeypatch.setattr(consents, "CURRENT_VERSIONS", newer)
        return
    person = Person.objects.filter(pk=family.parent_a_id if what.startswith("A") else family.parent_b_id).first()
    if person is None:
        return
    invitation = person.invitations.get()
    try:
        if "agrees" in what:
            agree(invitation=invitation, texts={Purpose.COMPUTE: text()}, photos=[picture_file()])
        elif "refuses" in what:
            refuse(invitation=invitation, language="en")
        else:
            withdraw_and_erase(person=invitation.person, purpose=Purpose.COMPUTE, invitation_id=invitation.pk)
    except NotOpen:
        pass


def text() -> consents.ConsentText:
    return get_consent_text(Purpose.COMPUTE, "en")


def ask_for_everything(family: Family) -> None:
    """A child, all earlier jobs again, a film of every child, a preview; and a worker that takes what it is told."""
    row = Family.objects.filter(pk=family.pk).first()
    if row is None:
        return
    request_child(owner=row.owner, family=row, spec=SPEC, idempotency_key=str(uuid4()))
    for job in Job.objects.all():
        retry_job(job)
    for child in Child.objects.all():
        request_film(child)
    page = StudioPage.objects.create(family=row, page=uuid4(), number=1)
    studio.render_preview(page.pk, 1, ChildSpec(age_years=7.0, seed=1))
    for job in Job.objects.all():
        run_job(job.pk)


def consented(family: Family) -> bool:
    return consent_holds(person_ids=[family.parent_a_id, family.parent_b_id], purpose=Purpose.COMPUTE)


@pytest.mark.parametrize("order", ORDERS, ids=", ".join)
def test_nothing_is_computed_before_everybody_agrees_or_after_somebody_takes_it_back(
    family: Family, quick_engine: QuickEngine, monkeypatch: pytest.MonkeyPatch, order: tuple[str, ...]
) -> None:
    quick_engine.at_step = checking(family)
    ask_for_everything(family)
    for what in order:
        act(family, what, monkeypatch)
        has_agreed = consented(family)
        before = (quick_engine.aligned, quick_engine.projected, len(quick_engine.requests), len(quick_engine.previewed))
        ask_for_everything(family)
        after = (quick_engine.aligned, quick_engine.projected, len(quick_engine.requests), len(quick_engine.previewed))
        assert (after != before) == has_agreed, f"after {what!r}"


def checking(family: Family) -> Callable[[str, int], None]:
    def check(stage: str, _step: int) -> None:
        assert consented(family), f"{stage} without everybody's consent"

    return check


def test_with_everybodys_consent_everything_is_computed(
    family: Family, quick_engine: QuickEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the test above would hold for a site that never computes."""
    for what in ("A agrees", "B agrees"):
        act(family, what, monkeypatch)
    for _round in range(2):
        ask_for_everything(family)
    assert Film.objects.exists()
    assert quick_engine.previewed
