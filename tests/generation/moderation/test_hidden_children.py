"""A child that a moderator decided to erase is nowhere to be seen while somebody may appeal, and is back if undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from generation.exporting.scope import children_with, families_of
from generation.families.selectors import get_children_of, get_families_for
from generation.gallery.albums import add_to_album, choose_cover, create_album
from generation.invitations.status import describe_person
from generation.models import Case, Child, DecisionKind, ShareLink
from generation.sharing.selectors import get_link_for
from tests.cast import signed_in
from tests.generation.finished import invitee_of, make_child, make_film
from tests.generation.moderation.decisions_rows import make_case, make_shared_link, settle
from tests.generation.sharing.conftest import make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(alice: User, media: Path) -> ShareLink:
    cache.clear()
    return make_shared_link(alice)


@pytest.fixture
def child(link: ShareLink) -> Child:
    child = link.children.get()
    make_film(child)
    Child.objects.filter(pk=make_child(link.family).pk).update(seed=8)
    return child


@pytest.fixture
def case(link: ShareLink, moderator: User) -> Case:
    # Not urgent: nothing is hidden, and links can be made, until it is decided.
    return make_case(link, taken_by=moderator, is_urgent=False)


def places_of(child: Child) -> dict[str, Callable[[], bool]]:
    """Returns each place that shows a child, and whether it does."""
    owner, family = child.family.owner, child.family
    alice, invitee = signed_in(owner), invitee_of(family)
    sibling_id = Child.objects.exclude(pk=child.pk).get().pk
    album = create_album(owner, "Ours")
    add_to_album(album, [child])
    choose_cover(album, child)

    def answers(address: str, client: Client = alice) -> bool:
        return client.get(address).status_code == 200

    page = f"/children/{child.pk}/"
    return {
        **{name: partial(answers, page + name) for name in ("", "image/", "thumbnail/", "film/", "share/")},
        "api": lambda: answers(f"/api/children/{child.pk}/"),
        "family": lambda: child in get_children_of(family),
        "family's page": lambda: str(child.pk) in alice.get(f"/families/{family.pk}/").content.decode(),
        "families": lambda: get_families_for(owner).get().num_children == 2,  # type: ignore[attr-defined]  # of the selector
        "job": lambda: child.pk in child.job.child_ids,
        "a sibling's form": lambda: str(child.pk) in alice.get(sibling_of(child)).content.decode(),
        "invitee": lambda: str(child.pk) in invitee.page(),
        "all children": lambda: str(child.pk) in alice.get("/children/").content.decode(),
        "compared": lambda: answers(f"/children/compare/?child={child.pk}&child={sibling_id}"),
        "album": lambda: str(child.pk) in alice.get(f"/children/albums/{album.pk}/").content.decode(),
        "cover of the album": lambda: str(child.pk) in alice.get("/children/albums/").content.decode(),
        "zip of the album": lambda: answers(f"/children/albums/{album.pk}/pictures.zip"),
        "studio": lambda: answers(f"/families/{family.pk}/studio/?child={child.pk}"),
        "number told to the other parent": lambda: describe_person(family.parent_b, "")["num_children"] == 2,
        "links": lambda: child in get_link_for(owner, child.share_links.get().pk).children.all(),
        "export": lambda: child in families_of(owner).get().children,
        "export of the other parent": lambda: child in children_with(family.parent_b),
    }


def sibling_of(child: Child) -> str:
    return f"/children/{Child.objects.exclude(pk=child.pk).get().pk}/share/"


def test_it_is_nowhere_until_the_decision_is_undone(case: Case, child: Child, moderator: User) -> None:
    places = places_of(child)
    assert [name for name, shows in places.items() if not shows()] == []
    settle(case, moderator, DecisionKind.ERASE_CHILD, child=child)
    assert [name for name, shows in places.items() if shows()] == []
    settle(case, moderator, DecisionKind.RESTORE)
    assert [name for name, shows in places.items() if not shows()] == []


def test_a_child_whose_links_all_end_stays_its_owners(case: Case, child: Child, moderator: User) -> None:
    settle(case, moderator, DecisionKind.END_CHILD_LINKS, child=child)
    hidden = [name for name, shows in places_of(child).items() if not shows()]
    assert hidden == []


def test_no_link_to_a_hidden_child_is_offered_with_its_sibling(
    case: Case, child: Child, alice: User, moderator: User
) -> None:
    settle(case, moderator, DecisionKind.ERASE_CHILD, child=child)
    sibling = Child.objects.exclude(pk=child.pk).get()
    form = {"children": [str(sibling.pk), str(child.pk)], "days": "7"}
    assert signed_in(alice).post(f"/children/{sibling.pk}/share/", form).status_code == 400
    assert make_link(sibling)


def test_the_form_for_a_link_names_the_decision(case: Case, child: Child, alice: User, moderator: User) -> None:
    decision = settle(case, moderator, DecisionKind.END_CHILD_LINKS, child=child)
    form = {"children": [str(child.pk)], "days": "7"}
    refused = signed_in(alice).post(f"/children/{child.pk}/share/", form)
    assert refused.status_code == 409
    assert decision.number in refused.content.decode()
    assert ShareLink.objects.count() == 1


def test_nobody_is_asked_for_permission_to_show_a_removed_child(
    case: Case, link: ShareLink, child: Child, alice: User, moderator: User
) -> None:
    settle(case, moderator, DecisionKind.END_CHILD_LINKS, child=child)
    invitee_of(link.family).say("publish", "no")
    asked = signed_in(alice).post(f"/links/{link.pk}/ask/b/", {"address": "ben@example.org", "language": "en"})
    assert asked.status_code == 409
