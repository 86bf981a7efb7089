from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Purpose
from accounts.people.consents import CURRENT_VERSIONS
from generation.families.services import create_family
from generation.models import Family, Job
from tests.generation.forms import assert_nothing_stored, family_form, send
from tests.generation.pictures import upload

OWN_CONSENT = "Without your consent your photo cannot be used."
CONSENT = "Without this person’s consent their photo cannot be used."
NAME = "Enter a name."


def message_beside(page: Any, field: str) -> str:
    """Returns the errors beside a field, without tags."""
    found = re.search(rf'<div data-swap="{field}">(.*?)</div>', page.content.decode(), flags=re.DOTALL)
    assert found, f"There is no place for the errors of {field}."
    return re.sub(r"<[^>]+>", "", found.group(1)).strip()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("photo_a", None, "Choose a photo."),
        ("photo_b", None, "Choose a photo."),
        ("photo_a", "words where a file belongs", "Choose a photo."),
        ("name_a", None, NAME),
        ("name_b", "   ", NAME),
        ("name_a", "A" * 61, "at most 60 characters"),
        ("name_b", "Be\0n", "Null characters are not allowed."),
        ("consent_a", None, OWN_CONSENT),
        ("consent_b", None, CONSENT),
        ("consent_a", "false", OWN_CONSENT),
        ("photo_b", upload(b"", "empty.jpg"), "This file is empty."),
        ("photo_b", upload(b"a letter, not a picture" * 9, "photo.jpg"), "could not be read as a picture"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_stored(
    alice_client: Client, media: Path, field: str, value: Any, message: str
) -> None:
    page = send(alice_client, **{field: value})
    assert page.status_code == 400
    assert message in message_beside(page, field)
    assert_nothing_stored(media)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"sex": "octopus"},
        {"age": "9000"},
        {"consent_basis_b": "owner"},
        {"submission": "not-a-uuid"},
        {"sex": "gi\0rl"},
    ],
)
def test_values_that_the_form_never_offers_are_refused(
    alice_client: Client, media: Path, nonsense: dict[str, str]
) -> None:
    page = send(alice_client, **nonsense)
    assert page.status_code == 400
    assert "errorlist" in page.content.decode() or "error-summary" in page.content.decode()
    assert_nothing_stored(media)


def test_an_empty_form_names_everything_that_is_missing(alice_client: Client, media: Path) -> None:
    page = alice_client.post("/families/new/", {"consent_basis_a": "self"})
    fields = ("photo_a", "name_a", "consent_a", "consent_basis_b", "name_b")
    assert all(message_beside(page, field) for field in fields)


@pytest.mark.parametrize("slot", ["a", "b"])
def test_nobody_is_taken_for_somebody_with_permission(alice_client: Client, media: Path, slot: str) -> None:
    """A consent that the form does not say is one that nobody gave."""
    page = send(alice_client, **{f"consent_basis_{slot}": None})
    assert page.status_code == 400
    assert message_beside(page, f"consent_basis_{slot}")
    fields = family_form(**{f"consent_basis_{slot}": None})
    answer = alice_client.post("/api/families/", fields)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [f"consent_basis_{slot}"])
    assert_nothing_stored(media)


def test_what_was_written_is_still_there_when_the_form_comes_back(alice_client: Client, media: Path) -> None:
    page = send(alice_client, consent_b=None, sex="boy").content.decode()
    assert 'value="Ada"' in page
    assert re.search(r'value="boy"\s+checked', page)


def test_consent_has_to_be_given_again_when_the_form_comes_back(alice_client: Client, media: Path) -> None:
    boxes = [
        tag
        for tag in send(alice_client, name_b=None).content.decode().split("<")
        if re.search('name="consent_[ab]"', tag)
    ]
    assert not any("checked" in box for box in boxes)


@pytest.mark.parametrize(
    "text",
    [
        {"consent_version": "0"},
        {"consent_version": "1"},
        {"consent_version": "../3"},
        {"consent_language": "fr"},
        {"consent_language": "ko-KR"},
        {"consent_language": "../../etc/passwd"},
    ],
)
def test_an_older_or_unknown_consent_text_has_to_be_read_again(
    alice_client: Client, media: Path, text: dict[str, str]
) -> None:
    page = send(alice_client, **text)
    assert page.status_code == 400
    assert "Read it again, then tick the boxes and send." in message_beside(page, "consent_text")
    assert re.search(r'<details class="reading"\s+id="id_consent_version"\s+open>', page.content.decode())
    assert re.search(rf'name="consent_version"\s+value="{CURRENT_VERSIONS[Purpose.COMPUTE]}"', page.content.decode())
    assert_nothing_stored(media)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_not_allowed(alice_client: Client, method: str) -> None:
    assert getattr(alice_client, method)("/families/new/").status_code == 405


def test_a_request_without_its_token_is_refused(alice_client: Client, media: Path) -> None:
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = alice_client.cookies
    page = send(guarded)
    assert page.status_code == 403
    assert "This page has expired." in page.content.decode()
    assert_nothing_stored(media)


def test_a_failure_in_the_middle_of_storing_leaves_nothing(
    alice_client: Client, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_fields: Any) -> Job:
        assert Family.objects.exists()
        raise ZeroDivisionError

    monkeypatch.setattr(f"{create_family.__module__}.request_child", fail)
    with pytest.raises(ZeroDivisionError):
        send(alice_client)
    assert_nothing_stored(media)
