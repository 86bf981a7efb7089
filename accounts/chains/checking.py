"""Checks a chain for lines that were changed, removed or inserted by somebody who got past the database's refusals.

Each line's hash covers its contents and the hash of the line before; a trigger writes both, and the time, which never
goes back. Somebody who can rewrite every line from some point on can make a chain that holds in itself, so the newest
`Head` is noted elsewhere, once a day in the log at least. Later it is asked whether the chain still contains it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Self, TypeVar

from accounts.chains.lines import ChainedLine

logger = logging.getLogger(__name__)

HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
Line = TypeVar("Line", bound=ChainedLine)


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


class BrokenChain(Exception):
    """Says at which line the chain doesn't hold, and how."""


@dataclass(frozen=True, kw_only=True)
class Chain(Generic[Line]):
    """name: in messages, after “the”. command: of manage.py, that checks it. check_contents: raises BrokenChain."""

    name: str
    command: str
    model: type[Line]
    check_contents: Callable[[Line], None] = lambda _line: None

    def verify(self, *, contains: Head | None = None) -> Head | None:
        """The newest line; None of an empty chain. Raises BrokenChain.

        contains: what an earlier check found, and must still be there.
        """
        head: Head | None = None
        before: datetime | None = None
        for line in self.model._default_manager.order_by("seq").iterator():
            _check(line, head, before)
            self.check_contents(line)
            before = line.at
            head = Head(seq=line.seq, sha256=line.sha256)
            if contains is not None and head.seq == contains.seq and head != contains:
                raise BrokenChain(f"Line {head.seq} had the hash {contains.sha256} and has {head.sha256} now.")
        if contains is not None and (head is None or head.seq < contains.seq):
            raise BrokenChain(f"Line {contains.seq} was there and is gone: the {self.name} ends with {_place(head)}.")
        return head

    def head(self) -> Head | None:
        """Returns the newest line, without checking any; None of an empty chain."""
        newest = self.model._default_manager.order_by("-seq").values("seq", "sha256").first()
        return Head(**newest) if newest else None

    def log_head(self) -> None:
        """Checks the chain and logs its newest line, for an operator who keeps the log on another machine."""
        try:
            head = self.verify()
        except BrokenChain as error:
            logger.error("The %s is broken. %s", self.name, error)
            return
        if head:
            command = f"manage.py {self.command} --contains {head}"
            logger.info("The newest line of the %s: %s (%s)", self.name, head, command)


def _check(line: ChainedLine, head: Head | None, before: datetime | None) -> None:
    """head, before: the line before, and its time."""
    if line.seq != _place(head) + 1:
        raise BrokenChain(f"Expected line {_place(head) + 1}. Found: line {line.seq}. What was between is gone.")
    if line.previous_sha256 != (head.sha256 if head else ""):
        raise BrokenChain(f"Line {line.seq} doesn't follow the line before it: that one was changed or replaced.")
    if line.sha256 != line.expected_sha256():
        raise BrokenChain(f"Line {line.seq} ({line.pk}) was changed after it was written.")
    if before is not None and line.at < before:
        raise BrokenChain(f"Line {line.seq} ({line.pk}) is dated {line.at}, before the line before it: {before}.")


def _place(head: Head | None) -> int:
    return head.seq if head else 0
