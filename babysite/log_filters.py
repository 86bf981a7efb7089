from __future__ import annotations

import logging
import re

# Whoever reads the log must not be able to answer for somebody.
TOKEN = re.compile(r"(/invitations/)[\w-]+\.[\w-]+")


class WithoutTokens(logging.Filter):
    """A log filter that cuts tokens from invitation links: Django logs the address of every request that fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if TOKEN.search(said):
            record.msg, record.args = TOKEN.sub(r"\1…", said), ()
        return True
