from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache

from accounts.models import Person, Purpose, User
from accounts.people.consents import get_consent_text
from generation.consent.answers import give
from generation.models import Child, Family, ShareLink
from generation.sharing.services import Terms, create_link
from generation.sharing.tokens import address_of
from tests.generation.finished import invitee_of, make_child, make_family, make_film
from tests.generation.invitations.invitee import Invitee


@pytest.fixture(autouse=True)
def nothing_counted_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def family(alice: User, media: Path) -> Family:
    """Alice and Ben, who has agreed on a phone of his own that children are made with her."""
    return make_family(alice)


@pytest.fixture
def invitee(family: Family) -> Invitee:
    return invitee_of(family)


@pytest.fixture
def child(family: Family) -> Child:
    return make_child(family)


@pytest.fixture
def agreed(family: Family) -> Family:
    """A family whose parents both agree that it is shown to others."""
    for person in family.parents:
        agree_to_publishing(person)
    return family


@pytest.fixture
def link(agreed: Family, child: Child) -> ShareLink:
    return make_link(child)


@pytest.fixture
def filmed(agreed: Family, child: Child) -> ShareLink:
    """A link that shows the film of the child too."""
    make_film(child)
    return make_link(child, shows_films=True)


def agree_to_publishing(person: Person, *, by: User | None = None) -> None:
    give(person=person, text=get_consent_text(Purpose.PUBLISH, "en"), by=by)


def terms(**changes: object) -> Terms:
    fields: dict[str, object] = {
        "label": "",
        "days": 30,
        "shows_films": False,
        "shows_names": False,
        "takes_guesses": True,
        "password": "",
        **changes,
    }
    return Terms(**fields)  # type: ignore[arg-type]


def make_link(*children: Child, **changes: object) -> ShareLink:
    return create_link(children[0].family, children, terms(**changes))


def addresses_of(link: ShareLink) -> list[str]:
    """Returns the addresses of every byte of a link that shows a child, its film and a parent."""
    page = address_of(link)
    files = ("state/", "0.jpg", "0-small.jpg", "0.mp4", "0-poster.jpg", "0-ages.jpg", "parent-a.jpg")
    return [page, *(page + name for name in files)]
