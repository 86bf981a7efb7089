from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Coalesce, Now, TruncDate
from django.utils import timezone

from accounts.advisory_locks import hold_until_commit
from accounts.models import Person, TombstoneKind
from accounts.people.tombstones import leave_tombstones
from generation.models import (
    Child,
    EndedBy,
    Family,
    PermissionKind,
    ShareGuess,
    ShareLink,
    SharePermission,
    SharePicture,
)
from generation.models.removed_child import get_removal_of, is_removed
from generation.refusals import (
    BeingDecided,
    ChildRemoved,
    SharingPaused,
    TooManyFilms,
    TooManyLinks,
    TooManyLinksToday,
    TooNewToShare,
)
from generation.sharing.guesses import Guess
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.selectors import get_links_over
from generation.sharing.tasks import enqueue_picture
from generation.sharing.waiting import wait_of
from generation.storage.discarding import forget_share_pictures

# A worker that was killed takes its picture along. A film takes a minute of an idle machine.
PATIENCE = timedelta(minutes=10)
# Films wait for those of other accounts. One that is not there by then is lost, and keeps nobody from another.
FILM_PATIENCE = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a link shows and for how long.

    days: from now; None leaves the end as it is. password: a new one; empty for none; None leaves it as it is.
    """

    label: str
    days: int | None
    shows_films: bool
    shows_names: bool
    takes_guesses: bool
    password: str | None


class GoneMeanwhile(Exception):
    """The family, every child that was chosen, or the link itself was deleted or ended a moment before."""


def create_link(
    family: Family, children: Sequence[Child], terms: Terms, *, submission: UUID | None = None
) -> ShareLink:
    """Makes a link. It opens once both parents agree. submission: names the form that was sent; the same one, sent
    twice, makes one link. Raises GoneMeanwhile, and a Refusal.
    """
    with transaction.atomic():
        # First the family, as everything does that removes children; the owner's families one after the other, so that
        # two requests at once are counted.
        families = Family.objects.select_for_update(no_key=True).filter(owner=family.owner_id).order_by("pk")
        if family.pk not in set(families.values_list("pk", flat=True)):
            raise GoneMeanwhile
        earlier = ShareLink.objects.filter(pk=submission).first() if submission else None
        if earlier is not None and _is_the_same(earlier, family, children, terms):
            return earlier
        wait = wait_of(family)
        if wait.is_of_newcomer:
            raise TooNewToShare
        if wait.full_until:
            raise TooManyLinksToday
        if wait.paused_until:
            raise SharingPaused
        if wait.due_at:
            raise BeingDecided
        open_links = ShareLink.objects.filter(family__owner=family.owner_id, ended_at=None, expires_at__gt=Now())
        if open_links.count() >= settings.LINKS_PER_ACCOUNT:
            raise TooManyLinks
        here = Child.objects.filter(family=family, pk__in=[child.pk for child in children])
        if not here:
            raise GoneMeanwhile
        require_none_removed(here)
        link = ShareLink(family=family) if submission is None or earlier else ShareLink(pk=submission, family=family)
        _apply(link, terms)
        link.save(force_insert=True)
        link.refresh_from_db(fields=["expires_at"])
        link.children.set(here)
    return link


@transaction.atomic
def change_link(link: ShareLink, terms: Terms) -> None:
    """Changes a link that has not ended; its address stays. A new password closes it to all who knew the old one.
    Raises GoneMeanwhile.
    """
    _hold(link)
    link.refresh_from_db()  # what another request changed a moment before stays
    _apply(link, terms)
    _forget_pictures([link.pk])
    link.save(
        update_fields=["encrypted_label", "expires_at", "shows_films", "shows_names", "takes_guesses", "password"]
    )
    link.refresh_from_db(fields=["expires_at"])


def _is_the_same(link: ShareLink, family: Family, children: Sequence[Child], terms: Terms) -> bool:
    """Returns False where somebody went back to a form and made another link with it."""
    asked = (family.pk, terms.label, terms.shows_films, terms.shows_names, terms.takes_guesses)
    made = (link.family_id, link.label, link.shows_films, link.shows_names, link.takes_guesses)
    return asked == made and {child.pk for child in children} == set(link.children.values_list("pk", flat=True))


def _apply(link: ShareLink, terms: Terms) -> None:
    link.label = terms.label
    if terms.days is not None:
        # By the database's clock, as whether it opens: no machine whose clock is wrong makes one that never ends.
        period = Value(timedelta(days=min(terms.days, settings.SHARE_MAX_DAYS)))
        link.expires_at = ExpressionWrapper(Now() + period, output_field=DateTimeField())
    link.shows_films = terms.shows_films
    link.shows_names = terms.shows_names
    link.takes_guesses = terms.takes_guesses
    if terms.password is not None:
        link.password = make_password(normal_form(terms.password)) if terms.password else ""


def require_none_removed(children: QuerySet[Child]) -> None:
    """Raises ChildRemoved if a moderator decided that one of these children is not shown to others."""
    removed = children.filter(is_removed()).select_related("family").first()
    removal = get_removal_of(removed) if removed is not None else None
    if removal is not None:
        raise ChildRemoved(removal.decision.number)


def normal_form(password: str) -> str:
    """Returns the same for one password however a keyboard writes its letters: macOS takes Hangul apart."""
    return unicodedata.normalize("NFKC", password)


def end_links(links: QuerySet[ShareLink], by: EndedBy) -> int:
    """Ends links for good. Returns how many were ended just now."""
    with transaction.atomic():
        ids = list(
            links.filter(ended_at=None).order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
        )
        leave_tombstones(TombstoneKind.SHARE_LINK, ids)
        ShareLink.objects.filter(pk__in=ids).update(ended_at=Now(), ended_by=by)
        ShareGuess.objects.filter(link__in=ids).delete()
        _forget_pictures(ids)
    return len(ids)


def permit(link: ShareLink, person: Person, kinds: Iterable[PermissionKind]) -> None:
    """Notes what one parent agrees to on this link, and takes back all else. Raises GoneMeanwhile."""
    wanted = set(kinds)
    with transaction.atomic():
        _hold(link)
        link.permissions.filter(person=person).exclude(kind__in=wanted).delete()
        if PermissionKind.PHOTO not in wanted:
            _forget_pictures([link.pk])
        SharePermission.objects.bulk_create(
            [SharePermission(link=link, person=person, kind=kind) for kind in sorted(wanted)], ignore_conflicts=True
        )


def note_open(link: ShareLink) -> None:
    """Counts one more person who looked. Nothing of them is kept but the day."""
    today = TruncDate(Now())
    ShareLink.objects.filter(pk=link.pk).update(
        num_opens=F("num_opens") + 1, first_opened_on=Coalesce("first_opened_on", today), last_opened_on=today
    )


def add_guess(link: ShareLink, child: Child, guess: Guess) -> None:
    """Adds a guess to those of others. Raises GoneMeanwhile."""
    with transaction.atomic():
        # First the family, as everything does that removes children.
        family = Family.objects.select_for_update(no_key=True).filter(pk=link.family_id)
        shown = ShareLink.objects.select_for_update(no_key=True).filter(pk=link.pk, ended_at=None)
        if not (family.exists() and shown.exists() and link.children.filter(pk=child.pk).exists()):
            raise GoneMeanwhile
        # Nobody else adds to them meanwhile: the link is locked.
        guesses, _ = ShareGuess.objects.get_or_create(link=link, child=child)
        for trait, parent in guess.traits.items():
            guesses.num_by_trait.setdefault(trait, [0, 0])["ab".index(parent)] += 1
        guesses.num_visitors += 1
        guesses.dominance_sum += guess.dominance
        guesses.save()


def ask_for_picture(link: ShareLink, picture_format: PictureFormat) -> SharePicture:
    """Has a picture drawn, unless it is there or on its way. One that was on its way for too long is drawn again.

    Raises TooManyFilms.
    """
    with transaction.atomic():
        if picture_format is PictureFormat.FILM:
            _take_place_for_film(link)
        picture, is_new = SharePicture.objects.get_or_create(link=link, format=picture_format.slug)
    if is_new or (not picture.file and picture.asked_at < timezone.now() - PATIENCE):
        enqueue_picture(picture)
    return picture


def _take_place_for_film(link: ShareLink) -> None:
    """Lets no other request of this account ask for a film until the transaction ends. Raises TooManyFilms."""
    owner_id = link.family.owner_id
    hold_until_commit(f"films to send of {owner_id}")
    films = SharePicture.objects.filter(link__family__owner=owner_id, format=PictureFormat.FILM.slug)
    others = films.filter(file="", asked_at__gt=Now() - FILM_PATIENCE).exclude(link=link)
    if not films.filter(link=link).exists() and others.count() >= settings.FILMS_TO_SEND_PER_ACCOUNT:
        raise TooManyFilms


def _hold(link: ShareLink) -> None:
    """Keeps a link from being ended or deleted until the transaction is over. Raises GoneMeanwhile."""
    if not ShareLink.objects.select_for_update(no_key=True).filter(pk=link.pk, ended_at=None).exists():
        raise GoneMeanwhile


def _forget_pictures(link_ids: Iterable[UUID]) -> None:
    """Needs a transaction."""
    forget_share_pictures(SharePicture.objects.filter(link__in=link_ids))


def expire_links() -> int:
    """Deletes links that are long over, and the pictures and guesses of those that just expired."""
    with transaction.atomic():
        expired = ShareLink.objects.filter(expires_at__lte=Now()).values_list("pk", flat=True)
        ShareGuess.objects.filter(link__in=expired).delete()
        _forget_pictures(expired)
    with transaction.atomic():
        # First the families, as a report of one does: it goes on to the link and its case, and this the other way.
        families = Family.objects.filter(share_links__in=get_links_over()).order_by("pk")
        held = list(families.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True))
        return get_links_over().filter(family__in=held).delete()[1].get(ShareLink._meta.label, 0)
