"""An invitation's link is its key: it can't be guessed, tells nothing but its own, and is written down nowhere."""

from __future__ import annotations

import io
import logging
import re
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.signing import Signer
from django.db import connection
from django.test import Client, override_settings

from accounts.models import Invitation, Person, User
from generation.consent.links import invitation_id_of, token_of
from generation.models import Family
from tests.generation.access.addresses import all_addresses
from tests.generation.invitations.invitee import Invitee, agreeing

pytestmark = pytest.mark.django_db(transaction=True)
# Route below the link -> the method it is for.
BEHIND = {
    "": "get",
    "refuse/": "get",
    "photos/": "post",
    "answers/": "post",
    "consents/<str:purpose>/": "post",
    "withdraw/": "get",
    "connect/": "post",
    "state/": "get",
    "children/<uuid:child_id>/": "get",
    "face/": "get",
    "links/": "get",
    "links/end/": "post",
    "photos/<uuid:photo_id>/": "get",
    "links/permit/": "post",
    "photos/<uuid:photo_id>/faces/<int:number>/": "get",
}
FORGED = ["x", "a.b", "..", "%00", "AAAA.BBBB", "9" * 400, "é", "None"]


def paths(link: str) -> list[tuple[str, str]]:
    places = {
        "<str:purpose>": "keep",
        "<uuid:photo_id>": str(uuid4()),
        "<uuid:child_id>": str(uuid4()),
        "<int:number>": "0",
    }
    found = []
    for route, method in BEHIND.items():
        for name, value in places.items():
            route = route.replace(name, value)
        found.append((method, f"{link}{route}"))
    return found


def answers(client: Client, link: str, **headers: Any) -> list[Any]:
    return [getattr(client, method)(path, **headers) for method, path in paths(link)]


def test_no_address_behind_a_link_is_missing_here() -> None:
    prefix = "/invitations/<str:token>/"
    named = {address.removeprefix(prefix) for address in all_addresses() if address.startswith(prefix)}
    assert named == set(BEHIND)


def test_a_token_is_short_and_leads_back_to_its_invitation(invitation: Invitation) -> None:
    token = token_of(invitation.pk)
    assert len(token) < 80
    assert invitation_id_of(token) == invitation.pk


def test_a_token_of_another_site_or_purpose_is_worth_nothing(invitation: Invitation) -> None:
    token = token_of(invitation.pk)
    with override_settings(SECRET_KEY="another site's own key, which signs another way"):
        assert invitation_id_of(token) is None
    elsewhere = Signer(sep=".", salt="something else").sign(token.split(".")[0])
    assert invitation_id_of(elsewhere) is None


@pytest.mark.parametrize("token", FORGED)
def test_what_nobody_was_given_is_as_any_missing_page(client: Client, invitation: Invitation, token: str) -> None:
    missing = client.get("/nothing/here/at/all/").content
    for answer in answers(client, f"/invitations/{token}/"):
        assert answer.status_code == 404
        assert answer.content == missing
    assert Family.objects.exists()


def test_a_changed_token_and_one_for_nothing_are_missing_too(client: Client, invitation: Invitation) -> None:
    token = token_of(invitation.pk)
    swapped = ("B" if token[0] == "A" else "A") + token[1:]
    for wrong in (swapped, token[:-1], token + "A", token_of(uuid4())):
        assert {answer.status_code for answer in answers(client, f"/invitations/{wrong}/")} == {404}


def test_before_an_answer_only_the_question_is_there(invitee: Invitee) -> None:
    statuses = {
        path.removeprefix(invitee.link): answer.status_code
        for (_method, path), answer in zip(paths(invitee.link), answers(Client(), invitee.link), strict=True)
        if "refuse" not in path
    }
    assert statuses.pop("") == 200
    assert set(statuses.values()) <= {404, 302}


def test_pages_behind_a_link_are_kept_by_nobody_and_their_address_goes_nowhere(invitee: Invitee) -> None:
    invitee.agree()
    for answer in answers(invitee.client, invitee.link):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_messengers_show_whose_site_it_is_and_no_name(invitee: Invitee, invitation: Invitation) -> None:
    page = invitee.page()
    told = dict(re.findall(r'<meta property="og:(.*?)"\s+content="(.*?)">', page))
    assert told["image"].startswith(f"{settings.SITE_URL}/static/img/card")
    assert told["site_name"] == "babysite"
    assert told["title"]
    assert not any(person.name in words for person in Person.objects.all() for words in told.values())


def test_the_page_does_not_tell_whether_the_reader_has_an_account(invitee: Invitee, charlie_client: Client) -> None:
    page = invitee.page()
    assert "charlie" not in page
    assert "charlie@" not in charlie_client.get(invitee.link).content.decode()


def test_no_line_of_the_log_holds_a_token(invitee: Invitee, monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    (handler,) = [handler for handler in logging.getLogger().handlers if getattr(handler, "name", "") == "stderr"]
    monkeypatch.setattr(handler, "stream", log)
    token = invitee.link.split("/")[2]
    invitee.client.get(f"{invitee.link}nothing/")
    invitee.client.put(invitee.link)
    Client(enforce_csrf_checks=True).post(invitee.link, agreeing())
    Invitation.objects.update(expires_at="2020-01-01T00:00Z")
    invitee.look()
    Person.objects.all().delete()
    invitee.look()
    assert log.getvalue().count("/invitations/…") >= 5
    assert token not in log.getvalue()


def test_neither_the_database_nor_valkey_holds_a_token(invitee: Invitee, charlie: User) -> None:
    invitee.agree()
    invitee.client.post(f"{invitee.link}connect/")
    invitee.client.force_login(charlie)
    invitee.client.post("/invitations/connect/")
    token = invitee.link.split("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{token}%"])  # noqa: S608
            assert cursor.fetchone() == (0,), table
    assert all(token not in session.get_decoded().values() for session in Session.objects.all())
    with redis.from_url(settings.REDIS_URL) as valkey:
        names = list(valkey.scan_iter())
        values = [valkey.get(name) for name in names if valkey.type(name) == b"string"]
    assert names
    assert not [held for held in [*names, *values] if token.encode() in (held or b"")]


@pytest.fixture
def three_an_hour() -> Any:
    with override_settings(SUBMISSIONS_PER_HOUR=3):
        yield


@pytest.mark.usefixtures("three_an_hour")
def test_answers_are_limited_by_link_and_by_address(invitee: Invitee, invitation: Invitation) -> None:
    for number in range(3):
        other_place = Invitee(invitation, client=Client(REMOTE_ADDR=f"192.0.2.{number}"))
        assert other_place.agree(compute=None).status_code == 400
    refused = Invitee(invitation, client=Client(REMOTE_ADDR="192.0.2.9")).agree(compute=None)
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
    assert invitee.look().status_code == 200, "Looking is never limited."


@pytest.mark.usefixtures("three_an_hour")
def test_one_household_shares_a_count(client: Client) -> None:
    statuses = []
    for number in range(4):
        guest_house = Client(REMOTE_ADDR=f"2001:db8::{number}")
        statuses.append(guest_house.post(f"/invitations/{token_of(uuid4())}/refuse/").status_code)
    assert statuses == [404, 404, 404, 429]


@pytest.mark.usefixtures("three_an_hour")
def test_taking_back_is_never_limited(invitee: Invitee) -> None:
    invitee.agree()
    for _time in range(4):
        assert invitee.say("keep", "no").status_code == 302
    assert invitee.withdraw().status_code == 302
    assert not Family.objects.exists()
