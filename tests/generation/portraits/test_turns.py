"""Few may decode at once: one photo of each account and each address, and in turns."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts.models import User
from generation.portraits.turns import NoTurn, Turns
from generation.portraits.uploads import askers_of

PATIENCE = 10


class Queue:
    """Requests that wait for turns, each in a thread of its own, and the order in which they had them."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.served: list[str] = []
        self._threads: list[threading.Thread] = []

    def add(self, *askers: str) -> None:
        """Returns when the request waits."""
        waiting = len(self.turns._waiting)
        thread = threading.Thread(target=self._take, args=(askers,))
        thread.start()
        self._threads.append(thread)
        while len(self.turns._waiting) == waiting:
            time.sleep(0.001)

    def _take(self, askers: tuple[str, ...]) -> None:
        with self.turns.take(frozenset(askers), timeout=PATIENCE):
            self.served.append(askers[0])

    def end(self) -> list[str]:
        for thread in self._threads:
            thread.join(PATIENCE)
        return self.served


@contextmanager
def holding(turns: Turns, *askers: str) -> Iterator[None]:
    with ExitStack() as stack:
        for asker in askers:
            stack.enter_context(turns.take(frozenset({asker}), timeout=PATIENCE))
        yield


def test_whoever_floods_waits_behind_whoever_came_once() -> None:
    turns = Turns(at_once=1, max_waiting=20)
    queue = Queue(turns)
    with holding(turns, "host"):
        for _upload in range(5):
            queue.add("mallory")
        queue.add("alice")
        queue.add("bob")
    assert queue.end() == ["mallory", "alice", "bob", "mallory", "mallory", "mallory", "mallory"]


@pytest.mark.parametrize("shared", ["account", "address"])
def test_an_account_and_an_address_have_one_turn_at_a_time(shared: str) -> None:
    turns = Turns(at_once=2, max_waiting=20)
    with holding(turns, shared), pytest.raises(NoTurn), turns.take(frozenset({shared, "another"}), timeout=0.01):
        pass
    with holding(turns, "somebody else"), turns.take(frozenset({shared, "another"}), timeout=PATIENCE):
        pass


def test_no_more_have_a_turn_than_may_at_once() -> None:
    turns = Turns(at_once=2, max_waiting=20)
    with holding(turns, "alice", "bob"), pytest.raises(NoTurn), turns.take(frozenset({"carol"}), timeout=0.01):
        pass


def test_too_many_that_wait_are_refused_at_once_and_others_are_not() -> None:
    turns = Turns(at_once=1, max_waiting=2)
    queue = Queue(turns)
    with holding(turns, "host"):
        queue.add("mallory")
        queue.add("mallory")
        with pytest.raises(NoTurn), turns.take(frozenset({"mallory"}), timeout=PATIENCE):
            pass
        queue.add("alice")
    assert sorted(queue.end()) == ["alice", "mallory", "mallory"]


def test_a_turn_ends_with_its_error_and_nothing_is_remembered() -> None:
    turns = Turns(at_once=1, max_waiting=2)
    with pytest.raises(ValueError, match="broken"), turns.take(frozenset({"alice"}), timeout=PATIENCE):
        raise ValueError("broken")
    with turns.take(frozenset({"alice"}), timeout=PATIENCE):
        pass
    assert (turns._busy, turns._waiting, turns._last_turns) == ([], [], {})


def test_a_request_asks_for_its_address_and_its_account() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="2001:db8::1:2")
    request.user = AnonymousUser()
    assert askers_of(request) == {"address 2001:db8::/64"}
    request.user = User()
    assert askers_of(request) == {"address 2001:db8::/64", f"account {request.user.pk}"}
