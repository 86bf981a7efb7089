"""Turns at something that few may use at once: one at a time for each asker, so that one's queue isn't everybody's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from threading import Condition


class NoTurn(Exception):
    """There was no turn in time, or those who ask wait for too many already."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Waiting:
    """One request for a turn. arrived: when, counted as turns are."""

    askers: frozenset[str]
    arrived: int


class Turns:
    """Gives out turns, `at_once` of them at any time and one for each asker, first to whoever had none for longest.

    A request may have several askers, such as an account and the network address that it comes from: it has its turn
    when none of them has one.
    """

    def __init__(self, *, at_once: int, max_waiting: int) -> None:
        self._at_once = at_once
        self._max_waiting = max_waiting
        self._now = count(1)
        self._waiting: list[_Waiting] = []
        self._busy: list[_Waiting] = []
        self._last_turns: dict[str, int] = {}  # of those who wait; whoever comes later is behind them anyhow
        self._changed = Condition()

    @contextmanager
    def take(self, askers: frozenset[str], *, timeout: float) -> Iterator[None]:
        """Raises NoTurn after `timeout` seconds, or at once where an asker has `max_waiting` requests waiting."""
        request = self._wait(askers, timeout)
        try:
            yield
        finally:
            with self._changed:
                self._busy.remove(request)
                self._changed.notify_all()

    def _wait(self, askers: frozenset[str], timeout: float) -> _Waiting:
        with self._changed:
            if any(self._number_waiting(asker) >= self._max_waiting for asker in askers):
                raise NoTurn
            request = _Waiting(askers=askers, arrived=next(self._now))
            self._waiting.append(request)
            try:
                if not self._changed.wait_for(lambda: self._next() is request, timeout):
                    raise NoTurn
                self._busy.append(request)
                self._last_turns |= dict.fromkeys(askers, next(self._now))
            finally:
                self._waiting.remove(request)
                self._forget_absent()
                self._changed.notify_all()  # another may be next now
            return request

    def _next(self) -> _Waiting | None:
        if len(self._busy) >= self._at_once:
            return None
        busy = frozenset[str]().union(*(request.askers for request in self._busy))
        return min((each for each in self._waiting if not each.askers & busy), key=self._rank, default=None)

    def _rank(self, request: _Waiting) -> int:
        return max(request.arrived, *(self._last_turns.get(asker, 0) for asker in request.askers))

    def _number_waiting(self, asker: str) -> int:
        return sum(asker in request.askers for request in self._waiting)

    def _forget_absent(self) -> None:
        present = frozenset[str]().union(*(request.askers for request in self._waiting))
        self._last_turns = {asker: turn for asker, turn in self._last_turns.items() if asker in present}
