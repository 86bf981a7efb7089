from __future__ import annotations

import io
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.first_factor import make_link
from accounts.models import User
from tests.accounts.test_two_steps import SET_UP, code_of, half_a_minute_later
from tests.cast import PASSWORD, add_second_step, signed_in, use_second_step

ENTRANCE = "/admin/login/?next=/admin/"


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser("operator@example.org", PASSWORD)


def guess(client: Client, password: str) -> Any:
    """Guesses a password at the form that the admin's entrance leads to."""
    door = client.post(ENTRANCE, {"username": "operator@example.org", "password": password}).headers["Location"]
    return client.post(door, {"login": "operator@example.org", "password": password})


def test_operators_enter_by_the_sites_own_door(client: Client, operator: User) -> None:
    guess(client, PASSWORD)
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_admin_has_no_door_of_its_own(client: Client, operator: User) -> None:
    answer = client.post(ENTRANCE, {"username": "operator@example.org", "password": PASSWORD})
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert client.get(reverse("admin:index")).status_code == 302


def test_guessing_there_is_answered_with_429(client: Client, operator: User) -> None:
    answers = [guess(client, f"wrong {number}") for number in range(31)]
    assert answers[-1].status_code == 429


def test_who_is_inside_cannot_guess_the_passwords_of_others_there(client: Client, operator: User, staff: User) -> None:
    client.force_login(staff)
    assert client.post(ENTRANCE, {"username": operator.email, "password": PASSWORD}).status_code == 405


def test_operators_change_their_password_on_the_sites_own_page(client: Client, operator: User) -> None:
    client.force_login(operator)
    assert client.get("/admin/password_change/").headers["Location"] == reverse("account_change_password")


@pytest.fixture
def two_steps_asked(settings: Any) -> None:
    settings.STAFF_NEED_TWO_STEPS = True


def test_who_has_no_second_step_is_led_to_where_it_is_set_up(
    client: Client, operator: User, two_steps_asked: None
) -> None:
    guess(client, PASSWORD)
    page = client.get(reverse("admin:index"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("mfa_index")
    assert "Set it up first" in page.content.decode()


def signed_in_with(factor: Authenticator, *, hours_ago: float = 0) -> Client:
    """Signs in as after a second step with this factor."""
    client = signed_in(factor.user)
    use_second_step(client, factor, hours_ago=hours_ago)
    return client


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_who_used_one_in_this_session_enters(operator: User, two_steps_asked: None, kind: str) -> None:
    assert signed_in_with(add_second_step(operator, kind)).get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize(
    ("kind", "page"), [("totp", "mfa_reauthenticate"), ("webauthn", "mfa_reauthenticate_webauthn")]
)
def test_a_session_from_before_it_was_set_up_is_asked_for_it(
    operator: User, two_steps_asked: None, kind: str, page: str
) -> None:
    client = signed_in(operator)
    add_second_step(operator, kind)
    door = client.get(client.get(reverse("admin:index")).headers["Location"])
    assert door.headers["Location"] == f"{reverse(page)}?next=%2Fadmin%2F"


def test_it_is_asked_for_again_after_twelve_hours(operator: User, two_steps_asked: None) -> None:
    app = add_second_step(operator, "totp")
    answers = [signed_in_with(app, hours_ago=hours).get(reverse("admin:index")) for hours in (11.9, 12.1)]
    assert [answer.status_code for answer in answers] == [200, 302]


def test_one_that_was_removed_since_opens_nothing(operator: User, two_steps_asked: None) -> None:
    app = add_second_step(operator, "totp")
    client = signed_in_with(app)
    app.delete()
    assert client.get(reverse("admin:index")).status_code == 302


def test_recovery_codes_are_no_second_step(operator: User, two_steps_asked: None) -> None:
    add_second_step(operator, "totp")
    client = signed_in_with(add_second_step(operator, "recovery_codes"))
    assert client.get(reverse("admin:index")).status_code == 302


SET_UP_PAGES = ["mfa_activate_totp", "mfa_add_webauthn"]


def redeemed(client: Client, user: User) -> int:
    """Opens a fresh link of the account's in this browser, and returns what sending it back is answered."""
    link = make_link(user).removeprefix(settings.SITE_URL)
    if client.get(link).status_code != 200:
        return 404
    return client.post(link).status_code


@pytest.fixture
def operators_browser(operator: User) -> Client:
    client = signed_in(operator)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.mark.parametrize("page", SET_UP_PAGES)
def test_a_password_alone_sets_up_no_first_step(operators_browser: Client, two_steps_asked: None, page: str) -> None:
    for method in (operators_browser.get, operators_browser.post):
        assert method(reverse(page)).headers["Location"] == reverse("mfa_index")
    assert "Ask whoever runs this machine for a link" in operators_browser.get(reverse("mfa_index")).content.decode()


@pytest.mark.parametrize("page", SET_UP_PAGES)
def test_the_link_does(operators_browser: Client, operator: User, two_steps_asked: None, page: str) -> None:
    assert redeemed(operators_browser, operator) == 302
    assert operators_browser.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", SET_UP_PAGES)
def test_others_need_no_link(alice_client: Client, two_steps_asked: None, page: str) -> None:
    alice_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert alice_client.get(reverse(page)).status_code == 200


def test_the_link_works_once(operator: User, two_steps_asked: None) -> None:
    link = make_link(operator).removeprefix(settings.SITE_URL)
    assert [signed_in(operator).post(link).status_code for _browser in range(2)] == [302, 404]


def test_the_link_works_for_half_an_hour_and_for_its_account_alone(
    operator: User, staff: User, two_steps_asked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert redeemed(signed_in(staff), operator) == 404
    link, now = make_link(operator).removeprefix(settings.SITE_URL), time.time()
    client = signed_in(operator)
    monkeypatch.setattr(time, "time", lambda: now + 1801)
    assert client.get(link).status_code == 404


def test_from_the_link_to_the_admin(
    operators_browser: Client, operator: User, two_steps_asked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = operators_browser
    redeemed(client, operator)
    found = re.search(r"<code>([A-Z2-7]+)</code>", client.get(SET_UP).content.decode())
    assert found
    client.post(SET_UP, {"code": code_of(found.group(1))})
    page = client.get(reverse("admin:index"), follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("mfa_reauthenticate"))
    assert "This page asks for your second step again." in page.content.decode()
    half_a_minute_later(monkeypatch)
    answer = client.post(page.redirect_chain[-1][0], {"code": code_of(found.group(1)), "next": "/admin/"})
    assert answer.headers["Location"] == "/admin/"
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_command_prints_the_link_for_staff_without_a_second_step(operator: User, alice: User) -> None:
    said = io.StringIO()
    call_command("first_factor_link", operator.email, stdout=said)
    assert said.getvalue().startswith(f"{settings.SITE_URL}/accounts/two-step/first/")
    add_second_step(operator, "totp")
    for email in (operator.email, alice.email, "nobody@example.org"):
        with pytest.raises(CommandError):
            call_command("first_factor_link", email)


def test_who_is_signed_in_but_no_operator_is_refused(alice_client: Client) -> None:
    assert alice_client.get(ENTRANCE).status_code == 403
