"""What has arrived of a file so far, beside the place where it will lie, and what the server said of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from ml_core.catalogue.contents import Contents
from ml_core.catalogue.sources import Source


@dataclass(frozen=True, kw_only=True)
class Notes:
    """By these a server's file is known again. total: its bytes. None = the server did not say."""

    etag: str | None = None
    last_modified: str | None = None
    total: int | None = None

    @property
    def validator(self) -> str | None:
        """For `If-Range`, which takes no weak ETag (RFC 9110, 13.1.5)."""
        if self.etag is not None and not self.etag.startswith("W/"):
            return self.etag
        return self.last_modified

    def contradicts(self, other: Notes) -> bool:
        """Both said something, and not the same."""
        pairs = zip(asdict(self).values(), asdict(other).values(), strict=True)
        return any(None not in pair and pair[0] != pair[1] for pair in pairs)


class Partial:
    """Keyed by the source and by what is expected, so that bytes of two files never mix."""

    def __init__(self, target: Path, *, source: Source, expected: Contents) -> None:
        key = hashlib.sha256(f"{source} {expected}".encode()).hexdigest()[:12]
        self.file = target.with_name(f".{target.name}.{key}.partial")
        self._notes = self.file.with_suffix(".notes")

    def find_offset(self, expected: Contents) -> int:
        """Bytes that need not come again. 0 when nothing would tell a file put together of two."""
        try:
            size = self.file.stat().st_size
        except FileNotFoundError:
            return 0
        knowable = expected.has_hash or self.read_notes().validator is not None
        return size if knowable and size <= expected.most_bytes else 0

    def begin(self, notes: Notes) -> None:
        """Forgets what there is; what comes next is the beginning of the file that the notes describe."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.open("wb").close()
        self._notes.write_text(json.dumps(asdict(notes)))

    def read_notes(self) -> Notes:
        try:
            return Notes(**json.loads(self._notes.read_text()))
        except (OSError, ValueError, TypeError):  # a crash may have left none, or half of them
            return Notes()

    def discard(self) -> None:
        self.file.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)


def discard_partials(target: Path) -> None:
    """From whatever source: the file has arrived."""
    for pattern in ("partial", "notes"):
        for file in target.parent.glob(f".{target.name}.*.{pattern}"):
            file.unlink(missing_ok=True)
