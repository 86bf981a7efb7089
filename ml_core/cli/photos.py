"""Photos from the command line: read, aligned and looked at, all of them before a network is loaded."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ml_core import images, photo_advice
from ml_core.alignment import align, heads
from ml_core.cli.output import say
from ml_core.contracts import AlignedFace, Finding, Picture
from ml_core.errors import InputError, InvalidRequest, SeveralFaces


@dataclass(frozen=True, kw_only=True)
class Photo:
    """findings: advice, and what a person has said yes to."""

    path: Path
    face: AlignedFace
    findings: tuple[Finding, ...]


def add_adults_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--adults", action="store_true", help="confirm that everyone shown is an adult")


def check_face(face: int | None) -> None:
    """Raises InvalidRequest: people count from 1."""
    if face is not None and face < 1:
        raise InvalidRequest(f"--face counts the faces from the left, from 1. Received: {face}")


def read_photos(paths: Sequence[Path], *, face: int | None, are_adults: bool) -> list[Photo]:
    """Reads all of them.

    Raises:
        InputError: of the first photo that can't be used; the message names it.
    """
    return [read_photo(path, face=face, are_adults=are_adults) for path in paths]


def read_photo(path: Path, *, face: int | None, are_adults: bool, role: str = "") -> Photo:
    """face: which one from the left, from 1; None = the photo shows one. are_adults: somebody vouches for it. role:
    what the command calls it, for the message.

    Raises:
        InputError: the photo can't be used; the message names it.
    """
    try:
        picture = images.load_picture(path)
        aligned = _align(picture, face=face)
        findings = tuple(photo_advice.examine(picture, aligned))
        _stop_at(findings, are_adults=are_adults)
    except InputError as error:
        raise type(error)(f"{role}{path}: {error}") from error
    return Photo(path=path, face=aligned, findings=findings)


def tell_findings(photos: Sequence[Photo]) -> None:
    for photo in photos:
        for finding in photo.findings:
            say(f"{photo.path}: {photo_advice.sentence(finding)}")


def describe_findings(photos: Sequence[Photo]) -> list[dict[str, Any]]:
    """Returns what `--json` says of them."""
    return [
        {"photo": str(photo.path), **asdict(finding), "message": photo_advice.sentence(finding)}
        for photo in photos
        for finding in photo.findings
    ]


def _align(picture: Picture, *, face: int | None) -> AlignedFace:
    try:
        return align(picture, which=None if face is None else face - 1)
    except SeveralFaces as error:
        raise SeveralFaces(f"{error} Here: --face 1 is the leftmost, --face {len(error.faces)} the last.") from error
    except InvalidRequest as error:  # it counts from 0, people from 1
        found = len(heads.find_heads(picture))
        raise InvalidRequest(
            f"--face counts the faces from the left, from 1, and {found} can be seen. Received: {face}"
        ) from error


def _stop_at(findings: Sequence[Finding], *, are_adults: bool) -> None:
    for finding in findings:
        if finding.level == "refuse":
            raise InputError(photo_advice.sentence(finding))
        if finding.level == "ask" and not are_adults:
            raise InputError(f"{photo_advice.sentence(finding)} Pass --adults to confirm it.")
