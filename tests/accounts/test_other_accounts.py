"""Sign-in with Kakao, Naver and Google, whose servers are played by a few lines here."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from requests import Session

from accounts.models import User
from babysite.social_keys import keys_of
from tests.accounts.test_signing_in import is_signed_in

FORM = reverse("socialaccount_signup")
PICTURE = "https://img.example/dana.jpg"
NAMES = ["kakao", "naver", "google"]


class Answer:
    ok = True
    status_code = 200
    headers = {"content-type": "application/json"}

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    def json(self) -> dict[str, Any]:
        return self.content

    def raise_for_status(self) -> None:
        pass


def profile_at(name: str, email: str, *, is_confirmed: bool = True, is_valid: bool = True) -> dict[str, Any]:
    if name == "kakao":
        profile = {"nickname": "Dana", "profile_image_url": PICTURE}
        return {
            "id": 7,
            "kakao_account": {
                "email": email,
                "is_email_verified": is_confirmed,
                "is_email_valid": is_valid,
                "profile": profile,
            },
        }
    if name == "naver":
        return {"response": {"id": "7", "email": email, "profile_image": PICTURE}}
    return {"id": "7", "email": email, "verified_email": is_confirmed, "picture": PICTURE}


@pytest.fixture(autouse=True)
def offered(settings: Any) -> None:
    settings.SIGN_IN_BY = {name: keys_of(name.upper(), "id", "secret") for name in NAMES}
    settings.SOCIALACCOUNT_PROVIDERS = {name: {"APP": keys} for name, keys in settings.SIGN_IN_BY.items()}
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The profile that the other site returns."""
    said: dict[str, Any] = {}

    def request(_session: Session, _method: str, url: str, **_options: Any) -> Answer:
        return Answer({"access_token": "token"} if "token" in url else said)

    monkeypatch.setattr(Session, "request", request)
    return said


def come_back(client: Client, name: str, process: str = "login") -> Any:
    detour = client.post(reverse(f"{name}_login") + f"?process={process}")
    assert detour.status_code == 302, detour.content
    state = parse_qs(urlsplit(detour.headers["Location"]).query)["state"][0]
    return client.get(reverse(f"{name}_callback"), {"code": "code", "state": state})


def finish(client: Client, email: str) -> Any:
    return client.post(FORM, {"email": email, "is_adult": "on"})


@pytest.mark.parametrize("name", ["kakao", "google"])
def test_a_newcomer_declares_their_age_and_is_in(client: Client, elsewhere: dict[str, Any], name: str) -> None:
    elsewhere.update(profile_at(name, "dana@example.org"))
    assert come_back(client, name).headers["Location"] == FORM
    assert client.post(FORM, {"email": "dana@example.org"}).status_code == 200
    assert not User.objects.exists()
    finish(client, "dana@example.org")
    assert is_signed_in(client)
    assert User.objects.get().adult_declared_at is not None


def test_neither_name_nor_picture_is_kept(client: Client, elsewhere: dict[str, Any]) -> None:
    elsewhere.update(profile_at("kakao", "dana@example.org"))
    come_back(client, "kakao")
    finish(client, "dana@example.org")
    assert SocialAccount.objects.get().extra_data == {}


UNCONFIRMED = {
    "kakao": {"is_confirmed": False},
    "kakao, invalid by now": {"is_valid": False},
    "google": {"is_confirmed": False},
    "naver": {},
}


@pytest.mark.parametrize("case", UNCONFIRMED)
def test_an_address_that_is_not_surely_theirs_is_confirmed_here(
    client: Client, elsewhere: dict[str, Any], mailoutbox: list[Any], case: str
) -> None:
    name = case.split(",")[0]
    elsewhere.update(profile_at(name, "dana@example.org", **UNCONFIRMED[case]))
    come_back(client, name)
    finish(client, "dana@example.org")
    assert not is_signed_in(client)
    assert [email.to for email in mailoutbox] == [["dana@example.org"]]
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize("name", NAMES)
def test_an_account_here_is_neither_taken_over_nor_told_of(
    client: Client, alice: User, elsewhere: dict[str, Any], mailoutbox: list[Any], name: str
) -> None:
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    elsewhere.update(profile_at(name, alice.email))
    come_back(client, name)
    answer = finish(client, alice.email)
    assert answer.headers["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert "has an account already" in mailoutbox[0].body


def test_who_comes_back_later_is_signed_in(client: Client, elsewhere: dict[str, Any]) -> None:
    elsewhere.update(profile_at("kakao", "dana@example.org"))
    come_back(client, "kakao")
    finish(client, "dana@example.org")
    later = Client()
    come_back(later, "kakao")
    assert is_signed_in(later)


def test_who_has_no_password_signs_in_anew_before_something_sensitive(
    client: Client, elsewhere: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere.update(profile_at("kakao", "dana@example.org"))
    come_back(client, "kakao")
    finish(client, "dana@example.org")
    sensitive = reverse("mfa_activate_totp")
    assert client.get(sensitive).status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 301)
    page = client.get(sensitive, follow=True)
    assert "This page opens after a fresh sign-in." in page.content.decode()
    assert is_signed_in(client)  # a link on any page could have led here

    way_back = f"{reverse('account_login')}?next={sensitive}"
    assert client.post(page.redirect_chain[-1][0]).headers["Location"] == way_back
    assert not is_signed_in(client)


def test_the_pages_offer_what_has_keys_and_nothing_else(client: Client, settings: Any, db: None) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"kakao": {"APP": keys_of("KAKAO", "id", "secret")}}
    page = client.get(reverse("account_login")).content.decode()
    assert "Continue with Kakao" in page
    assert "Naver" not in page


@pytest.mark.parametrize("name", NAMES)
def test_what_has_no_keys_is_not_there(client: Client, settings: Any, db: None, name: str) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    for address in (reverse(f"{name}_login"), reverse(f"{name}_callback")):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert "Or with another account" not in client.get(reverse("account_login")).content.decode()
