"""What an invited parent is shown of the links with their children, and answers there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Person, Purpose, User
from generation.consent.links import token_of
from generation.consent.shown_texts import VERSION_FIELDS, texts_now
from generation.invitations.selectors import get_answered_invitations_of
from generation.models import PermissionKind
from generation.sharing.selectors import Standing, get_links_with, get_permitted, standing_of


@dataclass(frozen=True, kw_only=True)
class LinkWithMe:
    """A link as the other parent sees it. permitted: what they said yes to."""

    standing: Standing
    permitted: list[PermissionKind]


def describe_links_with(person: Person, token: str) -> dict[str, Any]:
    """Returns the context of `sharing/with_me.html`, in the active language. token: of the person's invitation."""
    standings = [standing_of(link) for link in get_links_with(person)]
    return {
        "token": token,
        "person": person,
        "links": [
            LinkWithMe(standing=standing, permitted=get_permitted(standing.link, person)) for standing in standings
        ],
        "text": texts_now([Purpose.PUBLISH])[Purpose.PUBLISH.value],
        "version_field": VERSION_FIELDS[Purpose.PUBLISH],
        "has_agreed": bool(standings) and all(person not in standing.lacks for standing in standings),
    }


def describe_links_with_account(user: User) -> list[dict[str, Any]]:
    """Returns the same for each entry of an invitee that this account is, where there are links."""
    invitations = get_answered_invitations_of(user)
    entries = [describe_links_with(invitation.person, token_of(invitation.pk)) for invitation in invitations]
    return [entry for entry in entries if entry["links"]]
