from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import ConsentRecord, User
from generation.models import Child, Job, Portrait
from tests.cast import signed_in
from tests.generation.conftest import files_in

pytestmark = pytest.mark.django_db(transaction=True)
MODELS = [
    "accounts_person",
    "accounts_consentrecord",
    "generation_family",
    "generation_job",
    "generation_portrait",
    "generation_child",
]


@pytest.fixture
def operator(db: None) -> Client:
    return signed_in(User.objects.create_superuser("operator@example.org", "correct horse battery"))


def rows_of(job: Job) -> dict[str, object]:
    person = job.family.parent_a
    return {
        "accounts_person": person.pk,
        "accounts_consentrecord": ConsentRecord.objects.filter(person_id=person.pk).values_list("pk", flat=True)[0],
        "generation_family": job.family_id,
        "generation_job": job.pk,
        "generation_portrait": Portrait.objects.get(person=person).pk,
        "generation_child": Child.objects.get().pk,
    }


def pages_of(job: Job) -> list[str]:
    lists = [reverse(f"admin:{model}_changelist") for model in MODELS]
    return lists + [reverse(f"admin:{model}_change", args=[row]) for model, row in rows_of(job).items()]


def test_no_page_shows_a_face_or_leads_to_one(operator: Client, done_job: Job, media: Path) -> None:
    names = files_in(media)
    for address in pages_of(done_job):
        response = operator.get(address)
        text = response.content.decode()
        assert response.status_code == 200, address
        assert not any(name in text or Path(name).name in text for name in names), address
        assert not any(place in text for place in ("/portraits/", "/children/", "/preview/", "blob:")), address


def test_the_history_names_accounts_by_their_ids(operator: Client, alice: User) -> None:
    operator.post(reverse("admin:accounts_user_change", args=[alice.pk]), {"email": alice.email, "is_active": "on"})
    passwords = {"usable_password": "true", "password1": "another staple 55", "password2": "another staple 55"}
    operator.post(reverse("admin:accounts_user_add"), {"email": "new@example.org", **passwords})
    added = User.objects.get(email="new@example.org")
    history = LogEntry.objects.values_list("object_repr", flat=True)
    assert set(history) == {str(alice.pk), str(added.pk)}


def test_an_operator_sees_nobodys_pictures_on_the_site_either(operator: Client, done_job: Job) -> None:
    portrait = Portrait.objects.all()[0]
    for address in (f"/children/{done_job.child_id}/image/", f"/portraits/{portrait.pk}/aligned/"):
        assert operator.get(address).status_code == 404


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_added_changed_or_deleted_there(operator: Client, done_job: Job, model: str) -> None:
    row = rows_of(done_job)[model]
    assert operator.get(reverse(f"admin:{model}_add")).status_code == 403
    assert operator.post(reverse(f"admin:{model}_change", args=[row]), {"state": "done"}).status_code == 403
    assert operator.post(reverse(f"admin:{model}_delete", args=[row]), {"post": "yes"}).status_code == 403


def test_accounts_can_be_looked_for(operator: Client, alice: User) -> None:
    page = operator.get(reverse("admin:accounts_user_changelist"), {"q": "alice"}).content.decode()
    assert "alice@example.org" in page
    assert operator.get(reverse("admin:accounts_user_change", args=[alice.pk])).status_code == 200
    assert operator.get(reverse("admin:accounts_user_add")).status_code == 200


def test_an_account_can_be_closed_there(operator: Client, alice: User, alice_client: Client) -> None:
    operator.post(reverse("admin:accounts_user_change", args=[alice.pk]), {"email": alice.email})
    alice.refresh_from_db()
    assert not alice.is_active
    assert alice_client.get("/families/").status_code == 302


def test_who_is_no_operator_is_sent_away(alice_client: Client, client: Client, done_job: Job) -> None:
    for address in [reverse("admin:index"), *pages_of(done_job)]:
        for visitor in (alice_client, client):
            response = visitor.get(address)
            assert response.status_code == 302
            assert "/login/" in response.headers["Location"]
