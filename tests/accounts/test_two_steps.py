from __future__ import annotations

import base64
import json
import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value, validate_totp_code
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.encryption import UnreadableSecret
from accounts.models import User
from tests.accounts.test_signing_in import is_signed_in, sign_in
from tests.cast import PASSWORD

ALICE = "alice@example.org"
SET_UP = reverse("mfa_activate_totp")
PERIOD = 30


def code_of(secret: str) -> str:
    """Waits for the next code where this one is about to be over."""
    seconds_left = PERIOD - time.time() % PERIOD
    if seconds_left < 3:
        time.sleep(seconds_left)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))


def half_a_minute_later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + PERIOD)


def confirm(client: Client) -> Any:
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.fixture
def secret(alice: User, alice_client: Client) -> str:
    """The secret of Alice's app, which is set up."""
    confirm(alice_client)
    page = alice_client.get(SET_UP).content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found, page
    assert alice_client.post(SET_UP, {"code": code_of(found.group(1))}).status_code == 302
    return found.group(1)


def test_the_key_is_shown_as_a_picture_that_stands_by_itself(alice: User, alice_client: Client) -> None:
    confirm(alice_client)
    page = alice_client.get(SET_UP).content.decode()
    (picture,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    svg = base64.b64decode(picture).decode()
    assert 'xmlns="http://www.w3.org/2000/svg"' in svg
    assert 'fill="#fff"' in svg  # readable on a dark page


def test_the_password_alone_no_longer_opens_the_account(secret: str, client: Client) -> None:
    assert sign_in(client, ALICE).headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_the_apps_code_does(secret: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    half_a_minute_later(monkeypatch)
    assert enter(client, code_of(secret))


def enter(client: Client, code: str) -> bool:
    sign_in(client, ALICE)
    client.post(reverse("mfa_authenticate"), {"code": code})
    return is_signed_in(client)


def test_a_code_holds_for_its_thirty_seconds_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    secret, step = generate_totp_secret(), 59_000_000
    code = str(format_hotp_value(hotp_value(secret, step)))
    for second, is_valid in ((-1, False), (0, True), (29, True), (30, False)):
        monkeypatch.setattr(time, "time", lambda second=second: step * PERIOD + second)
        assert validate_totp_code(secret, code) is is_valid, second


def test_a_code_works_once(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    half_a_minute_later(monkeypatch)
    code = code_of(secret)
    assert enter(Client(), code)
    assert not enter(Client(), code)
    half_a_minute_later(monkeypatch)  # allauth forgets it
    cache.clear()
    assert not enter(Client(), code)


def test_the_code_that_set_the_app_up_is_used_up(secret: str, client: Client) -> None:
    assert not enter(client, code_of(secret))


def test_a_code_works_once_while_nothing_remembers_it(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when Valkey has stopped in between."""
    half_a_minute_later(monkeypatch)
    code = code_of(secret)
    Authenticator.objects.filter(type="totp").update(last_used_at=datetime.fromtimestamp(time.time(), UTC))
    assert not enter(Client(), code)


def test_a_used_code_does_not_confirm_either(
    secret: str, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of(secret)
    answers = [alice_client.post(reverse("mfa_reauthenticate"), {"code": code}).status_code]
    half_a_minute_later(monkeypatch)
    code = code_of(secret)
    answers += [alice_client.post(reverse("mfa_reauthenticate"), {"code": code}).status_code for _time in range(2)]
    assert answers == [200, 302, 200]


def test_a_recovery_code_does_once(secret: str, alice_client: Client) -> None:
    page = alice_client.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = re.findall(r"<code>(\d+)</code>", page)[0]
    for client, is_let_in in ((Client(), True), (Client(), False)):
        sign_in(client, ALICE)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert is_signed_in(client) is is_let_in


def test_a_wrong_code_does_not(secret: str, client: Client) -> None:
    sign_in(client, ALICE)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_signed_in(client)


def test_codes_cannot_be_tried_at_leisure(secret: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client, ALICE)
    for _guess in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    half_a_minute_later(monkeypatch)
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert "Too many failed login attempts" in answer.content.decode()


def test_a_copy_of_the_database_makes_no_codes(secret: str) -> None:
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept


def test_another_key_is_named_as_the_reason(secret: str, settings: Any) -> None:
    settings.SECRET_KEY = "another"
    with pytest.raises(UnreadableSecret, match="Give the site the SECRET_KEY back"):
        Authenticator.objects.get(type="totp").wrap().validate_code("000000")


def test_the_owner_is_told_of_each_change(secret: str, alice_client: Client, mailoutbox: list[Any]) -> None:
    confirm(alice_client)
    alice_client.post(reverse("mfa_deactivate_totp"))
    assert "The authenticator app is off at babysite" in [email.subject for email in mailoutbox]
    assert "If this was not you" in mailoutbox[-1].body


SENSITIVE = [
    "account_email",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
]


@pytest.mark.parametrize("name", SENSITIVE)
def test_changes_want_a_fresh_sign_in(alice_client: Client, name: str) -> None:
    body = {"email": "new@example.org", "action_add": ""} if name == "account_email" else {}
    answer = alice_client.post(reverse(name), body)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_a_fresh_sign_in_is_fresh_for_five_minutes(alice_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    confirm(alice_client)
    assert alice_client.get(SET_UP).status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 301)
    assert alice_client.get(SET_UP).status_code == 302


def test_nobody_sees_anothers_passkeys(alice: User, charlie_client: Client) -> None:
    passkey = Authenticator.objects.create(user=alice, type="webauthn", data={"name": "Alice's", "credential": {}})
    confirm(charlie_client)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        for method in (charlie_client.get, charlie_client.post):
            assert method(reverse(name, args=[passkey.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


@pytest.mark.parametrize("do", ["edit", "remove"])
def test_a_passkey_is_nobody_else_s_to_change(alice: User, charlie: User, charlie_client: Client, do: str) -> None:
    key = Authenticator.objects.create(user=alice, type="webauthn", data={"name": "Phone", "credential": {}})
    confirm(charlie_client)
    address = reverse(f"mfa_{do}_webauthn", kwargs={"pk": key.pk})
    assert charlie_client.get(address).status_code == 404
    assert charlie_client.post(address, {"name": "Mine now"}).status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "Phone"


@pytest.mark.parametrize("name", ["Phone\u202e", "\u3164", "x" * 61])
def test_a_passkey_takes_no_name_that_cannot_be_seen(alice: User, alice_client: Client, name: str) -> None:
    key = Authenticator.objects.create(user=alice, type="webauthn", data={"name": "Phone", "credential": {}})
    confirm(alice_client)
    answer = alice_client.post(reverse("mfa_edit_webauthn", kwargs={"pk": key.pk}), {"name": name})
    assert (answer.status_code, set(answer.context["form"].errors)) == (200, {"name"})
    key.refresh_from_db()
    assert key.data["name"] == "Phone"
