"""The form for a new family as a browser sends it, and what must not be there when it was refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from accounts.models import ConsentRecord, Person, Purpose
from accounts.people.consents import CURRENT_VERSIONS
from generation.models import Family, Job, Portrait
from tests.generation.pictures import upload

NEW = "/families/new/"


def family_form(**changes: Any) -> dict[str, Any]:
    """Returns the fields of a valid form; a change to None leaves a field out."""
    fields = {
        "photo_a": upload(name="ada.jpg"),
        "name_a": "Ada",
        "consent_a": "on",
        "photo_b": upload(name="ben.jpg"),
        "name_b": "Ben",
        "consent_b": "on",
        "consent_version": CURRENT_VERSIONS[Purpose.COMPUTE],
        "consent_language": "en",
        "consent_basis_a": "self",
        "consent_basis_b": "attested",
        "keep_version": CURRENT_VERSIONS[Purpose.KEEP],
        "sex": "girl",
        "age": "child",
        "submission": str(uuid4()),
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def send(client: Client, **changes: Any) -> Any:
    return client.post(reverse("families:new"), family_form(**changes))


def send_invited(client: Client, **changes: Any) -> Any:
    """The second parent is invited: of Ben nothing is sent but the name."""
    return send(client, **{"consent_basis_b": "invited", "photo_b": None, "consent_b": None, **changes})


def assert_nothing_stored(media: Path) -> None:
    for model in (Family, Job, Person, Portrait, ConsentRecord):
        assert not model._default_manager.exists(), f"A {model.__name__} was left behind."
    assert [str(path) for path in media.rglob("*") if path.is_file()] == []
