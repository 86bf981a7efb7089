"""“Guess whose”, as visitors of a link and its owner know it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from generation.gallery.services import delete_child
from generation.models import Child, EndedBy, Family, PermissionKind, ShareGuess, ShareLink
from generation.sharing.guesses import Guess
from generation.sharing.services import GoneMeanwhile, add_guess, change_link, end_links, permit
from generation.sharing.tokens import address_of
from tests.generation.sharing.conftest import make_link, terms

pytestmark = pytest.mark.django_db

FROM_HERE = {"Origin": "http://testserver"}
SHARES = {"eyes": 0.1, "nose": 0.9, "hair": 0.5}
GUESS = {"eyes": "a", "nose": "a", "hair": "b", "dominance": "0.4"}


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def child(child: Child) -> Child:
    child.shares = SHARES
    child.save(update_fields=["shares"])
    return child


@pytest.fixture
def link(agreed: Family, child: Child) -> ShareLink:
    return make_link(child, shows_names=True)


def guessing_of(link: ShareLink) -> str:
    return address_of(link) + "0/guess/"


def test_a_guess_is_added_up_and_the_draw_is_told(visitor: Client, link: ShareLink) -> None:
    assert visitor.get(guessing_of(link)).context["form"].trait_names == list(SHARES)
    sent = visitor.post(guessing_of(link), GUESS, headers=FROM_HERE)
    assert sent.headers["Location"] == guessing_of(link)
    guesses = ShareGuess.objects.get()
    assert (guesses.num_visitors, guesses.dominance) == (1, 0.4)
    assert guesses.num_by_trait == {"eyes": [1, 0], "nose": [1, 0], "hair": [0, 1]}
    answer = visitor.get(guessing_of(link)).context
    assert (answer["num_right"], answer["num_judged"]) == (1, 2)
    assert [each.is_right for each in answer["answers"]] == [True, False, None]


def test_a_browser_guesses_once(visitor: Client, link: ShareLink) -> None:
    for _ in range(2):
        visitor.post(guessing_of(link), GUESS, headers=FROM_HERE)
    assert ShareGuess.objects.get().num_visitors == 1
    Client().post(guessing_of(link), GUESS, headers=FROM_HERE)
    assert ShareGuess.objects.get().num_visitors == 2


def test_the_cookie_of_a_guess_stays_with_its_link_and_names_nobody(visitor: Client, link: ShareLink) -> None:
    (cookie,) = visitor.post(guessing_of(link), GUESS, headers=FROM_HERE).cookies.values()
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (address_of(link), True, "Lax")
    other = Client().post(guessing_of(link), GUESS, headers=FROM_HERE).cookies
    assert other[cookie.key].value == cookie.value


def test_a_made_up_cookie_counts_as_none(visitor: Client, link: ShareLink) -> None:
    (cookie,) = Client().post(guessing_of(link), GUESS, headers=FROM_HERE).cookies.values()
    visitor.cookies[cookie.key] = cookie.value[:-1] + "!"
    assert "form" in visitor.get(guessing_of(link)).context


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"dominance": "0"},
        {**GUESS, "eyes": "c"},
        {**GUESS, "dominance": "2"},
        {**GUESS, "dominance": "nan"},
        {"eyes": "a"},
    ],
)
def test_nonsense_is_not_counted(visitor: Client, link: ShareLink, nonsense: dict[str, str]) -> None:
    assert visitor.post(guessing_of(link), nonsense, headers=FROM_HERE).status_code == 400
    assert not ShareGuess.objects.exists()


def test_a_household_guesses_so_often_an_hour(visitor: Client, link: ShareLink, settings: Any) -> None:
    settings.SHARE_GUESSES_PER_HOUR = 2
    answers = [Client().post(guessing_of(link), GUESS, headers=FROM_HERE).status_code for _ in range(3)]
    assert answers == [302, 302, 429]
    assert ShareGuess.objects.get().num_visitors == 2


def test_nothing_can_be_guessed_where_parents_cannot_be_told_apart(visitor: Client, link: ShareLink) -> None:
    change_link(link, terms(shows_names=False))
    permit(link, link.family.parent_a, [PermissionKind.PHOTO])
    assert visitor.get(guessing_of(link)).status_code == 404
    permit(link, link.family.parent_b, [PermissionKind.PHOTO])
    page = visitor.get(guessing_of(link))
    assert [parent.name for parent in page.context["parents"]] == list(page.context["names"])
    assert not any(name.encode() in page.content for name in link.family.names)
    visitor.post(guessing_of(link), GUESS, headers=FROM_HERE)
    answer = visitor.get(guessing_of(link)).content
    assert not any(name.encode() in answer for name in link.family.names)


def take_none(link: ShareLink) -> None:
    change_link(link, terms(shows_names=True, takes_guesses=False))


def know_no_traits(link: ShareLink) -> None:
    link.children.update(shares={})


@pytest.mark.parametrize("change", [take_none, know_no_traits])
def test_nothing_can_be_guessed_where_it_is_not_wanted_or_not_known(
    visitor: Client, link: ShareLink, change: Callable[[ShareLink], None]
) -> None:
    assert visitor.get(address_of(link)).context["children"][0].guess
    change(link)
    assert not visitor.get(address_of(link)).context["children"][0].guess
    assert visitor.post(guessing_of(link), GUESS, headers=FROM_HERE).status_code == 404
    assert not ShareGuess.objects.exists()


def test_guesses_go_with_their_link_and_with_their_child(visitor: Client, link: ShareLink, child: Child) -> None:
    other = make_link(child, shows_names=True)
    for each in (link, other):
        visitor.post(guessing_of(each), GUESS, headers=FROM_HERE)
    end_links(ShareLink.objects.filter(pk=link.pk), EndedBy.OWNER)
    assert [guesses.link_id for guesses in ShareGuess.objects.all()] == [other.pk]
    delete_child(child)
    assert not ShareGuess.objects.exists()


def test_a_guess_that_comes_too_late_is_not_counted(link: ShareLink, child: Child) -> None:
    end_links(ShareLink.objects.filter(pk=link.pk), EndedBy.OWNER)
    with pytest.raises(GoneMeanwhile):
        add_guess(link, child, Guess(traits={"eyes": "a"}, dominance=0.0))


def test_the_owner_reads_what_was_guessed(visitor: Client, alice_client: Client, link: ShareLink) -> None:
    assert not alice_client.get(f"/links/{link.pk}/").context["guessed"]
    visitor.post(guessing_of(link), GUESS, headers=FROM_HERE)
    (guessed,) = alice_client.get(f"/links/{link.pk}/").context["guessed"]
    assert guessed["tally"].num_visitors == 1
    assert [[number for _, number in each.num_by_name] for each in guessed["answers"]] == [[1, 0], [1, 0], [0, 1]]


def test_the_picture_beside_a_guess_is_no_further_open(visitor: Client, link: ShareLink) -> None:
    visitor.get(visitor.get(guessing_of(link)).context["picture"], headers={"User-Agent": "Mozilla/5.0"})
    link.refresh_from_db()
    assert link.num_opens == 0
