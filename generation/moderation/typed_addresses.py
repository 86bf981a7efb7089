"""Addresses as people type, copy and send them on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote
from uuid import UUID

from generation.models import ShareLink
from generation.sharing.selectors import get_link_whatever_its_state

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
        for token in TOKEN.findall(plain):
            link = get_link_whatever_its_state(token)
            if link is not None:
                return link
        for link_id in OWNERS_PAGE.findall(plain):
            link = ShareLink.objects.filter(pk=UUID(link_id)).first()
            if link is not None:
                return link
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
