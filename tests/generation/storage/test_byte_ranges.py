"""Ranges of ten bytes that a player gets."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from generation.storage.byte_ranges import NotSatisfiable, range_of

SIZE = 10


def asked(words: str, *, method: str = "GET", **headers: str) -> slice | None:
    return range_of(RequestFactory().generic(method, "/", headers={"Range": words, **headers}), SIZE)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("bytes=0-1", slice(0, 2)),
        ("bytes=0-", slice(0, 10)),
        ("bytes=4-6", slice(4, 7)),
        ("bytes=9-9", slice(9, 10)),
        ("bytes=4-999", slice(4, 10)),
        ("bytes=-3", slice(7, 10)),
        ("bytes=-999", slice(0, 10)),
        ("Bytes= 0-1 ", slice(0, 2)),
    ],
)
def test_a_part_is_found(words: str, part: slice) -> None:
    assert asked(words) == part


@pytest.mark.parametrize("words", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_a_part_behind_the_end_is_none(words: str) -> None:
    with pytest.raises(NotSatisfiable):
        asked(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "bytes",
        "bytes=-",
        "bytes=5-4",
        "bytes=0-1,3-4",
        "lines=0-1",
        "bytes=a-b",
        "bytes=٣-٤",
        f"bytes={'9' * 5000}-",
    ],
)
def test_what_is_no_one_range_is_answered_whole(words: str) -> None:
    assert asked(words) is None


def test_only_getting_knows_parts() -> None:
    assert asked("bytes=0-1", method="HEAD") is None


def test_a_part_of_what_was_there_before_is_answered_whole() -> None:
    assert asked("bytes=0-1", **{"If-Range": '"a-validator"'}) is None
