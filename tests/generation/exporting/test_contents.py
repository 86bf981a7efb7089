"""Contents of an export, and what must never be in one."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone
from jsonschema import Draft202012Validator

from accounts.models import ConsentBasis, EventKind, Invitation, Person, SecurityEvent, User
from accounts.people.ledger import get_head
from generation.exporting.archive import archive_parts
from generation.exporting.description import Description, describe
from generation.exporting.scope import scope_of
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Family, Job, StudioPage
from generation.storage.files import read_file, store_file
from generation.storage.vault.writing import PartsFile
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.exporting.conftest import (
    ask_for_export,
    bytes_in,
    bytes_of,
    content_of,
    download,
    freshly_signed_in,
    plant,
)
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)

SCHEMA = json.loads((settings.BASE_DIR / "docs" / "export.schema.json").read_text())
MEGABYTE = 2**20


def assert_valid(content: Any) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(content)


def test_every_file_of_the_account_is_in_it_and_the_list_is_as_described(
    filmed_job: Job, alice: User, media: Path
) -> None:
    family = filmed_job.family
    preview = store_file(family.folder, "studio", "jpg", b"preview")
    StudioPage.objects.create(family=family, page=family.pk, preview=preview)
    stored = {name for name in files_in(media) if name.startswith(("people", "families"))}
    contents = {read_file(name) for name in stored}
    client = freshly_signed_in(alice)
    archive = download(client, ask_for_export(client))
    assert archive.testzip() is None
    assert contents - bytes_of(archive) == set()
    content = content_of(archive)
    assert_valid(content)
    assert content["account"]["email"] == alice.email
    assert content["missing"] == []
    assert content["ledger_head"] == str(get_head())
    assert {person["name"] for person in content["people"]} == {"Ada", "Ben"}
    named = {place for place in archive.namelist() if place not in ("export.json", "README.txt")}
    assert len(named) == len(stored)
    assert named == set(places_in(content))
    assert any(place.startswith("people/ada-") and place.endswith("photo-1.jpg") for place in named)


@pytest.mark.parametrize("older_by", [2.5, None])
def test_a_childs_expression_and_how_old_it_looks_are_in_it(
    request_family: RequestFamily, quick_engine: QuickEngine, alice: User, older_by: float | None
) -> None:
    quick_engine.looks_older_by = older_by
    run_job(request_family(spec=ChildSpec(age_years=7.0, expression="smiling")).pk)
    client = freshly_signed_in(alice)
    content = content_of(download(client, ask_for_export(client)))
    assert_valid(content)
    (family,) = content["families"]
    assert [job["expression"] for job in family["jobs"]] == ["smiling"]
    (child,) = family["children"]
    assert child["expression"] == "smiling"
    assert child["apparent_age_years"] == (None if older_by is None else 9.5)


def places_in(value: Any) -> list[str]:
    """Every place that a list names, wherever it stands."""
    if isinstance(value, dict):
        return [place for part in value.values() for place in places_in(part)]
    if isinstance(value, list):
        return [place for part in value for place in places_in(part)]
    return [value] if isinstance(value, str) and value.startswith(("people/", "families/")) else []


def test_the_read_me_is_in_both_languages(done_job: Job, alice: User) -> None:
    client = freshly_signed_in(alice)
    text = download(client, ask_for_export(client)).read("README.txt").decode()
    assert "This is everything that" in text
    assert "보관" in text


def test_an_account_that_made_nothing_gets_its_own_data(alice: User, media: Path) -> None:
    client = freshly_signed_in(alice)
    content = content_of(download(client, ask_for_export(client)))
    assert_valid(content)
    assert content["people"] == content["families"] == []


def test_browsers_and_second_steps_are_in_it_without_their_keys(alice: User, media: Path) -> None:
    client = freshly_signed_in(alice)
    UserSession.objects.update_or_create(
        session_key=client.session.session_key, defaults={"user": alice, "ip": "127.0.0.1", "user_agent": "a browser"}
    )
    SecurityEvent.objects.create(kind=EventKind.SIGNED_IN, account_id=alice.pk, address="192.0.2.7", detail="password")
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "MARKER"})
    SocialAccount.objects.create(user=alice, provider="kakao", uid="7", extra_data={"token": "MARKER"})
    archive = download(client, ask_for_export(client))
    content = content_of(archive)
    assert_valid(content)
    assert content["account"]["sessions"][0]["user_agent"] == "a browser"
    assert [row["address"] for row in content["account"]["security_log"] if row["detail"] == "password"] == [
        "192.0.2.7"
    ]
    assert content["account"]["second_steps"][0]["type"] == "totp"
    assert content["account"]["connected"][0]["provider"] == "kakao"
    for secret in ("MARKER", str(client.session.session_key), alice.password):
        assert not any(secret.encode() in data for data in bytes_of(archive))


def test_nothing_of_others_is_in_it(
    done_job: Job, request_family: RequestFamily, alice: User, charlie: User, media: Path
) -> None:
    """Charlie's own family, planted with markers."""
    theirs = request_family(owner=charlie)
    run_job(theirs.pk)
    person = Person.objects.get(pk=theirs.family.parent_a_id)
    person.name = "MARKER-NAME"
    person.save()
    plant(f"people/{theirs.family.parent_a_id}", "MARKER-FILE")
    client = freshly_signed_in(alice)
    archive = download(client, ask_for_export(client))
    found = bytes_of(archive)
    for marker in (b"MARKER", str(charlie.pk).encode(), charlie.email.encode(), str(theirs.family_id).encode()):
        assert not any(marker in data for data in found)


@pytest.fixture
def couple(done_job: Job, charlie: User, media: Path) -> Family:
    """Alice invited Charlie, who connected an account. Every file of Charlie's says so."""
    family = done_job.family
    Person.objects.filter(pk=family.parent_b_id).update(consent_basis=ConsentBasis.INVITED, account=charlie)
    Person.objects.filter(pk=family.parent_a_id).update(consent_basis=ConsentBasis.SELF, account=family.owner)
    Invitation.objects.create(person=family.parent_b, expires_at=timezone.now(), answered_at=timezone.now())
    plant(f"people/{family.parent_b_id}", "MARKER-CHARLIE")
    plant(f"people/{family.parent_a_id}", "MARKER-ALICE")
    plant(family.folder, "MARKER-CHILD")
    return family


def test_whoever_invited_gets_the_children_and_nothing_that_shows_the_invitee(
    couple: Family, alice: User, media: Path
) -> None:
    client = freshly_signed_in(alice)
    archive = download(client, ask_for_export(client))
    found = bytes_of(archive)
    assert not any(b"MARKER-CHARLIE" in data for data in found)
    codes = {read_file(str(child.latent.name)) for child in couple.child_rows.all()}
    assert codes
    assert found & codes == set(), "With a child's code and the own one, the invitee's could be worked out."
    assert bytes_in(couple.folder) - codes <= found
    assert bytes_in(f"people/{couple.parent_a_id}") <= found
    content = content_of(archive)
    assert_valid(content)
    assert [invitee["name"] for invitee in content["invitees"]] == ["Ben"]
    assert [child["code"] for family in content["families"] for child in family["children"]] == [None]
    assert {line["person_id"] for line in content["consents"]} == {str(couple.parent_a_id), str(couple.parent_b_id)}
    assert all(line["given_by_id"] == str(alice.pk) for line in content["consents"]), "What alice herself said."


def test_who_was_invited_gets_their_own_and_of_the_children_only_the_dates(
    couple: Family, charlie: User, alice: User, media: Path
) -> None:
    client = freshly_signed_in(charlie)
    archive = download(client, ask_for_export(client))
    found = bytes_of(archive)
    assert bytes_in(f"people/{couple.parent_b_id}") <= found
    for marker in (b"MARKER-ALICE", b"MARKER-CHILD", b"Ada", alice.email.encode(), str(couple.parent_a_id).encode()):
        assert not any(marker in data for data in found)
    content = content_of(archive)
    assert_valid(content)
    (entry,) = content["as_invitee"]
    assert entry["name"] == "Ben"
    assert len(entry["children_made_at"]) == 1
    assert content["people"] == content["families"] == []


def test_a_file_that_goes_meanwhile_is_named_as_missing(done_job: Job, alice: User, media: Path) -> None:
    child = done_job.children.get()
    (media / str(child.image.name)).unlink()
    client = freshly_signed_in(alice)
    content = content_of(download(client, ask_for_export(client)))
    assert_valid(content)
    assert content["missing"] == [content["families"][0]["children"][0]["picture"]]


def test_memory_holds_a_part_and_never_the_whole(waiting_job: Job, alice: User) -> None:
    large = store_file(f"people/{waiting_job.family.parent_a_id}", "original", "jpg", b"\0" * (64 * MEGABYTE))
    description = Description(
        content=describe(scope_of(alice)).content, files={f"people/x/photo-{number}.jpg": large for number in range(4)}
    )
    file = PartsFile(archive_parts(description, before_each=lambda: None))
    tracemalloc.start()
    num_bytes = 0
    buffer = bytearray(MEGABYTE)
    while taken := file.readinto(buffer):
        num_bytes += taken
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert num_bytes > 256 * MEGABYTE
    assert peak < 16 * MEGABYTE
