"""Addresses as people type, copy and send them on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote
from uuid import UUID

from generation.models import ShareLink
from generation.sharing.tokens import public_id_of

# No address of the site is nearly as long.
MAX_LENGTH = 10_000
# Of one that was encoded more often, nothing opens.
MOST_ENCODINGS = 4
# What looks like a token, wherever it stands: after any host, language and path, before any query, and alone.
TOKEN = re.compile(r"[\w-]{22}\.[\w-]{43}", re.ASCII)
# Where its owner manages a link, whose address is sent on in place of the link's own.
OWNERS_PAGE = re.compile(r"links/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)


def find_link(typed: str) -> ShareLink | None:
    """Returns the link that an address leads to, whatever its state; None for one that leads to none."""
    for plain in _readings_of(typed[:MAX_LENGTH]):
        # Each asks the database once, however much was pasted: nobody needs an account to ask.
        public_ids = [found for token in TOKEN.findall(plain) if (found := public_id_of(token))]
        links = {bytes(link.public_id): link for link in ShareLink.objects.filter(public_id__in=public_ids)}
        ids = [UUID(link_id) for link_id in OWNERS_PAGE.findall(plain)]
        of_owners = ShareLink.objects.in_bulk(ids)
        named = [links.get(each) for each in public_ids] + [of_owners.get(each) for each in ids]
        if first := next(filter(None, named), None):
            return first
    return None


def _readings_of(typed: str) -> Iterator[str]:
    """Yields the address without what only looks like nothing, such as a line break, then decoded again and again."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKC", typed) if unicodedata.category(letter)[0] not in "CZ"
    )
    yield plain
    for _encoding in range(MOST_ENCODINGS):
        decoded = unquote(plain)
        if decoded == plain:
            return
        plain = decoded
        yield plain
