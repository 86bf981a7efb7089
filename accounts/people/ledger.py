"""The chain of the consent ledger. A line is about a text that was published, whose files are here.

Its newest line is noted in receipts and exports, which other people hold.
"""

from __future__ import annotations

from accounts.chains.checking import BrokenChain, Chain, Head
from accounts.people.consents import published_texts
from accounts.people.models.consent_record import ConsentRecord


def _check_text(line: ConsentRecord) -> None:
    text = (line.purpose, line.text_version, line.language, line.text_sha256)
    if text not in published_texts():
        raise BrokenChain(
            f"Line {line.seq} ({line.pk}) is about a text that was never published: {line.purpose} {line.text_version} "
            f"in {line.language!r} with the hash {line.text_sha256}."
        )


LEDGER = Chain(name="consent ledger", command="verify_ledger", model=ConsentRecord, check_contents=_check_text)


def get_head() -> Head | None:
    return LEDGER.head()


def log_head() -> None:
    LEDGER.log_head()
