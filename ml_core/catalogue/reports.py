"""Reports of a fetch, while it works and when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FetchProgress:
    """`done` of `total` bytes of `item` have arrived; total None = the server did not say.

    item: a wheel's requirement, or the name of a weight that comes from elsewhere. What an earlier run left counts as
        done, and done falls when a source has to begin anew.
    waiting: another process is fetching.
    note: a sentence for the person who waits: why it pauses, which source is tried next.
    """

    item: str
    done: int
    total: int | None
    waiting: bool = False
    note: str = ""


OnFetchProgress = Callable[[FetchProgress], None]


def ignore_progress(progress: FetchProgress) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A weight that is now there. origin: package, address or file. doubt: what could not be told about it; None =
    its hash is right."""

    name: str
    origin: str
    doubt: str | None = None
