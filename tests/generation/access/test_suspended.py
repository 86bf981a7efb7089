"""Every address of the site as a suspended owner finds it."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.suspension import suspend
from babysite.suspended import OPEN, OPEN_VIEWS
from tests.cast import signed_in
from tests.generation.access.asking import all_rows, ask, ask_as_written
from tests.generation.access.conftest import signed_in_again
from tests.generation.access.matrix import Row, read_rows
from tests.generation.access.world import World
from tests.generation.finished import connect, invitee_of, make_family

# What stays open, as docs/access.md says in words. Written down anew, so that nobody opens more unawares.
STILL_OPEN = (
    "/about/",
    "/accounts/",
    "/api/consent-text/",
    "/api/docs/",
    "/api/schema/",
    "/decisions/",
    "/healthz/",
    "/i18n/",
    "/models/",
    "/privacy/",
    "/report/",
    "/s/",
    "/verify/",
)
BEHIND_A_LINK = ("refuse/", "withdraw/", "links/", "links/end/")
GIVES_CONSENT = "/privacy/people/<uuid:person_id>/<str:purpose>/give/"


def is_still_open(row: Row) -> bool:
    if row.address == GIVES_CONSENT:
        return False
    invited = "/invitations/<str:token>/"
    return (
        row.address == "/"
        or row.address.startswith(STILL_OPEN)
        or row.address in [invited + page for page in BEHIND_A_LINK]
    )


def test_a_suspended_owner_reaches_what_is_written_and_nothing_else(world: World, alice: User) -> None:
    suspend(alice, until=None)
    settled, fresh = signed_in(alice), signed_in_again(alice)
    settled.raise_request_exception = fresh.raise_request_exception = False
    before = all_rows(world)
    wrong = []
    for row in read_rows():
        answer = ask_as_written(fresh if row.is_fresh else settled, row, world, before)
        if is_still_open(row):
            if answer.word != row.answers["owner"]:
                wrong.append(f"{row}: {answer.word} instead of {row.answers['owner']}")
        elif answer.word not in {"403", "404", "405"} or answer.trace != "nothing":
            wrong.append(f"{row}: {answer.word}, {answer.trace}")
        elif any(secret in answer.told for secret in world.secrets if secret != alice.email.encode()):
            wrong.append(f"{row}: told something")
    assert not wrong, "\n".join(wrong)


def test_the_list_of_the_site_is_the_one_that_is_tried() -> None:
    assert {f"/{beginning}" for beginning in OPEN} == set(STILL_OPEN)
    assert len(OPEN_VIEWS) == 1 + len(BEHIND_A_LINK)


def test_a_suspended_moderator_is_refused_the_admin(world: World, moderator: User) -> None:
    suspend(moderator, until=None)
    assert ask(signed_in(moderator), "GET", "/admin/", world).word == "403"


def test_an_invitee_keeps_their_rights_while_the_owner_is_suspended(alice: User, media: object) -> None:
    family = make_family(alice)
    suspend(alice, until=None)
    invitee = invitee_of(family)
    assert invitee.look().status_code == 200
    assert invitee.withdraw().status_code == 302
    assert not type(family).objects.filter(pk=family.pk).exists()


@pytest.mark.parametrize("way", ["account", "link"])
def test_a_suspended_invitee_still_withdraws(alice: User, bob: User, media: object, way: str) -> None:
    family = make_family(alice)
    client = connect(family, bob)
    person = next(person for person in family.parents if person.is_invited)
    link = invitee_of(family).link
    suspend(bob, until=None)
    client = signed_in(bob)
    page = client.get(link)
    assert (page.status_code, f"{link}withdraw/" in page.content.decode()) == (403, True)
    target = f"/privacy/people/{person.pk}/compute/withdraw/" if way == "account" else f"{link}withdraw/"
    assert client.post(target).status_code == 302
    assert not type(family).objects.filter(pk=family.pk).exists()
