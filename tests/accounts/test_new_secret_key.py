"""A new SECRET_KEY, with the former one as SECRET_KEY_OLD: everything goes on, and later the former one can go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.devices import is_known_device, remember_device
from accounts.encryption import UnreadableSecret, decrypt, encrypt
from accounts.mail.models import OutgoingMail
from accounts.models import User
from tests.accounts.test_signing_in import is_signed_in

pytestmark = pytest.mark.django_db
Rotate = Callable[[], None]


@pytest.fixture
def rotate(settings: Any) -> Rotate:
    def rotate() -> None:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another-key-of-this-site-0123456789-abcdefghijklmnop"

    return rotate


def test_nobody_is_signed_out(alice_client: Client, rotate: Rotate) -> None:
    rotate()
    assert is_signed_in(alice_client)


def test_a_known_browser_stays_known(alice: User, rotate: Rotate) -> None:
    response = HttpResponse()
    remember_device(response, alice.email)
    request = RequestFactory().get("/")
    request.COOKIES.update({name: morsel.value for name, morsel in response.cookies.items()})
    rotate()
    assert is_known_device(request, alice.email)
    assert not is_known_device(request, "bob@example.org")


def test_what_was_encrypted_opens_and_can_be_encrypted_anew(alice: User, rotate: Rotate, settings: Any) -> None:
    app = Authenticator.objects.create(user=alice, type="totp", data={"secret": encrypt("app")})
    codes = Authenticator.objects.create(user=alice, type="recovery_codes", data={"seed": encrypt("codes")})
    email = OutgoingMail.objects.create(encrypted=encrypt("email"))
    rotate()
    assert decrypt(app.data["secret"]) == "app"

    call_command("encrypt_again")
    settings.SECRET_KEY_FALLBACKS = []
    for row in (app, codes, email):
        row.refresh_from_db()
    assert [decrypt(app.data["secret"]), decrypt(codes.data["seed"]), decrypt(email.encrypted)] == [
        "app",
        "codes",
        "email",
    ]


def test_without_the_former_key_nothing_is_changed_and_it_is_said_why(alice: User, settings: Any) -> None:
    app = Authenticator.objects.create(user=alice, type="totp", data={"secret": encrypt("app")})
    settings.SECRET_KEY = "another-key-of-this-site-0123456789-abcdefghijklmnop"
    with pytest.raises(CommandError, match="as SECRET_KEY_OLD"):
        call_command("encrypt_again")
    app.refresh_from_db()
    with pytest.raises(UnreadableSecret):
        decrypt(app.data["secret"])
