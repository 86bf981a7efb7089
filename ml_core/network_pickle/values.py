"""Static kwargs: what the file made of them, turned into plain Python values."""

from __future__ import annotations

from typing import TypeAlias

from ml_core.network_pickle import limits
from ml_core.network_pickle.arrays import Scalar, read_scalar
from ml_core.network_pickle.source import Source, Span, describe

Value: TypeAlias = bool | int | float | str | list["Value"] | tuple["Value", ...] | dict[str, "Value"] | None


class PlainValues:
    """Counts over the whole file: a few opcodes can refer to one value so often that writing it out never ends."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._num_values = 0

    def of(self, item: object, *, name: str, at: int, depth: int = 0) -> Value:
        """name, at: the static kwarg and the byte of its network, for messages."""
        self._count(name, at, depth)
        match item:
            case None | bool() | int() | float():
                return item
            case Span():
                return self._source.text(item, what=f"the static kwarg {name}", at=at)
            case Scalar():
                return read_scalar(self._source, item)
            case list():
                return [self.of(part, name=name, at=at, depth=depth + 1) for part in item]
            case tuple():
                return tuple(self.of(part, name=name, at=at, depth=depth + 1) for part in item)
            case dict():
                return {key: self.of(part, name=name, at=at, depth=depth + 1) for key, part in item.items()}
        raise self._source.refuse(f"the static kwarg {name} holds {describe(item)} instead of plain values", at=at)

    def _count(self, name: str, at: int, depth: int) -> None:
        if depth > limits.MAX_VALUE_DEPTH:
            raise self._source.refuse(
                f"the static kwarg {name} is nested more than {limits.MAX_VALUE_DEPTH} deep, or holds itself", at=at
            )
        self._num_values += 1
        if self._num_values > limits.MAX_VALUES:
            raise self._source.refuse(f"its static kwargs hold more than {limits.MAX_VALUES:,} values", at=at)
