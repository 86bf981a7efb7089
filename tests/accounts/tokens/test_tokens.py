"""Tokens of programs: what they may do, until when, and that nothing else takes them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, EventKind, SecurityEvent, User
from accounts.suspension import lift, suspend
from accounts.tokens.models import TokenScope
from accounts.tokens.services import TooManyTokens, find_token, make_token
from generation.models import Child
from tests.generation.at_once import at_once
from tests.generation.exporting.conftest import freshly_signed_in
from tests.generation.finished import make_child, make_family, make_film

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/accounts/tokens/"
ALL = list(TokenScope)


@pytest.fixture
def child(alice: User) -> Child:
    child = make_child(make_family(alice))
    make_film(child)
    return child


def token_of(user: User, *scopes: TokenScope) -> str:
    return make_token(user, name="A script", scopes=scopes or ALL, days=30, request=None)[1]


def with_token(text: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {text}"})


def test_a_program_reads_what_its_account_reads(alice: User, child: Child) -> None:
    program = with_token(token_of(alice, TokenScope.READ))
    families = program.get("/api/families/").json()["results"]
    assert [family["id"] for family in families] == [str(child.family_id)]
    told = program.get(f"/api/children/{child.pk}/").json()
    for address in (told["image_url"], told["thumbnail_url"], told["film"]["mp4_url"], told["film"]["strip_url"]):
        assert program.get(address).status_code == 200, address
    assert program.get(told["film"]["mp4_url"], headers={"Range": "bytes=0-9"}).status_code == 206


def test_it_makes_and_deletes_without_a_token_against_forgery(alice: User, child: Child) -> None:
    program = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {token_of(alice)}"})
    address = f"/api/families/{child.family_id}/children/"
    assert program.post(address, {"age_years": 5}, content_type="application/json").status_code == 201
    assert program.delete(f"/api/children/{child.pk}/").status_code == 204
    assert not Child.objects.exists()


@pytest.mark.parametrize(
    ("scopes", "method", "status"),
    [
        ([TokenScope.READ], "get", 200),
        ([TokenScope.READ], "post", 403),
        ([TokenScope.READ, TokenScope.MAKE], "delete", 403),
        ([TokenScope.MAKE, TokenScope.DELETE], "get", 403),
        ([TokenScope.DELETE], "post", 403),
    ],
)
def test_it_does_no_more_than_its_scopes_say(
    alice: User, child: Child, scopes: list[TokenScope], method: str, status: int
) -> None:
    address = f"/api/families/{child.family_id}/children/" if method == "post" else f"/api/children/{child.pk}/"
    answer = getattr(with_token(token_of(alice, *scopes)), method)(address)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["error"]["code"] == "scope_missing"
    assert Child.objects.exists()


def test_strangers_things_are_not_there(bob: User, child: Child) -> None:
    program = with_token(token_of(bob))
    assert program.get(f"/api/children/{child.pk}/").status_code == 404
    assert program.get(f"/children/{child.pk}/image/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/families/", "/privacy/", "/accounts/tokens/", "/children/", "/moderation/", "/admin/"]
)
def test_pages_for_people_take_none(alice: User, child: Child, address: str) -> None:
    with_one, without = with_token(token_of(alice)).get(address), Client().get(address)
    assert (with_one.status_code, with_one.headers.get("Location")) == (
        without.status_code,
        without.headers.get("Location"),
    )


@pytest.mark.parametrize("text", ["", "nonsense", "babysite_", "babysite_" + "a" * 43, "babysite_\u00e9", "x" * 5000])
def test_nonsense_is_refused_whoever_is_signed_in(alice_client: Client, child: Child, text: str) -> None:
    answer = alice_client.get(f"/api/children/{child.pk}/", headers={"Authorization": f"Bearer {text}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_refused")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def _end(token: ApiToken, user: User) -> None:
    freshly_signed_in(user).post(f"{PAGE}{token.pk}/end/")


def _let_it_run_out(token: ApiToken, _user: User) -> None:
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def _suspend(_token: ApiToken, user: User) -> None:
    suspend(user, until=None, request=None)


def _close(_token: ApiToken, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("happens", [_end, _let_it_run_out, _suspend, _close])
def test_from_then_on_it_is_refused(alice: User, child: Child, happens: Any) -> None:
    program = with_token(token_of(alice))
    assert program.get("/api/families/").status_code == 200
    happens(ApiToken.objects.get(), alice)
    assert program.get("/api/families/").status_code == 401
    assert program.get(f"/children/{child.pk}/image/").status_code == 401


def test_it_holds_again_once_a_suspension_is_lifted(alice: User) -> None:
    text = token_of(alice)
    suspend(alice, until=None, request=None)
    assert find_token(text) is None
    lift(alice, request=None)
    assert find_token(text) is not None


def test_no_copy_of_the_database_holds_it(alice: User) -> None:
    text = token_of(alice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM accounts_apitoken t")
        row = str(cursor.fetchall())
    assert text not in row
    assert text.partition("_")[2] not in row


def test_one_is_made_after_a_fresh_sign_in_and_shown_once(alice: User) -> None:
    client = freshly_signed_in(alice)
    page = client.post(PAGE, {"name": "Script 🐍", "scopes": ["read", "make"], "days": "90"})
    assert page.status_code == 201
    text = page.context["new_token"]
    assert text in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert text not in client.get(PAGE).content.decode()
    token = ApiToken.objects.get()
    assert (token.name, token.scopes) == ("Script 🐍", ["make", "read"])
    assert with_token(text).get("/api/families/").status_code == 200
    assert SecurityEvent.objects.get(kind=EventKind.WAY_IN_ADDED).ways


def test_without_a_fresh_sign_in_none_is_made(alice_client: Client) -> None:
    assert alice_client.post(PAGE, {"name": "Mine", "scopes": ["read"], "days": "30"}).status_code == 302
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "a" * 41}, {"name": "a\u202eb"}, {"scopes": []}, {"scopes": ["rule"]}, {"days": "9999"}],
)
def test_nonsense_makes_none(alice: User, wrong: dict[str, Any]) -> None:
    sent = {"name": "Mine", "scopes": ["read"], "days": "30", **wrong}
    assert freshly_signed_in(alice).post(PAGE, sent).status_code == 400
    assert not ApiToken.objects.exists()


def test_a_stranger_s_is_not_ended(alice: User, bob: User) -> None:
    token_of(alice)
    client = Client()
    client.force_login(bob)
    assert client.post(f"{PAGE}{ApiToken.objects.get().pk}/end/").status_code == 404
    assert ApiToken.objects.exists()


def test_an_account_has_so_many_and_no_more(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.tokens.services.MAX_TOKENS", 2)
    with suppress(TooManyTokens):
        at_once(*[lambda: token_of(alice)] * 4)
    assert ApiToken.objects.count() == 2
    sent = {"name": "Mine", "scopes": ["read"], "days": "30"}
    assert freshly_signed_in(alice).post(PAGE, sent).status_code == 409


def test_only_the_day_of_its_last_use_is_kept(alice: User, child: Child) -> None:
    program = with_token(token_of(alice))
    assert ApiToken.objects.get().last_used_on is None
    program.get("/api/families/")
    assert ApiToken.objects.get().last_used_on is not None


def test_the_account_s_export_names_it(alice: User) -> None:
    from generation.exporting.description import describe
    from generation.exporting.scope import scope_of

    text = token_of(alice)
    (told,) = describe(scope_of(alice)).content["account"]["tokens"]
    assert told["name"] == "A script"
    assert text not in str(told)
