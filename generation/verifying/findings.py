"""What a stranger's picture or film says of having been made by a computer. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from generation import engine
from generation.portraits.uploads import UploadRefused, ask_decoder
from generation.provenance.marks import find_mark
from generation.provenance.signing import known_signers

# unreadable: a film of which no picture could be decoded; small: the pictures are too small to hold one.
Looked = Literal["found", "not_found", "unreadable", "small"]
# Of a film. A decoder that was taken over could send thousands of small ones, and each takes a quarter of a second.
MAX_PICTURES = 5


@dataclass(frozen=True, kw_only=True)
class Findings:
    """credentials, source_type: a stranger's words, save where the origin is "ours"."""

    credentials: engine.Credentials
    source_type: str | None
    looked: Looked
    mark: engine.Mark | None = None


def find(data: bytes) -> Findings:
    """Raises UploadRefused."""
    known = known_signers()
    return _findings(*ask_decoder(data, roots=known.roots, serial_numbers=sorted(known.serial_numbers or ())))


def _findings(verdict: dict[str, Any], pixels: bytes) -> Findings:
    """The decoder has met the file, and may say anything. Raises UploadRefused."""
    try:
        origin, signed_by, source_type = verdict["credentials"]
        if origin not in get_args(engine.Origin):
            raise ValueError(origin)
        credentials = engine.Credentials(origin, str(signed_by), _text(source_type))
        source_type = _text(verdict["source_type"])
        height, width = int(verdict["height"]), int(verdict["width"])
        pictures = list(np.frombuffer(pixels, np.uint8).reshape((-1, height, width, 3))) if width else []
        if len(pictures) > MAX_PICTURES:
            raise ValueError(len(pictures))
    except (KeyError, TypeError, ValueError) as error:
        raise UploadRefused(engine.NotAPicture.code) from error
    looked, mark = _look(pictures)
    return Findings(credentials=credentials, source_type=source_type, looked=looked, mark=mark)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _look(pictures: Sequence[engine.Picture]) -> tuple[Looked, engine.Mark | None]:
    if len(pictures) == 0:
        return "unreadable", None
    if min(pictures[0].shape[:2]) < engine.MIN_MARKED_SIDE:
        return "small", None
    mark = next(filter(None, map(find_mark, pictures)), None)
    return ("found" if mark else "not_found"), mark
