from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case as Either
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.http import Http404

from accounts.models import Person
from generation.models import (
    OPEN_CASE_STATES,
    Case,
    Child,
    Family,
    PermissionKind,
    ShareGuess,
    ShareLink,
    SharePermission,
    SharePicture,
)
from generation.models.publishing import agrees_to_publishing
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.tokens import public_id_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# For so long its owner and the other parent see that a link has ended, and who ended it.
ENDED_LINK_DAYS = 30
PEOPLE = ("family__parent_a__key", "family__parent_b__key")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether a link opens, and whose consent it lacks if it does not: of `link`, as it is at this moment.

    case: what moderators have still to decide about it.
    """

    link: ShareLink
    lacks: tuple[Person, ...]
    case: Case | None

    @property
    def is_hidden(self) -> bool:
        return self.link.hidden_at is not None and not self.link.is_over

    @property
    def is_live(self) -> bool:
        return not (self.link.is_over or self.is_hidden or self.lacks) and bool(self.link.children.all())


def get_live_link(token: str) -> ShareLink:
    """Returns the link that a token opens. Raises Http404, the same whatever is the matter with it.

    One query decides. Nothing that it found is kept for the next request. `has_card` of the link tells whether a card
    with a face was drawn.
    """
    public_id = public_id_of(token)
    link = _live_links().filter(public_id=public_id or b"").first()
    if link is None:
        raise Http404("There is no such link.")
    return link


@cache
def _live_links() -> QuerySet[ShareLink]:
    """Returns the question and no answer. Putting it together takes longer than PostgreSQL takes to answer it."""
    cards = SharePicture.objects.filter(link=OuterRef("pk"), format=PictureFormat.CARD.slug).exclude(file="")
    return ShareLink.objects.live().select_related("family__owner", *PEOPLE).annotate(has_card=Exists(cards))


def get_link_whatever_its_state(token: str) -> ShareLink | None:
    """Returns the link of a token, also one that opens no more, or None."""
    return ShareLink.objects.filter(public_id=public_id_of(token) or b"").first()


def get_shown_children(link: ShareLink) -> list[Child]:
    """Returns the children of a link in the order in which they are shown: the youngest first."""
    children = list(link.children.seen().select_related("film").order_by("age_years", "job_id", "position"))
    for child in children:
        child.family = link.family  # whose keys open the names
    return children


def get_shown_parents(link: ShareLink) -> dict[str, Person]:
    """Returns the parents whose photo is shown: those who said yes to it for the link, and have one."""
    permitting = get_permitting_people(link, PermissionKind.PHOTO)
    slots = link.family.slots.items()
    return {slot: person for slot, person in slots if person.pk in permitting and person.portrait.aligned}


def get_permitting_people(link: ShareLink, kind: PermissionKind) -> set[UUID]:
    """Returns the ids of the parents who said yes to this for the link."""
    return set(link.permissions.filter(kind=kind).values_list("person_id", flat=True))


def get_guesses(link: ShareLink) -> dict[UUID, ShareGuess]:
    """Returns the guesses about each child that somebody guessed about."""
    return {guesses.child_id: guesses for guesses in ShareGuess.objects.filter(link=link)}


def get_drawn_pictures(link: ShareLink) -> dict[str, str]:
    """Returns the file of each format that was asked for; empty while it is drawn."""
    return dict(SharePicture.objects.filter(link=link).values_list("format", "file"))


def get_links_for(user: User | AnonymousUser) -> QuerySet[ShareLink]:
    """Returns the links of an account, the newest first, with all that a list says of them."""
    if not user.is_authenticated:
        return ShareLink.objects.none()
    return with_standing(ShareLink.objects.filter(family__owner=user))


def get_link_for(user: User | AnonymousUser, link_id: UUID) -> ShareLink:
    """Raises Http404, the same for a link that is not there and for somebody else's."""
    link = get_links_for(user).filter(pk=link_id).first()
    if link is None:
        raise Http404("There is no such link.")
    return link


def get_links_with(person: Person) -> QuerySet[ShareLink]:
    """Returns the links that show children of this person, the newest first."""
    return with_standing(ShareLink.objects.filter(family__in=Family.objects.of_person(person)))


def get_link_with(person: Person, link_id: UUID) -> ShareLink:
    """Raises Http404, the same for a link that is not there and for one that shows others."""
    link = get_links_with(person).filter(pk=link_id).first()
    if link is None:
        raise Http404("There is no such link.")
    return link


def get_links_over() -> QuerySet[ShareLink]:
    """Returns the links that ended or expired so long ago that nobody asks for them any more."""
    long_ago = Now() - timedelta(days=ENDED_LINK_DAYS)
    return ShareLink.objects.filter(Q(ended_at__lte=long_ago) | Q(expires_at__lte=long_ago))


def standing_of(link: ShareLink) -> Standing:
    """Tells how a link stands that a selector here gave out."""
    answers = (link.agrees_a, link.agrees_b)  # type: ignore[attr-defined]  # of `with_standing`
    lacks = tuple(person for person, agrees in zip(link.family.parents, answers, strict=True) if not agrees)
    return Standing(link=link, lacks=lacks, case=next(iter(link.open_cases), None))  # type: ignore[attr-defined]


def with_standing(links: QuerySet[ShareLink]) -> QuerySet[ShareLink]:
    children = Child.objects.seen().select_related("film").order_by("age_years", "job_id", "position")
    # The newest first: beside it may stand an appeal against what was decided earlier.
    open_cases = Case.objects.filter(state__in=OPEN_CASE_STATES).order_by("-opened_at")
    return (
        links.annotate(agrees_a=_agrees("family__parent_a"), agrees_b=_agrees("family__parent_b"))
        .select_related("family__owner", *PEOPLE)
        .prefetch_related(
            Prefetch("children", queryset=children),
            Prefetch("cases", queryset=open_cases, to_attr="open_cases"),
            "permissions",
        )
        .order_by("-created_at", "pk")
    )


def _agrees(parent: str) -> Either:
    return Either(When(agrees_to_publishing(parent), then=Value(True)), default=Value(False))


def get_permitted(link: ShareLink, person: Person) -> list[PermissionKind]:
    """Returns what this parent said yes to, of a link that a selector here gave out."""
    return [kind for kind in PermissionKind if permits(link, person, kind)]


def permits(link: ShareLink, person: Person, kind: PermissionKind) -> bool:
    """Tells whether this parent said yes to this, of a link that a selector here gave out."""
    permissions: Iterable[SharePermission] = link.permissions.all()
    return any(each.person_id == person.pk and each.kind == kind for each in permissions)
