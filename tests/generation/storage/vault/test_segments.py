"""Encrypted segments return the stored bytes, read from anywhere, and never anything else."""

from __future__ import annotations

import io
import secrets

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generation.storage.vault.header import HEADER_BYTES, DamagedFile, NoHeader, new_header, read_header
from generation.storage.vault.reading import DecryptedFile
from generation.storage.vault.segments import ENCRYPTED_SEGMENT_BYTES, SEGMENT_BYTES, SegmentCipher
from generation.storage.vault.writing import PartsFile, encrypted_parts

SITE_KEY = b"s" * 32
NAME = "families/1/child-1-abc.jpg"
KEYS = [b"a" * 32, b"b" * 32]
NOISE = secrets.token_bytes(3 * SEGMENT_BYTES + 99)
sizes = st.one_of(
    st.integers(0, 200),
    st.builds(lambda number, off: max(0, number * SEGMENT_BYTES + off), st.integers(0, 3), st.integers(-2, 2)),
)


def encrypted(plain: bytes, *, name: str = NAME) -> bytes:
    header = new_header()
    return b"".join(encrypted_parts(io.BytesIO(plain), header, SegmentCipher(header, SITE_KEY, KEYS, name)))


def opened(data: bytes, *, name: str = NAME, keys: list[bytes] = KEYS, site_key: bytes = SITE_KEY) -> io.BufferedReader:
    file = io.BytesIO(data)
    header = read_header(file)
    return io.BufferedReader(DecryptedFile(file, SegmentCipher(header, site_key, keys, name), name))


@given(size=sizes)
def test_any_size_comes_back(size: int) -> None:
    assert opened(encrypted(NOISE[:size])).read() == NOISE[:size]


class Trickle(io.BytesIO):
    """A source that gives less than it is asked for, as sockets and temporary files may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size, 7001) if size is not None and size > 0 else size)


def test_a_source_that_gives_little_at_a_time_makes_the_same_file() -> None:
    header = new_header()
    cipher = SegmentCipher(header, SITE_KEY, KEYS, NAME)
    parts = [list(encrypted_parts(source, header, cipher)) for source in (Trickle(NOISE), io.BytesIO(NOISE))]
    assert parts[0] == parts[1]


def test_a_source_is_read_as_it_is_needed() -> None:
    source = io.BytesIO(NOISE)
    header = new_header()
    file = PartsFile(encrypted_parts(source, header, SegmentCipher(header, SITE_KEY, KEYS, NAME)))
    assert file.read(10)
    assert source.tell() <= 2 * SEGMENT_BYTES


@given(
    size=sizes, steps=st.lists(st.tuples(st.integers(0, 2), st.integers(-99, 4 * SEGMENT_BYTES), st.integers(-1, 200)))
)
def test_reading_anywhere_is_as_reading_the_plain_file(size: int, steps: list[tuple[int, int, int]]) -> None:
    ours, plain = opened(encrypted(NOISE[:size])), io.BytesIO(NOISE[:size])
    for whence, offset, length in steps:
        origin = [0, plain.tell(), size][whence]
        if origin + offset < 0:
            with pytest.raises(ValueError, match="before the start"):
                ours.seek(offset, whence)
            continue
        assert ours.seek(origin + offset) == plain.seek(origin + offset)
        assert ours.read(length) == plain.read(length)
        assert ours.tell() == plain.tell()


@pytest.mark.parametrize("size", [0, 1, 60])
def test_every_flipped_bit_is_found(size: int) -> None:
    whole = encrypted(NOISE[:size])
    for place in range(len(whole) * 8):
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        with pytest.raises((DamagedFile, NoHeader)):
            opened(bytes(damaged)).read()


@given(place=st.integers(0), bit=st.integers(0, 7))
def test_a_flipped_bit_in_a_long_file_is_found(place: int, bit: int) -> None:
    damaged = bytearray(LONG)
    damaged[place % len(damaged)] ^= 1 << bit
    with pytest.raises((DamagedFile, NoHeader)):
        opened(bytes(damaged)).read()


LONG = encrypted(NOISE)


@given(length=st.integers(0, len(LONG) - 1))
@example(length=HEADER_BYTES)
@example(length=HEADER_BYTES + ENCRYPTED_SEGMENT_BYTES)
@example(length=HEADER_BYTES + 2 * ENCRYPTED_SEGMENT_BYTES)
@example(length=HEADER_BYTES + 3 * ENCRYPTED_SEGMENT_BYTES)
def test_a_file_that_was_cut_off_is_found_before_a_byte_of_it_is_read(length: int) -> None:
    with pytest.raises((DamagedFile, NoHeader)):
        opened(LONG[:length])


@given(more=st.binary(min_size=1, max_size=ENCRYPTED_SEGMENT_BYTES))
def test_a_file_that_grew_is_found(more: bytes) -> None:
    with pytest.raises(DamagedFile):
        opened(LONG + more)


def test_segments_that_changed_places_are_found() -> None:
    start = HEADER_BYTES
    first, second = (LONG[start + number * ENCRYPTED_SEGMENT_BYTES :][:ENCRYPTED_SEGMENT_BYTES] for number in range(2))
    rest = LONG[start + 2 * ENCRYPTED_SEGMENT_BYTES :]
    for middle in (second + first, first + first, second + second):
        with pytest.raises(DamagedFile):
            opened(LONG[:start] + middle + rest).read()


def test_segments_of_another_file_are_found() -> None:
    other = encrypted(NOISE)
    start = HEADER_BYTES
    with pytest.raises(DamagedFile):
        opened(LONG[: start + ENCRYPTED_SEGMENT_BYTES] + other[start + ENCRYPTED_SEGMENT_BYTES :])


def test_another_name_or_another_key_opens_nothing() -> None:
    with pytest.raises(DamagedFile, match="was changed, cut off or moved"):
        opened(LONG, name="other.jpg")
    for keys in ([KEYS[0], KEYS[0]], [KEYS[1], KEYS[0]], KEYS[:1]):
        with pytest.raises(DamagedFile):
            opened(LONG, keys=keys)
    with pytest.raises(DamagedFile):
        opened(LONG, site_key=b"t" * 32)


@pytest.mark.parametrize("no_key", [b"", b"s" * 31, b"s" * 33])
def test_no_key_is_derived_without_a_secret(no_key: bytes) -> None:
    """Otherwise whoever knows header and name has the key."""
    with pytest.raises(ValueError, match=f"Received: one of {len(no_key)} bytes"):
        SegmentCipher(new_header(), no_key, KEYS, NAME)
    with pytest.raises(ValueError, match=f"Received: one of {len(no_key)} bytes"):
        SegmentCipher(new_header(), SITE_KEY, [KEYS[0], no_key], NAME)


def test_the_same_picture_is_never_encrypted_the_same() -> None:
    assert len({encrypted(b"the same")[-24:] for _ in range(50)}) == 50


def test_a_plain_file_has_no_header() -> None:
    for plain in (b"", b"\xff\xd8\xff\xe0 JFIF", b"bsvault", NOISE):
        with pytest.raises(NoHeader):
            read_header(io.BytesIO(plain))
