"""What becomes of a family without the consent to keeping is said where one asks for it, and beside the child."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import ConsentBasis, ConsentRecord, Method, Person, Purpose, User
from accounts.people.consents import CURRENT_VERSIONS
from generation.consent.gate import may_keep
from generation.invitations.inviting import create_invitation
from generation.models import Child, Family, Job
from generation.retention.services import expire_families
from tests.generation.invitations.invitee import Invitee
from tests.generation.retention.conftest import let_time_pass

pytestmark = pytest.mark.django_db(transaction=True)


def declaring(*people: Model, **changes: Any) -> dict[str, Any]:
    return {
        "says": "yes",
        "person": [str(person.pk) for person in people],
        "keep_version": CURRENT_VERSIONS[Purpose.KEEP],
        "consent_language": "en",
        **changes,
    }


def said_of_keeping() -> list[tuple[Any, str, Any]]:
    records = ConsentRecord.objects.filter(purpose=Purpose.KEEP).order_by("seq")
    return list(records.values_list("person_id", "method", "given_by_id"))


@pytest.fixture
def family(done_job: Job) -> Family:
    return done_job.family


@pytest.fixture
def child(done_job: Job) -> Child:
    return done_job.children.get()


@pytest.fixture
def with_invitee(family: Family) -> Family:
    """Alice is one parent and has invited the other."""
    Person.objects.filter(pk=family.parent_a_id).update(consent_basis=ConsentBasis.SELF, account=family.owner)
    Person.objects.filter(pk=family.parent_b_id).update(consent_basis=ConsentBasis.INVITED)
    create_invitation(family.parent_b)
    family.parent_b.invitations.update(answered_at=family.created_at)
    return Family.objects.get(pk=family.pk)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Keep it: photos 3 days, children 90 days. Without this, all is deleted after 12 hours."),
        ("ko", "계속 보관하기: 사진 3일, 아이 그림 90일. 동의하지 않으면 12시간 뒤에 모두 지워집니다."),
    ],
)
def test_the_box_says_what_it_changes_by_the_settings_of_the_site(
    alice_client: Client, settings: Any, waiting_job: Job, language: str, sentence: str
) -> None:
    settings.PHOTO_DAYS, settings.RESULT_DAYS, settings.UNKEPT_HOURS = 3, 90, 12
    form = alice_client.get(reverse("families:new"), headers={"accept-language": language}).content.decode()
    assert form.count(sentence) == 2
    invitation = create_invitation(waiting_job.family.parent_b)
    assert sentence in Invitee(invitation).look(headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize("where", ["child", "family"])
def test_the_deadline_and_the_way_out_stand_beside_the_child(
    alice_client: Client, child: Child, family: Family, where: str
) -> None:
    address = reverse("gallery:child", args=[child.pk])
    if where == "family":
        address = reverse("families:detail", args=[family.pk])
    page = alice_client.get(address).content.decode()
    assert "It is not kept yet: everything here is deleted on" in page
    assert all(f'name="person" value="{person.pk}"' in page for person in family.parents)
    assert page.count("This person has told me that they agree") == 2


def test_one_button_keeps_it_and_leads_back_to_the_child(
    alice_client: Client, alice: User, child: Child, family: Family
) -> None:
    keep = reverse("retention:extend", args=[family.pk])
    answer = alice_client.post(keep, declaring(*family.parents, next=reverse("gallery:child", args=[child.pk])))
    address = reverse("gallery:child", args=[child.pk])
    assert answer.headers["Location"] == address
    assert said_of_keeping() == [(person.pk, Method.ATTESTED, alice.pk) for person in family.parents]
    assert may_keep(family)
    assert "not kept yet" not in alice_client.get(address).content.decode()
    let_time_pass(days=2)
    assert expire_families() == 0


def test_nobody_agrees_for_an_invited_parent(alice_client: Client, alice: User, with_invitee: Family) -> None:
    ada, ben = with_invitee.parents
    address = reverse("families:detail", args=[with_invitee.pk])
    page = alice_client.get(address).content.decode()
    assert f'name="person" value="{ben.pk}"' not in page
    assert "I agree that my photo" in page
    alice_client.post(reverse("retention:extend", args=[with_invitee.pk]), declaring(ada, ben))
    assert said_of_keeping() == [(ada.pk, Method.SELF, alice.pk)]
    assert not may_keep(with_invitee)
    page = alice_client.get(address).content.decode()
    assert "<bdi>Ben</bdi> has to agree to keeping it too" in page
    assert "With this button you declare" not in page


def test_only_what_was_declared_is_recorded(alice_client: Client, alice: User, family: Family, child: Child) -> None:
    keep = reverse("retention:extend", args=[family.pk])
    alice_client.post(keep, declaring(family.parent_a, child))
    assert said_of_keeping() == [(family.parent_a_id, Method.ATTESTED, alice.pk)]


@pytest.mark.parametrize("changes", [{"keep_version": "0"}, {"consent_language": ""}, {"says": "perhaps"}])
def test_a_text_that_was_not_shown_is_not_agreed_to(
    alice_client: Client, family: Family, changes: dict[str, str]
) -> None:
    keep = reverse("retention:extend", args=[family.pk])
    page = alice_client.post(keep, declaring(*family.parents, **changes), follow=True)
    assert page.status_code == 200
    assert said_of_keeping() == []


def test_nobody_keeps_the_family_of_somebody_else(charlie_client: Client, family: Family) -> None:
    keep = reverse("retention:extend", args=[family.pk])
    assert charlie_client.post(keep, declaring(*family.parents)).status_code == 404
    assert said_of_keeping() == []
