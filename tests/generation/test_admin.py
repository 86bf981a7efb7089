from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import ConsentRecord, User
from generation.models import AuditAct, AuditLine, Case, Child, Decision, Job, Look, Portrait, Report
from generation.moderation.audit import note
from tests.cast import signed_in
from tests.generation.conftest import files_in
from tests.generation.moderation.audit_rows import make_case

pytestmark = pytest.mark.django_db(transaction=True)
MODELS = [
    "accounts_person",
    "accounts_consentrecord",
    "generation_family",
    "generation_job",
    "generation_portrait",
    "generation_child",
    "generation_auditline",
    "generation_case",
    "generation_decision",
]


@pytest.fixture
def operator(db: None) -> Client:
    return signed_in(User.objects.create_superuser("operator@example.org", "correct horse battery"))


def rows_of(job: Job) -> dict[str, object]:
    person = job.family.parent_a
    reported = Case.objects.first() or make_case(owner=job.owner).case
    note(AuditAct.DECIDED, case_id=reported.pk)
    return {
        "accounts_person": person.pk,
        "accounts_consentrecord": ConsentRecord.objects.filter(person_id=person.pk).values_list("pk", flat=True)[0],
        "generation_family": job.family_id,
        "generation_job": job.pk,
        "generation_portrait": Portrait.objects.get(person=person).pk,
        "generation_child": Child.objects.get().pk,
        "generation_auditline": AuditLine.objects.values_list("pk", flat=True)[0],
        "generation_case": reported.pk,
        "generation_decision": reported.decisions.get().pk,
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


def test_nothing_that_was_written_about_a_case_is_shown(operator: Client, done_job: Job, alice: User) -> None:
    pages = pages_of(done_job)
    look, report, decision = Look.objects.get(), Report.objects.get(), Decision.objects.get()
    written = [look.encrypted_reason, report.encrypted_words, report.encrypted_email, decision.encrypted_facts]
    for address in pages:
        text = operator.get(address).content.decode()
        assert not any(words in text for words in [*written, "the moderator’s", "reporter", alice.email]), address


def test_nobody_can_look_for_the_reports_there(operator: Client, done_job: Job) -> None:
    assert "generation_report" not in operator.get(reverse("admin:index")).content.decode().replace("/", "_")


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
