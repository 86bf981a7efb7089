"""Askers take turns at a gate, none of them fills it, and a thread counts for as long as it works."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial

import pytest

from babysite.gate import Gate, Overloaded


class Visitors:
    """Requests at a gate, whose first one is held inside until `end`, and the order in which they had their turns."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.served: list[str] = []
        self._released = threading.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def hold(self, *askers: str) -> asyncio.Task[None]:
        return await self._come(askers, self._wait)

    async def add(self, *askers: str) -> asyncio.Task[None]:
        return await self._come(askers, partial(self.served.append, askers[-1]))

    async def end(self) -> list[str]:
        self._released.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return self.served

    async def _come(self, askers: tuple[str, ...], function: Callable[[], None]) -> asyncio.Task[None]:
        task = asyncio.create_task(self.gate.run(frozenset(askers), function))
        self._tasks.append(task)
        await asyncio.sleep(0)
        return task

    def _wait(self) -> None:
        self._released.wait(30)


async def test_whoever_floods_waits_behind_whoever_came_once() -> None:
    visitors = Visitors(Gate("test", num_threads=1, max_waiting=20))
    await visitors.hold("host")
    for _request in range(5):
        await visitors.add("mallory")
    await visitors.add("alice")
    await visitors.add("bob")
    assert await visitors.end() == ["mallory", "alice", "bob", "mallory", "mallory", "mallory", "mallory"]


async def test_accounts_behind_one_address_take_turns_among_themselves() -> None:
    visitors = Visitors(Gate("test", num_threads=1, max_waiting=20))
    await visitors.hold("host")
    for account in ("mallory", "mallory", "mallory", "alice"):
        await visitors.add("address", account)
    assert await visitors.end() == ["mallory", "alice", "mallory", "mallory"]


@pytest.mark.parametrize("shared", ["account", "address"])
async def test_an_asker_has_only_so_many_turns_at_a_time(shared: str) -> None:
    visitors = Visitors(Gate("test", num_threads=4, max_waiting=20, at_once_per_asker=1))
    await visitors.hold(shared, "one")
    waits = await visitors.add(shared, "another")
    goes = await visitors.add("somebody else", "a third")
    await goes
    assert not waits.done()
    assert await visitors.end() == ["a third", "another"]


async def test_one_asker_fills_half_of_the_places_and_others_still_come_in() -> None:
    visitors = Visitors(Gate("test", num_threads=1, max_waiting=5))
    await visitors.hold("mallory")
    for _request in range(2):
        await visitors.add("mallory")
    with pytest.raises(Overloaded):
        await visitors.gate.run(frozenset({"mallory", "another account"}), int)
    for name in ("alice", "bob", "carol"):
        await visitors.add(name)
    with pytest.raises(Overloaded):
        await visitors.gate.run(frozenset({"dave"}), int)
    assert sorted(await visitors.end()) == ["alice", "bob", "carol", "mallory", "mallory"]


async def test_who_goes_away_counts_until_the_thread_is_done() -> None:
    visitors = Visitors(Gate("test", num_threads=1, max_waiting=0))
    gone = await visitors.hold("mallory")
    await asyncio.sleep(0.05)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    with pytest.raises(Overloaded):
        await visitors.gate.run(frozenset({"alice"}), int)
    await visitors.end()
    while visitors.gate._busy:
        await asyncio.sleep(0.001)
    assert await visitors.gate.run(frozenset({"alice"}), int, "1") == 1


async def test_who_goes_away_at_the_moment_of_a_turn_leaves_it_to_the_next() -> None:
    visitors = Visitors(Gate("test", num_threads=1, max_waiting=3))
    await visitors.hold("host")
    gone = await visitors.add("mallory")
    stays = await visitors.add("alice")
    gone.cancel()
    visitors.gate._give_turns()
    await visitors.end()
    assert (gone.cancelled(), stays.done(), visitors.served) == (True, True, ["alice"])
    assert (visitors.gate._waiting, visitors.gate._busy, visitors.gate._last_turns) == ([], [], {})
