"""The file under the machine: bytes are looked at where they lie, and long ones are stepped over."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from enum import Enum

from ml_core.errors import WeightsRefused
from ml_core.network_pickle import limits

ADVICE = (
    "Nothing of the file was run. Expected is a network as NVIDIA's StyleGAN code saves it: if this should be one, "
    "download it again."
)


class Kind(Enum):
    BYTES = "bytes"
    TEXT = "text"
    STRING = "a Python 2 string"  # text or bytes, which only the place where it stands tells
    ENCODED = "encoded text"  # bytes as Python 3 writes them in protocol 2: each as one character of UTF-8 text


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Bytes or text that still lie in the file. start, length: in bytes of the file."""

    kind: Kind
    start: int
    length: int


class Source:
    """`name` is for messages. `position` is the next byte to be read, `opcode_at` where the opcode at work began."""

    def __init__(self, name: str, data: mmap.mmap) -> None:
        self.name = name
        self.size = len(data)
        self.position = 0
        self.opcode_at = 0
        self._data = data
        self._text_bytes = 0

    def take(self, length: int) -> bytes:
        """A few bytes, copied. Lengths that the file itself gives go to `step_over`."""
        start = self.position
        self._move(length)
        return self._data[start : start + length]

    def number(self, layout: str) -> int | float:
        """One number of `struct`'s layout."""
        (number,) = struct.unpack(layout, self.take(struct.calcsize(layout)))
        return number  # type: ignore[no-any-return]

    def count(self, layout: str) -> int:
        """A length or an index. Protocols 0 to 2 give some with a sign."""
        number = int(self.number(layout))
        if number < 0:
            raise self.refuse(f"it gives the length {number}")
        return number

    def step_over(self, length: int, kind: Kind) -> Span:
        """Nothing is copied, so a length costs nothing whatever it says."""
        start = self.position
        self._move(length)
        return Span(kind=kind, start=start, length=length)

    def line(self) -> str:
        """ASCII up to a line feed, as names of modules are written before protocol 4."""
        end = self._data.find(b"\n", self.position, self.position + limits.MAX_NAME + 1)
        if end < 0:
            raise self.refuse(f"a name has no end within {limits.MAX_NAME} bytes")
        raw = self.take(end - self.position)
        self.position = end + 1
        return self._decode(raw, "ascii")

    def text(self, span: object, *, what: str, max_bytes: int = limits.MAX_TEXT_BYTES, at: int | None = None) -> str:
        """Decodes what has to be a short text."""
        if not isinstance(span, Span) or span.kind not in (Kind.TEXT, Kind.STRING):
            raise self.refuse(f"{what} must be text, but is {describe(span)}", at=at)
        if span.length > max_bytes:
            raise self.refuse(f"{what} has {span.length:,} bytes, more than the {max_bytes:,} expected", at=at)
        self._text_bytes += span.length
        if self._text_bytes > limits.MAX_TEXT_BYTES_IN_ALL:
            raise self.refuse(f"its texts have more than {limits.MAX_TEXT_BYTES_IN_ALL:,} bytes in all", at=at)
        raw = self._data[span.start : span.start + span.length]
        return self._decode(raw, "utf-8" if span.kind is Kind.TEXT else "latin-1", at=at)

    def contents(self, span: Span, *, num_bytes: int) -> bytes:
        """Copies what has to be `num_bytes` bytes.

        Raises:
            WeightsRefused: they are more or fewer, which only decoding tells of encoded text.
            ValueError: the file was closed.
        """
        if self._data.closed:
            raise ValueError(f"{self.name} was closed; read its arrays within `with open_networks(...)`.")
        raw = self._data[span.start : span.start + span.length]
        if span.kind is Kind.ENCODED:
            try:
                raw = raw.decode("utf-8").encode("latin-1")
            except UnicodeError as error:
                raise self.refuse("bytes written as text can't be decoded", at=span.start) from error
        if len(raw) != num_bytes:
            raise self.refuse(f"an array has {len(raw):,} bytes instead of {num_bytes:,}", at=span.start)
        return raw

    def refuse(self, what: str, *, at: int | None = None) -> WeightsRefused:
        """The refusal to raise. at: the byte to name, that of the opcode at work unless told."""
        at = self.opcode_at if at is None else at
        return WeightsRefused(f"{self.name}: {what} (at byte {at:,} of {self.size:,}). {ADVICE}")

    def _move(self, length: int) -> None:
        if length > self.size - self.position:
            raise self.refuse(
                f"the file ends too early: {length:,} more bytes are announced and {self.size - self.position:,} are "
                "there. It was cut off or isn't what it seems"
            )
        self.position += length

    def _decode(self, raw: bytes, encoding: str, *, at: int | None = None) -> str:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            raise self.refuse(f"a text isn't {encoding}", at=at) from error


def describe(item: object) -> str:
    """Describes an item in a few words, whatever it holds."""
    match item:
        case None | bool():
            return str(item)
        case int() | float():
            return f"the number {item}"
        case Span():
            return f"{item.kind.value} of {item.length:,} bytes"
        case tuple() | list() | dict():
            return f"{_with_article(item)} of {len(item):,}"
        case Enum():
            return f"the name {item.value}"
    return _with_article(item)


def _with_article(item: object) -> str:
    kind = type(item).__name__
    return f"{'an' if kind[0] in 'AE' else 'a'} {kind}"
