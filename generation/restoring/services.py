from __future__ import annotations

import logging

from django.db.models.functions import Now

from accounts.models import ErasureCause
from accounts.people.ledger import LEDGER
from accounts.sessions import end_all_sessions
from generation.erasing.services import erase_people
from generation.gallery.services import delete_child
from generation.moderation.audit import AUDIT
from generation.privacy.services import close_account
from generation.restoring.selectors import (
    get_revived_accounts,
    get_revived_children,
    get_revived_invitations,
    get_revived_links,
    get_revived_people,
)

logger = logging.getLogger(__name__)


def check_chains() -> None:
    """Raises BrokenChain."""
    for chain in (LEDGER, AUDIT):
        chain.verify()


def count_revived() -> dict[str, int]:
    """Returns what came back, by kind; an empty dictionary when nothing did."""
    counts = {
        "accounts": get_revived_accounts().count(),
        "people": get_revived_people().count(),
        "children": get_revived_children().count(),
        "invitations": get_revived_invitations().count(),
        "links": get_revived_links().count(),
    }
    return {what: number for what, number in counts.items() if number}


def remove_revived() -> dict[str, int]:
    """Removes what came back and returns the counts, by kind. A second call does nothing. For a site that isn't up."""
    counts = count_revived()
    if not counts:
        return counts
    get_revived_invitations().update(revoked_at=Now())
    get_revived_links().update(ended_at=Now())
    for account in get_revived_accounts():
        close_account(account)
    erase_people(list(get_revived_people()), cause=ErasureCause.EXPIRED)
    for child in get_revived_children():
        delete_child(child)
    end_all_sessions()  # of a dump that was made with them
    logger.warning("An older dump had brought back what is now removed again: %s", describe(counts))
    return counts


def describe(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {what}" for what, number in counts.items())
