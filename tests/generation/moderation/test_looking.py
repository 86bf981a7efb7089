from __future__ import annotations

import io
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from django.apps import apps
from django.db.models import F
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.encryption import encrypt_again
from accounts.models import Person, Purpose, User
from generation.consent.answers import withdraw
from generation.models import AuditAct, AuditLine, Case, CaseState, Child, Look
from generation.moderation.blurring import KEPT_PIXELS, blur
from generation.moderation.claims import release
from generation.storage.files import read_file
from tests.cast import signed_in
from tests.generation.finished import make_child
from tests.generation.moderation.queue_rows import WHY, make_reported, second_moderator, taken
from tests.generation.pictures import picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(alice: User, media: Path) -> Case:
    return make_reported(alice)


@pytest.fixture
def child(case: Case) -> Child:
    assert case.link
    return case.link.children.get()


@pytest.fixture
def client(case: Case, moderator: User) -> Client:
    return taken(case, moderator)


def at(name: str, case: Case, shown: object) -> str:
    return reverse(f"moderation:{name}", args=[case.pk, str(shown)])


def look_at(client: Client, case: Case, shown: object, why: str = WHY) -> int:
    return int(client.post(at("look", case, shown), {"reason": why}).status_code)


def is_seen(client: Client, case: Case, shown: object) -> bool:
    return client.get(at("picture", case, shown)).status_code == 200


def test_before_a_reason_there_is_a_grey_blur_and_nothing_else(client: Client, case: Case, child: Child) -> None:
    blurred = client.get(at("blurred", case, child.pk))
    assert blurred.headers["Cache-Control"] == "private, no-store"
    assert blurred.content != read_file(str(child.image.name))
    assert Image.open(io.BytesIO(blurred.content)).mode == "L"
    assert not is_seen(client, case, child.pk)
    assert client.get(at("look", case, child.pk)).context["until"] is None


def test_nothing_brings_back_what_was_blurred() -> None:
    """Two pictures whose squares have the same means come out the same, however unlike they are."""
    fine = np.kron(np.indices((KEPT_PIXELS * 8,) * 2).sum(0) % 2, np.ones((2, 2))) * 255
    flat = np.full(fine.shape, 127.5)
    made = []
    for values in (fine, flat):
        out = io.BytesIO()
        Image.fromarray(values.astype(np.uint8)).save(out, "JPEG", quality=95)
        made.append(np.asarray(Image.open(io.BytesIO(blur(out.getvalue()))), dtype=float))
    assert np.abs(made[0] - made[1]).max() <= 3


def test_a_reason_opens_it_for_half_an_hour(client: Client, case: Case, child: Child, moderator: User) -> None:
    assert look_at(client, case, child.pk) == 302
    answer = client.get(at("picture", case, child.pk))
    assert answer.content == read_file(str(child.image.name))
    assert answer.headers["Cache-Control"] == "private, no-store"
    line = AuditLine.objects.get(act=AuditAct.LOOKED)
    assert (line.actor_id, line.case_id, line.subject_id) == (moderator.pk, case.pk, child.pk)
    Look.objects.update(at=F("at") - timedelta(minutes=29))
    assert is_seen(client, case, child.pk)
    Look.objects.update(at=F("at") - timedelta(minutes=2))
    assert not is_seen(client, case, child.pk)


@pytest.mark.parametrize("why", ["", "   ", "too short", "x" * 501, "a\x00" * 20])
def test_what_is_no_reason_opens_nothing(client: Client, case: Case, child: Child, why: str) -> None:
    assert look_at(client, case, child.pk, why) == 400
    assert not is_seen(client, case, child.pk)
    assert not Look.objects.exists()
    assert not AuditLine.objects.filter(act=AuditAct.LOOKED).exists()


def test_it_opens_to_this_moderator_alone(client: Client, case: Case, child: Child, moderator: User) -> None:
    look_at(client, case, child.pk)
    colleague = signed_in(second_moderator())
    assert not is_seen(colleague, case, child.pk)
    release(case.pk, by=moderator)
    assert not is_seen(client, case, child.pk)
    taken(case, User.objects.get(email="another-moderator@example.org"))
    assert not is_seen(colleague, case, child.pk)


@pytest.mark.parametrize("state", [CaseState.DECIDED, CaseState.CLOSED])
def test_it_closes_once_the_case_does(client: Client, case: Case, child: Child, state: CaseState) -> None:
    look_at(client, case, child.pk)
    Case.objects.update(state=state)
    for name in ("look", "blurred", "picture"):
        assert client.get(at(name, case, child.pk)).status_code == 404


def test_who_has_not_taken_the_case_sees_not_even_the_blur(case: Case, child: Child, moderator: User) -> None:
    client = signed_in(moderator)
    for name in ("look", "blurred", "picture"):
        assert client.get(at(name, case, child.pk)).status_code == 404
    assert look_at(client, case, child.pk) == 404
    assert not Look.objects.exists()


def test_no_id_shows_what_was_not_reported_or_has_no_reason(
    alice: User, bob: User, media: Path, moderator: User
) -> None:
    """Everything on this site that has an id, at both doors: in full, only the one picture with a reason opens."""
    mine, others_case, unreported = (
        make_reported(owner, num_children=2, photos=photos)
        for owner, photos in ((alice, "a"), (bob, "ab"), (alice, ""))
    )
    assert mine.link
    unreported.delete()
    hidden_sibling = make_child(mine.link.family)
    client = taken(mine, moderator)
    looked_at = mine.link.children.order_by("age_years")[0]
    look_at(client, mine, looked_at.pk)
    keys = {"a", "b", "c", "..", "parent-a", str(looked_at.pk).upper(), *map(str, ids_of_everything())}
    children = {"a", "b", *map(str, Child.objects.values_list("pk", flat=True))}
    asked = {(mine.pk, key) for key in keys} | set(product([others_case.pk, unreported.pk, uuid4()], children))
    opened = {
        (name, case_id, key)
        for case_id, key in asked
        for name in ("picture", "blurred")
        if client.get(f"/moderation/cases/{case_id}/{name}/{key}/").status_code == 200
    }
    assert str(hidden_sibling.pk) in keys
    blurred = {"a", *(str(child.pk) for child in mine.link.children.all())}
    assert opened == {("picture", mine.pk, str(looked_at.pk)), *(("blurred", mine.pk, key) for key in blurred)}


def ids_of_everything() -> set[UUID]:
    models: list[Any] = [User, Person, *apps.get_app_config("generation").get_models()]
    return {
        pk for model in models for pk in model._default_manager.values_list("pk", flat=True) if isinstance(pk, UUID)
    }


def test_a_parents_photo_opens_by_the_same_door(alice: User, media: Path, moderator: User) -> None:
    case = make_reported(alice, photos="b")
    assert case.link
    client = taken(case, moderator)
    person = case.link.family.parent_b
    assert client.get(at("blurred", case, "b")).status_code == 200
    assert not is_seen(client, case, "b")
    assert look_at(client, case, "b") == 302
    assert client.get(at("picture", case, "b")).content == read_file(str(person.portrait.aligned.name))
    assert AuditLine.objects.get(act=AuditAct.LOOKED).subject_id == person.pk
    # Not by a look at a child that was deleted, nor that of the other parent; and no longer than it is allowed.
    assert not is_seen(client, case, "a")
    case.link.permissions.all().delete()
    for name in ("look", "blurred", "picture"):
        assert client.get(at(name, case, "b")).status_code == 404


def test_a_look_at_a_deleted_child_opens_no_photo(alice: User, media: Path, moderator: User) -> None:
    case = make_reported(alice, num_children=2, photos="a")
    assert case.link
    client = taken(case, moderator)
    child = case.link.children.all()[0]
    look_at(client, case, child.pk)
    Child.objects.filter(pk=child.pk).delete()
    assert not is_seen(client, case, child.pk)
    assert not is_seen(client, case, "a")
    assert "A picture that was deleted since" in client.get(f"/moderation/cases/{case.pk}/").content.decode()


def test_the_owner_reads_when_and_why_and_not_who(
    client: Client, case: Case, child: Child, alice: User, bob: User, moderator: User
) -> None:
    assert case.link
    address = reverse("sharing:link", args=[case.link.pk])
    assert "Looked at by a moderator" not in signed_in(alice).get(address).content.decode()
    look_at(client, case, child.pk, "Is it <b>drawn</b>, as the mark says?")
    page = signed_in(alice).get(address).content.decode()
    assert "Is it &lt;b&gt;drawn&lt;/b&gt;, as the mark says?" in page
    assert not any(hidden in page for hidden in (moderator.email, str(moderator.pk), "Canary-words"))
    assert signed_in(bob).get(address).status_code == 404


def test_the_owner_reads_when_also_after_the_reason_was_deleted(
    client: Client, case: Case, child: Child, alice: User
) -> None:
    assert case.link
    look_at(client, case, child.pk)
    Look.objects.update(encrypted_reason="")
    for visitor, address in (
        (signed_in(alice), reverse("sharing:link", args=[case.link.pk])),
        (client, f"/moderation/cases/{case.pk}/"),
    ):
        page = visitor.get(address)
        assert page.status_code == 200
        assert WHY not in page.content.decode()


def test_the_reason_is_not_readable_in_the_database(client: Client, case: Case, child: Child) -> None:
    look_at(client, case, child.pk)
    encrypted = Look.objects.get().encrypted_reason
    assert WHY not in encrypted
    assert encrypt_again(encrypted) != encrypted


def test_pictures_in_every_form_come_out_blurred() -> None:
    for width, height in ((8, 8), (64, 64), (1024, 300)):
        assert Image.open(io.BytesIO(blur(picture_file(width=width, height=height, seed=1)))).size == (160, 160)


def test_the_photo_of_a_parent_who_withdrew_since_is_seen_no_more(alice: User, media: Path, moderator: User) -> None:
    case = make_reported(alice, photos="a")
    assert case.link
    client = taken(case, moderator)
    assert look_at(client, case, "a") == 302
    assert is_seen(client, case, "a")
    withdraw(person=case.link.family.parent_a, purpose=Purpose.PUBLISH)
    assert not is_seen(client, case, "a")
    assert client.get(at("blurred", case, "a")).status_code == 404
