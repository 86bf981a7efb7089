"""Listeners that are told when people are erased: capabilities that import this one, and not the other way round.

`generation.apps` writes them down when the site starts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Erased:
    """The people who are erased. person_ids: their ids. owner_ids: the accounts that added them."""

    person_ids: frozenset[UUID]
    owner_ids: frozenset[UUID]


Listener = Callable[[Erased], None]

_listeners: list[Listener] = []


def on_erased(listener: Listener) -> None:
    """Registers a listener, which is called inside each transaction that erases people, after their rows are locked and
    before these are deleted.

    What must wait until the people have gone belongs into `transaction.on_commit`. Telling it twice changes nothing.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def tell_erased(erased: Erased) -> None:
    for listener in _listeners:
        listener(erased)
