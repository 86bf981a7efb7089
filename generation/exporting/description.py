"""The content of export.json, as docs/export.md and docs/export.schema.json describe it, and the files beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone

from accounts.models import ApiToken, Erasure, Person, User
from accounts.people.ledger import get_head
from accounts.security_log.selectors import get_events_of
from generation.erasing.receipts import counts_told_to
from generation.exporting import naming
from generation.exporting.cases import describe_cases
from generation.exporting.scope import Scope, children_with, consents_in, erasures_in, families_of, refusals_of
from generation.jobs.endings import told_code
from generation.models import Album, Child, Film, Job, ShareLink, SharingPause, film_of

FORMAT, VERSION = "babysite-export", 1
FIELDS_OF_A_CONSENT = (
    *("seq", "at", "person_id", "purpose", "act", "method", "text_version", "text_sha256", "language"),
    *("given_by_id", "invitation_id", "sha256"),
)
# Without keys and secrets: whoever finds the file must not get in with it.
FIELDS_OF_A_SESSION = ("created_at", "last_seen_at", "ip", "user_agent")
FIELDS_OF_A_SECOND_STEP = ("type", "created_at", "last_used_at")
FIELDS_OF_A_TOKEN = ("name", "scopes", "created_at", "expires_at", "last_used_on")
FIELDS_OF_AN_EVENT = ("at", "kind", "detail", "address")
FIELDS_OF_A_CONNECTION = ("provider", "uid", "date_joined", "last_login")
FIELDS_OF_A_RECEIPT = ("id", "person_id", "cause", "requested_at", "erased_at", "ledger_head")
FIELDS_OF_A_REFUSAL = ("refused_at",)
FIELDS_OF_AN_INVITATION = ("id", "created_at", "expires_at", "answered_at", "revoked_at")
FIELDS_OF_A_JOB = (
    *("id", "state", "film_of_id", "sex", "age_years", "dominance", "expression", "seed", "sources"),
    *("siblings", "years_apart", "identical"),
    *("attempts", "created_at", "started_at", "finished_at"),
)
FIELDS_OF_A_LINK = (
    *(
        "id",
        "label",
        "created_at",
        "expires_at",
        "ended_at",
        "ended_by",
        "hidden_at",
        "shows_films",
        "shows_names",
        "takes_guesses",
    ),
    *("num_opens", "first_opened_on", "last_opened_on"),
)
FIELDS_OF_GUESSES = ("num_visitors", "num_by_trait", "dominance")
FIELDS_OF_AN_ALBUM = ("id", "name", "cover_id", "created_at")
FIELDS_OF_A_CHILD = (
    *("id", "job_id", "name", "note", "is_favourite", "position"),
    *("sex", "age_years", "apparent_age_years", "dominance", "expression"),
    *("seed", "shares", "generator_identity", "created_at"),
)
FIELDS_OF_A_PORTRAIT = ("state", "generator_identity", "lpips", "lpips_name", "identity_distance", "adult_confirmed_at")


@dataclass
class Description:
    """The content and the files of an export. files: place in the archive -> name in the private storage."""

    content: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def add(self, folder: str, kind: str, stored: Any) -> str | None:
        """Adds a file and returns its place; None when there is none."""
        name = str(stored.name or "")
        if not name:
            return None
        place = f"{folder}/{kind}.{name.rpartition('.')[2]}"
        self.files[place] = name
        return place


def describe(scope: Scope) -> Description:
    description = Description()
    description.content = {
        "format": FORMAT,
        "version": VERSION,
        "site": settings.SITE_URL,
        "made_at": timezone.now(),
        "ledger_head": str(get_head() or ""),
        "account": _account(scope.account),
        "people": [_person(description, person) for person in scope.own],
        "invitees": [_invitee(person) for person in scope.invitees],
        "albums": [_album(album) for album in scope.account.albums.order_by("created_at", "pk")],
        "families": [_family(description, family) for family in families_of(scope.account)],
        "as_invitee": [_as_invitee(description, person) for person in scope.as_invitee],
        "consents": [_fields(record, FIELDS_OF_A_CONSENT) for record in consents_in(scope)],
        "erasures": [_receipt(scope.account, receipt) for receipt in erasures_in(scope)],
        "cases": describe_cases(scope.account),
        "refusals": [_fields(row, FIELDS_OF_A_REFUSAL) for row in refusals_of(scope.account)],
    }
    return description


def _fields(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _account(account: User) -> dict[str, Any]:
    return {
        "id": account.pk,
        "email": account.email,
        "joined_at": account.date_joined,
        "last_sign_in_at": account.last_login,
        "declared_adult_at": account.adult_declared_at,
        "suspended_at": account.suspended_at,
        "suspended_until": account.suspended_until,
        "sharing_paused_until": SharingPause.objects.filter(owner=account).values_list("until", flat=True).first(),
        "sessions": [_fields(row, FIELDS_OF_A_SESSION) for row in _of(UserSession, account)],
        "security_log": [_fields(row, FIELDS_OF_AN_EVENT) for row in get_events_of(account)],
        "second_steps": [_fields(row, FIELDS_OF_A_SECOND_STEP) for row in _of(Authenticator, account)],
        "tokens": [_fields(row, FIELDS_OF_A_TOKEN) for row in _of(ApiToken, account)],
        "connected": [_fields(row, FIELDS_OF_A_CONNECTION) for row in _of(SocialAccount, account)],
        "addresses": [
            {"address": row.email, "is_main": row.primary, "is_confirmed": row.verified}
            for row in _of(EmailAddress, account)
        ],
    }


def _of(model: Any, account: User) -> Any:
    return model.objects.filter(user=account).order_by("pk")


def _person(description: Description, person: Person) -> dict[str, Any]:
    folder = naming.folder_of_person(person)
    portrait = person.portrait
    return {
        **_invitee(person),
        "photos": [
            {
                "file": description.add(folder, f"photo-{photo.position + 1}", photo.original),
                "faces": description.add(folder, f"faces-{photo.position + 1}", photo.cut_outs),
                "findings": photo.findings,
                "error_code": photo.error_code,
                "face_choice": photo.face_choice,
            }
            for photo in portrait.photos.all()
        ],
        "portrait": {
            **_fields(portrait, FIELDS_OF_A_PORTRAIT),
            "crop": description.add(folder, "crop", portrait.aligned),
            "preview": description.add(folder, "preview", portrait.preview),
            "reconstruction": description.add(folder, "reconstruction", portrait.reconstruction),
            "code": description.add(folder, "code", portrait.latent),
        },
    }


def _invitee(person: Person) -> dict[str, Any]:
    """Describes an invitee without anything that shows them."""
    return {
        "id": person.pk,
        "name": person.name,
        "consent_basis": person.consent_basis,
        "is_sample": person.is_sample,
        "added_at": person.created_at,
        "invitations": [_fields(invitation, FIELDS_OF_AN_INVITATION) for invitation in person.invitations.all()],
    }


def _as_invitee(description: Description, person: Person) -> dict[str, Any]:
    """Describes the account holder as an invitee; of the children only the times: they show the other parent too."""
    return {
        **_person(description, person),
        "children_made_at": list(children_with(person).values_list("created_at", flat=True)),
    }


def _family(description: Description, family: Any) -> dict[str, Any]:
    folder = naming.folder_of_family(family)
    return {
        "id": family.pk,
        "parents": [person.pk for person in family.parents],
        "is_sample": family.is_sample,
        "quality": family.quality,
        "created_at": family.created_at,
        "used_at": family.used_at,
        "jobs": [_job(job) for job in _by_age(family.jobs.all())],
        "children": [_child(description, folder, child, has_invited=family.has_invited) for child in family.children],
        "links": [_link(description, folder, link) for link in family.share_links.all()],
        "previews": [
            description.add(folder, f"preview-{number + 1}", page.preview)
            for number, page in enumerate(family.studio_pages.all())
            if page.preview
        ],
    }


def _album(album: Album) -> dict[str, Any]:
    children = album.places.order_by("place", "pk").values_list("child_id", flat=True)
    return {**_fields(album, FIELDS_OF_AN_ALBUM), "children": list(children)}


def _link(description: Description, family_folder: str, link: ShareLink) -> dict[str, Any]:
    """Describes a link without its address: whoever finds the file must not look at what it showed."""
    return {
        **_fields(link, FIELDS_OF_A_LINK),
        "has_password": bool(link.password),
        "children": [child.pk for child in link.children.all()],
        "pictures": [
            description.add(f"{family_folder}/links/{link.pk}", picture.format, picture.file)
            for picture in link.pictures.all()
            if picture.file
        ],
        "guesses": [
            {"child": guesses.child_id, **_fields(guesses, FIELDS_OF_GUESSES)} for guesses in link.guesses.all()
        ],
    }


def _job(job: Job) -> dict[str, Any]:
    return {**_fields(job, FIELDS_OF_A_JOB), "error_code": told_code(job)}


def _by_age(jobs: Any) -> list[Job]:
    return sorted(jobs, key=lambda job: job.created_at)


def _child(description: Description, family_folder: str, child: Child, *, has_invited: bool) -> dict[str, Any]:
    """Describes a child; without its code where a parent is an invitee, whose code could be worked out from it."""
    folder = f"{family_folder}/{naming.name_of_child(child)}"
    return {
        **_fields(child, FIELDS_OF_A_CHILD),
        "picture": description.add(folder, "picture", child.image),
        "thumbnail": description.add(folder, "thumbnail", child.thumbnail),
        "code": None if has_invited else description.add(folder, "code", child.latent),
        "film": _film(description, folder, film_of(child)),
    }


def _film(description: Description, folder: str, film: Film | None) -> dict[str, Any] | None:
    if film is None:
        return None
    return {
        "ages_years": film.ages_years,
        "created_at": film.created_at,
        "film": description.add(folder, "growing-up", film.mp4),
        "animation": description.add(folder, "growing-up", film.webp),
        "poster": description.add(folder, "growing-up-poster", film.poster),
        "strip": description.add(folder, "growing-up-ages", film.strip),
    }


def _receipt(account: User, receipt: Erasure) -> dict[str, Any]:
    return {**_fields(receipt, FIELDS_OF_A_RECEIPT), "counts": counts_told_to(account, receipt)}
