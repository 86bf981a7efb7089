"""A new SECRET_KEY: whatever the former one encrypted can be read without it after `encrypt_again`."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model

from accounts.encryption import decrypt, encrypt
from accounts.mail.models import OutgoingMail
from accounts.models import User
from accounts.reencryption import encrypted_columns
from generation.gallery.albums import create_album
from generation.models import Report
from tests.generation.moderation.audit_rows import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_key(alice: User, settings: Any) -> None:
    make_case()
    create_album(alice, "the name of an album")
    OutgoingMail.objects.create(encrypted=encrypt("email"))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-this-site-0123456789-abcdefghijklmnop"


def secrets() -> dict[tuple[str, str], list[str]]:
    """Returns what lies in each encrypted column, which is all of them while each has a row here."""
    return {
        (model.__name__, name): [secret for secret in _values(model, name) if secret]
        for model, names in encrypted_columns()
        for name in names
    }


def _values(model: type[Model], name: str) -> list[str]:
    return list(model._default_manager.order_by("pk").values_list(name, flat=True))


def test_every_encrypted_column_opens_without_the_former_key(new_key: None, settings: Any) -> None:
    before = {column: [decrypt(secret) for secret in found] for column, found in secrets().items()}
    assert all(before.values()), "A column is new: give it a value in audit_rows.py, or in `new_key`."
    call_command("encrypt_again")
    settings.SECRET_KEY_FALLBACKS = []
    assert {column: [decrypt(secret) for secret in found] for column, found in secrets().items()} == before


def test_what_is_empty_stays_empty(new_key: None) -> None:
    Report.objects.update(encrypted_words="")
    call_command("encrypt_again")
    assert Report.objects.get().encrypted_words == ""
