from __future__ import annotations

import logging
import re

# Whoever reads the log must not be able to answer for somebody.
TOKEN = re.compile(r"(/invitations/)[\w-]+\.[\w-]+")


class WithoutTokens(logging.Filter):
    """Django names the address of every request that fails. Of an invitation's link only the harmless part is kept."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if TOKEN.search(said):
            record.msg, record.args = TOKEN.sub(r"\1…", said), ()
        return True
