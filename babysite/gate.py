"""A gate for requests: a few are worked on at once, and a few more wait. All others are told to come back later."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async

P = ParamSpec("P")
Result = TypeVar("Result")


class Overloaded(Exception):
    """The queue has as many as may wait."""


class Gate:
    """Runs functions in threads that stay, so that what each thread holds, such as a connection to the database, does
    not grow with the visitors.
    """

    def __init__(self, name: str, *, num_threads: int, max_waiting: int) -> None:
        self._threads = ThreadPoolExecutor(num_threads, thread_name_prefix=name)
        self._max_inside = num_threads + max_waiting
        self._num_inside = 0

    async def run(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Whoever is cancelled while waiting leaves the queue. Raises Overloaded."""
        if self._num_inside >= self._max_inside:
            raise Overloaded
        self._num_inside += 1
        try:
            return await sync_to_async(function, thread_sensitive=False, executor=self._threads)(*args, **kwargs)
        finally:
            self._num_inside -= 1
