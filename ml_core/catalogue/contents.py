"""Expected contents of a file, and the check against them. Nothing here runs or unpickles the file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Format = Literal["any", "xml", "pickle", "hdf5", "bz2"]
BEGINNINGS: dict[Format, tuple[bytes, ...]] = {
    "any": (b"",),
    "xml": (b"<?xml",),
    "pickle": tuple(b"\x80" + bytes([protocol]) for protocol in range(2, 6)),
    "hdf5": (b"\x89HDF\r\n\x1a\n",),
    "bz2": (b"BZh",),
}
# So much of a file tells a page from weights.
HEAD_BYTES = 512
# What may stand before the first `<` of a page: blanks and the byte order marks of UTF-8 and UTF-16.
BEFORE_A_PAGE = b" \t\r\n\0\xef\xbb\xbf\xfe\xff"
# The opcode that ends every pickle. One that lacks it was cut.
PICKLE_STOP = b"."
# A file whose size nobody published is never larger: VGG16 with its classifier has 553 MB.
MAX_BYTES = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Contents:
    """size in bytes; None = nobody published it. official False: the sha256 is a third party's word."""

    size: int | None = None
    sha256: str | None = None
    md5: str | None = None
    format: Format = "any"
    official: bool = True

    @property
    def has_hash(self) -> bool:
        return self.sha256 is not None or self.md5 is not None

    @property
    def most_bytes(self) -> int:
        return MAX_BYTES if self.size is None else self.size


def looks_like_page(head: bytes) -> bool:
    """A page of HTML or XML. Weights never begin so, save for graphs that are XML."""
    return head.lstrip(BEFORE_A_PAGE)[:1] == b"<"


def find_fault_in_head(head: bytes, contents: Contents) -> str | None:
    """Why a file that begins with these bytes (HEAD_BYTES, or all there are) can't be it; None = it can."""
    if contents.format != "xml" and looks_like_page(head):
        return "is a web page"
    if not head.startswith(BEGINNINGS[contents.format]):
        return f"begins with {head[:8]!r}, which is no {contents.format} file"
    return None


def find_fault(file: Path, contents: Contents) -> str | None:
    """Why the file can't be what is described; None = nothing known speaks against it. Reads all of it."""
    size = file.stat().st_size
    head, tail = _ends_of(file, size)
    if fault := find_fault_in_head(head, contents):
        return fault
    if contents.size is not None and size != contents.size:
        return f"has {size:,} bytes instead of {contents.size:,}"
    if contents.format == "pickle" and tail != PICKLE_STOP:
        return f"is a pickle without an end: it was cut after {size:,} bytes"
    if contents.official:
        return _find_other_hash(file, contents)
    return None


def find_doubt(file: Path, contents: Contents) -> str | None:
    """Describes what can't be verified about a correct file; None when an official or reported hash agrees."""
    if not contents.has_hash:
        return f"nobody has published a hash to compare with; its sha256 is {hash_of(file, 'sha256')}"
    if not contents.official and (other := _find_other_hash(file, contents)):
        return f"it {other}, which a third party reports and no author confirms"
    return None


def hash_of(file: Path, algorithm: Literal["sha256", "md5"]) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, algorithm).hexdigest()


def _find_other_hash(file: Path, contents: Contents) -> str | None:
    expected: dict[Literal["sha256", "md5"], str | None] = {"sha256": contents.sha256, "md5": contents.md5}
    for algorithm, value in expected.items():
        if value is not None and (found := hash_of(file, algorithm)) != value:
            return f"has the {algorithm} {found} instead of {value}"
    return None


def _ends_of(file: Path, size: int) -> tuple[bytes, bytes]:
    with file.open("rb") as opened:
        head = opened.read(HEAD_BYTES)
        opened.seek(max(0, size - 1))
        return head, opened.read(1)
