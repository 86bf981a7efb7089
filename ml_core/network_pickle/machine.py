"""The state that opcodes work on: a stack with marks, and a memo. All of it is bounded."""

from __future__ import annotations

from ml_core.network_pickle import limits
from ml_core.network_pickle.source import Source


class Machine:
    """Items are None, numbers, `Span`s, lists, tuples, dicts, `Callee`s and the stubs of `arrays` and `networks`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._stack: list[object] = []
        self._marks: list[int] = []
        self._memo: dict[int, object] = {}

    def push(self, item: object) -> None:
        if len(self._stack) == limits.MAX_STACK:
            raise self.source.refuse(f"it stacks more than {limits.MAX_STACK:,} values")
        self._stack.append(item)

    def pop(self) -> object:
        self._need(1)
        return self._stack.pop()

    def pop_many(self, count: int) -> tuple[object, ...]:
        """Pops items and returns them in the order in which they were pushed."""
        self._need(count)
        items = tuple(self._stack[-count:])
        del self._stack[-count:]
        return items

    def top(self) -> object:
        self._need(1)
        return self._stack[-1]

    def set_mark(self) -> None:
        if len(self._marks) == limits.MAX_OPEN_MARKS:
            raise self.source.refuse(f"it nests more than {limits.MAX_OPEN_MARKS} marks")
        self._marks.append(len(self._stack))

    def pop_to_mark(self) -> list[object]:
        if not self._marks:
            raise self.source.refuse("an opcode takes all since the last mark, but there is none")
        start = self._marks.pop()
        items = self._stack[start:]
        del self._stack[start:]
        return items

    def remember(self, index: int) -> None:
        if index in self._memo or index >= limits.MAX_OPCODES:
            raise self.source.refuse(f"it remembers a value under {index:,}, which is in use or out of range")
        self._memo[index] = self.top()

    def remember_next(self) -> None:
        self.remember(len(self._memo))

    def recall(self, index: int) -> None:
        if index not in self._memo:
            raise self.source.refuse(f"it recalls value {index:,}, which was never remembered")
        self.push(self._memo[index])

    def finish(self) -> object:
        """The one value that is left, after which nothing may follow."""
        if len(self._stack) != 1 or self._marks:
            raise self.source.refuse(f"it ends with {len(self._stack):,} values instead of one")
        left_over = self.source.size - self.source.position
        if left_over:
            raise self.source.refuse(f"{left_over:,} bytes follow after its end")
        return self._stack[0]

    def _need(self, count: int) -> None:
        """A mark hides what lies below it."""
        if len(self._stack) - (self._marks[-1] if self._marks else 0) < count:
            raise self.source.refuse("an opcode takes more values than there are")
