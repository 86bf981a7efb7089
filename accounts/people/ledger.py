"""Checks the chain of the consent ledger for lines that were changed, removed or inserted by somebody who got past the
database's refusals.

Each line's hash covers its contents and the hash of the line before; a trigger writes both, and the time, which never
goes back. A line is about a text that was published, whose files are here. Somebody who can rewrite every line from
some point on can make a chain that holds in itself, so the newest `Head` is noted elsewhere: in receipts, in exports,
and once a day in the log. Later it is asked whether the ledger still contains it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from accounts.people.consents import published_texts
from accounts.people.models.consent_record import ConsentRecord

logger = logging.getLogger(__name__)

HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True, kw_only=True)
class Head:
    """The newest line: its place, from 1, and its hash."""

    seq: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.sha256}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError."""
        found = HEAD.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"Expected what an earlier check printed, such as 12:{'0' * 64}. Received: {text!r}.")
        return cls(seq=int(found[1]), sha256=found[2])


class BrokenLedger(Exception):
    """Says at which line the chain doesn't hold, and how."""


def verify_ledger(*, contains: Head | None = None) -> Head | None:
    """The newest line; None of an empty ledger. Raises BrokenLedger.

    contains: what an earlier check found, and must still be there.
    """
    head: Head | None = None
    before: datetime | None = None
    for line in _lines():
        _check(line, head)
        _check_contents(line, before)
        before = line.at
        head = Head(seq=line.seq, sha256=line.sha256)
        if contains is not None and head.seq == contains.seq and head != contains:
            raise BrokenLedger(f"Line {head.seq} had the hash {contains.sha256} and has {head.sha256} now.")
    if contains is not None and (head is None or head.seq < contains.seq):
        raise BrokenLedger(f"Line {contains.seq} was there and is gone: the ledger ends with line {_place(head)}.")
    return head


def get_head() -> Head | None:
    """Returns the newest line, without checking any; None of an empty ledger."""
    newest = ConsentRecord.objects.order_by("-seq").values("seq", "sha256").first()
    return Head(**newest) if newest else None


def log_head() -> None:
    """Checks the ledger and logs its newest line, for an operator who keeps the log on another machine."""
    try:
        head = verify_ledger()
    except BrokenLedger as error:
        logger.error("The consent ledger is broken. %s", error)
        return
    if head:
        logger.info("The newest line of the consent ledger: %s (manage.py verify_ledger --contains %s)", head, head)


def sha256_of(line: ConsentRecord) -> str:
    """Returns the hash as the database computes it (function accounts_consent_sha256)."""
    at = line.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    ids = [str(value or "") for value in (line.given_by_id, line.invitation_id)]
    said = [line.purpose, line.act, line.text_version, line.text_sha256, line.language, line.method]
    values = [str(line.seq), line.previous_sha256, str(line.pk), str(line.person_id), *said, *ids, at]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


def _lines() -> Iterator[ConsentRecord]:
    return ConsentRecord.objects.order_by("seq").iterator()


def _check(line: ConsentRecord, before: Head | None) -> None:
    if line.seq != _place(before) + 1:
        raise BrokenLedger(f"Expected line {_place(before) + 1}. Found: line {line.seq}. What was between is gone.")
    if line.previous_sha256 != (before.sha256 if before else ""):
        raise BrokenLedger(f"Line {line.seq} doesn't follow the line before it: that one was changed or replaced.")
    if line.sha256 != sha256_of(line):
        raise BrokenLedger(f"Line {line.seq} ({line.pk}) was changed after it was written.")


def _check_contents(line: ConsentRecord, before: datetime | None) -> None:
    """before: the time of the line before."""
    if before is not None and line.at < before:
        raise BrokenLedger(f"Line {line.seq} ({line.pk}) is dated {line.at}, before the line before it: {before}.")
    text = (line.purpose, line.text_version, line.language, line.text_sha256)
    if text not in published_texts():
        raise BrokenLedger(
            f"Line {line.seq} ({line.pk}) is about a text that was never published: {line.purpose} {line.text_version} "
            f"in {line.language!r} with the hash {line.text_sha256}."
        )


def _place(head: Head | None) -> int:
    return head.seq if head else 0
