"""Every address of the site, as six kinds of visitor find it, held to docs/access.md."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from babysite.error_pages import ENTRANCES
from tests.cast import signed_in
from tests.generation.access.addresses import all_addresses, names_in
from tests.generation.access.asking import WRITES, Answer, all_rows, ask, ask_as_written, values_for
from tests.generation.access.conftest import Visitors
from tests.generation.access.matrix import VISITORS, Row, read_legend, read_rows
from tests.generation.access.world import Values, World

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = read_rows()
LISTED = {(row.address, row.method) for row in ROWS}
DONE = ("ok", "on")
REFUSED = ("403", "404", "405", "sign in")


def test_every_address_has_a_row() -> None:
    missing = all_addresses() - {row.address for row in ROWS}
    assert missing == set(), "Write into docs/access.md who may do what there."


def test_every_row_has_an_address_and_its_words_are_in_the_legend() -> None:
    assert {row.address for row in ROWS} - all_addresses() == set()
    assert len({str(row) for row in ROWS}) == len(ROWS), "Something is written twice."
    assert {word for row in ROWS for word in row.answers.values()} <= read_legend()


def test_everybody_is_answered_as_it_is_written(world: World, visitors: Visitors) -> None:
    rows = all_rows(world)
    mismatches = [
        mismatch
        for row in ROWS
        for who in VISITORS
        if (mismatch := mismatch_of(row, who, ask_as_written(visitors.of(row, who), row, world, rows), world))
    ]
    assert not mismatches, "\n".join(mismatches)


def mismatch_of(row: Row, who: str, answer: Answer, world: World) -> str:
    if answer.word != row.answers[who]:
        return f"{row}: {who} was answered {answer.word!r} instead of {row.answers[who]!r}"
    if any(secret in answer.told for secret in world.secrets_from(who)):
        return f"{row}: {who} was told something of Alice's"
    if who != "owner" and answer.response.headers.get("Content-Type", "").startswith(("image/", "video/")):
        return f"{row}: {who} was sent a picture"
    has_rights = who == "invitee" and row.address.startswith(("/privacy/", "/links/")) and answer.word in DONE
    moderates = who == "moderator" and row.address.startswith("/moderation/")
    may_change = who == "owner" or has_rights or moderates
    if (answer.trace == "changed" and not may_change) or (answer.trace == "more" and answer.word not in DONE):
        return f"{row}: {who} left something behind"
    return ""


def test_other_methods_are_refused(world: World, visitors: Visitors) -> None:
    rows = all_rows(world)
    others = {
        (method, address, who): ask(visitors.settled[who], method, address, world, rows)
        for address in all_addresses()
        for method in ("GET", *WRITES, "TRACE")
        if (address, method) not in LISTED
        for who in VISITORS
    }
    assert {case: answer.word for case, answer in others.items() if answer.word not in REFUSED} == {}
    assert [case for case, answer in others.items() if answer.trace != "nothing"] == []


def test_asking_for_the_head_or_the_methods_tells_no_more(world: World, visitors: Visitors) -> None:
    for row in {str(row).partition(" ")[2]: row for row in reversed(ROWS)}.values():
        for who in VISITORS:
            head, options = (
                ask(visitors.of(row, who), method, row.address, world, values=values_for(row, world))
                for method in ("HEAD", "OPTIONS")
            )
            if row.method == "GET" and row.answers[who] in REFUSED:
                assert head.word == row.answers[who], f"HEAD {row.address}, {who}"
            assert int(options.response.status_code) < 500, f"OPTIONS {row.address}, {who}"
            assert not any(secret in head.told + options.told for secret in world.secrets_from(who))


def test_missing_and_forbidden_are_the_same(world: World, visitors: Visitors) -> None:
    telling = [
        f"{row}: {who}"
        for row in ROWS
        if (absent := {name: uuid4() for name in names_in(row.address) if name in world.owned})
        for there, away in [(values_for(row, world), {**values_for(row, world), **absent})]
        for who in VISITORS
        if row.answers[who] not in DONE
        for client in [visitors.of(row, who)]
        if plain(client, row, world, there) != plain(client, row, world, away)
    ]
    assert telling == [], "These answers tell that something is there."


def plain(client: Client, row: Row, world: World, values: Values) -> tuple[str, bytes]:
    """Returns the response without the ids themselves: where it leads to signing in, it names where from."""
    answer = ask(client, row.method, row.address, world, values=values)
    told = answer.told
    for name in names_in(row.address):
        told = told.replace(str(values[name]).encode(), name.encode()) if name in world.owned else told
    return answer.word, told


def test_every_write_wants_a_token_against_forgery(world: World, visitors: Visitors) -> None:
    rows = all_rows(world)
    for who in ("owner", "moderator"):
        for client in (visitors.settled[who], visitors.fresh[who]):
            client.handler.enforce_csrf_checks = True
        for row in ROWS:
            if row.method in WRITES and row.answers[who] in DONE:
                answer = ask_as_written(visitors.of(row, who), row, world, rows)
                # Who signed in meanwhile in another tab is led on, and nothing is done.
                refused = "sign in" if row.address in map(reverse, ENTRANCES) else "403"
                assert (answer.word, answer.trace) == (refused, "nothing"), f"{row}: {who}"


def test_no_page_of_the_admin_shows_a_face_or_a_name_or_changes_what_people_made(world: World) -> None:
    """Not even an operator's, who has every right."""
    operator = signed_in(User.objects.create_superuser("operator@example.org", "correct horse battery"))
    rows = all_rows(world)
    secrets = [secret for secret in world.secrets if secret != world.alice.email.encode()]
    for row in ROWS:
        if row.address.startswith("/admin/") and not row.address.startswith("/admin/accounts/user/"):
            answer = ask(operator, row.method, row.address, world, rows)
            assert not any(secret in answer.told for secret in secrets), row
            assert answer.trace == "nothing", row


@pytest.mark.parametrize("nonsense", ["0", "not-a-uuid", "%00", "..%2f..%2fetc", "9" * 400])
def test_what_is_no_id_is_not_found(world: World, alice_client: Client, nonsense: str) -> None:
    named = {address for address in all_addresses() if any(name in world.owned for name in names_in(address))}
    answers = {
        address: ask(alice_client, "GET", address, world, values=dict.fromkeys(world.owned, nonsense)).word
        for address in named
    }
    assert answers == dict.fromkeys(named, "404")


def test_a_family_has_no_third_parent(world: World, alice_client: Client) -> None:
    for slot in ("c", "ab", "A", "%00", "..", "é", "a" * 500):
        assert alice_client.get(f"/jobs/{world.done.pk}/preview/{slot}/").status_code == 404
