"""A gate for requests: a few are worked on at once, and a few more wait for their turns. All others are told to come
back later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import ParamSpec, TypeVar, cast

from asgiref.sync import sync_to_async

P = ParamSpec("P")
Result = TypeVar("Result")


class Overloaded(Exception):
    """The queue has as many as may wait, or as many of one asker."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Request:
    """A request at the gate. arrived: when, counted as turns are; turn: done when it may go in."""

    askers: frozenset[str]
    arrived: int
    turn: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Gate:
    """Runs functions in threads that stay, so that what each thread holds, such as a connection to the database, does
    not grow with the visitors.

    Askers take turns: whoever had none for longest is first. A request may have several askers, such as an account and
    the network address that it comes from. It ranks by the latest of their turns, and then by the others': accounts
    behind one address take turns among themselves. One asker has at most `at_once_per_asker` turns at a time, and at
    most half of all places: nobody fills the queue alone, and a household or an office still has many.
    """

    def __init__(self, name: str, *, num_threads: int, max_waiting: int, at_once_per_asker: int | None = None) -> None:
        self._threads = ThreadPoolExecutor(num_threads, thread_name_prefix=name)
        self._num_threads = num_threads
        self._at_once_per_asker = at_once_per_asker or num_threads
        self._max_inside = num_threads + max_waiting
        self._max_inside_per_asker = (self._max_inside + 1) // 2
        self._now = count(1)
        self._waiting: list[_Request] = []
        self._busy: list[_Request] = []
        self._last_turns: dict[str, int] = {}  # of those who wait; whoever comes later is behind them anyhow

    async def run(
        self, askers: frozenset[str], function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """Whoever is cancelled while waiting leaves the queue; whose thread has begun counts until that is done, for
        it goes on. Raises Overloaded.
        """
        request = self._enter(askers)
        try:
            await request.turn
        except asyncio.CancelledError:
            self._leave(request)
            raise
        leave = partial(asyncio.get_running_loop().call_soon_threadsafe, self._leave, request)
        threads = _Telling(self._threads, when_done=leave)
        return await sync_to_async(function, thread_sensitive=False, executor=cast(ThreadPoolExecutor, threads))(
            *args, **kwargs
        )

    def _enter(self, askers: frozenset[str]) -> _Request:
        inside = self._waiting + self._busy
        if len(inside) >= self._max_inside:
            raise Overloaded
        if any(_number_of(asker, inside) >= self._max_inside_per_asker for asker in askers):
            raise Overloaded
        request = _Request(askers=askers, arrived=next(self._now))
        self._waiting.append(request)
        self._give_turns()
        return request

    def _leave(self, request: _Request) -> None:
        (self._busy if request in self._busy else self._waiting).remove(request)
        self._give_turns()

    def _give_turns(self) -> None:
        while (request := self._next()) is not None:
            self._waiting.remove(request)
            self._busy.append(request)
            self._last_turns |= dict.fromkeys(request.askers, next(self._now))
            request.turn.set_result(None)
        present = frozenset[str]().union(*(request.askers for request in self._waiting))
        self._last_turns = {asker: turn for asker, turn in self._last_turns.items() if asker in present}

    def _next(self) -> _Request | None:
        if len(self._busy) >= self._num_threads:
            return None
        may_go = (
            request
            for request in self._waiting
            if not request.turn.done()  # as when it was just cancelled
            and all(_number_of(asker, self._busy) < self._at_once_per_asker for asker in request.askers)
        )
        return min(may_go, key=self._rank, default=None)

    def _rank(self, request: _Request) -> list[int]:
        turns = (max(request.arrived, self._last_turns.get(asker, 0)) for asker in request.askers)
        return sorted(turns, reverse=True) or [request.arrived]


class _Telling(Executor):
    """Threads that tell when a call is done, whether or not anybody still waits for its result."""

    def __init__(self, threads: Executor, *, when_done: Callable[[], object]) -> None:
        self._threads = threads
        self._when_done = when_done

    def submit(self, fn: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs) -> Future[Result]:
        future = self._threads.submit(fn, *args, **kwargs)
        future.add_done_callback(lambda _future: self._when_done())
        return future


def _number_of(asker: str, requests: list[_Request]) -> int:
    return sum(asker in request.askers for request in requests)
