"""Log lines without the links that open something: whoever reads the log must not be able to answer for somebody, set
a password or confirm an address.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

# The beginnings of the addresses that end in a secret, not the look of one: links arrive cut off, with a letter more or
# in capitals. `tests/babysite/test_log_links.py` knows every route that has one. Names of the site's own files, as in
# tracebacks, are none.
BEGINNING = re.compile(
    r"/(?:invitations?+|s(?=/)|report(?=/)|two-step/+first|confirm-email|password/+reset/+key)"
    r"(?=[^\s'\"])(?!/[a-z_/]+\.(?:py|html|txt)\b)",
    re.IGNORECASE,
)
# Of one that was encoded more often, nothing opens.
MOST_ENCODINGS = 4


def without_links(lines: str) -> str:
    """Returns the lines, each of them cut off where a link that opens something begins. A secret may hold anything, so
    there is no telling where it ends.
    """
    return "\n".join(_without_links(line) for line in lines.split("\n"))


def _without_links(line: str) -> str:
    plain = line
    for _encoding in range(MOST_ENCODINGS):
        found = BEGINNING.search(plain)
        if found:
            # Of a decoded line, no more than one line is made.
            return "".join(letter if letter.isprintable() else " " for letter in plain[: found.end()]) + "/…"
        plain = unquote(plain)
    return line
