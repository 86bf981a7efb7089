"""Somebody who may write the stored files and knows every id and name, but has no key, makes none that is believed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.models import User
from accounts.people.keys.errors import KeyDestroyed
from generation.models import Export, Job
from generation.storage.files import read_file, store_file
from generation.storage.vault.header import DamagedFile
from generation.storage.vault.segments import ENCRYPTED_SEGMENT_BYTES, SEGMENT_BYTES

pytestmark = pytest.mark.django_db(transaction=True)
NUM_CASES = 1000
HEADER_BYTES = 8 + 32 + 7
SIZES = (0, 99, SEGMENT_BYTES + 1, 2 * SEGMENT_BYTES + 7)

Files = dict[str, bytes]


@pytest.fixture
def files(waiting_job: Job, charlie: User, media: Path) -> Files:
    """Name -> what is stored of a person, of a family, and of exports with and without people."""
    family = waiting_job.family
    of_nobody = Export.objects.create(account=charlie)
    of_parents = Export.objects.create(account=family.owner, people=[str(person.pk) for person in family.parents])
    folders = [family.parent_a.portrait.folder, family.folder, of_nobody.folder, of_parents.folder]
    names = [store_file(folder, "file", "bin", secrets.token_bytes(size)) for folder in folders for size in SIZES]
    return {name: (media / name).read_bytes() for name in names}


def forged(random: Random, files: Files, name: str) -> bytes:
    """A file whose key is derived from what everybody knows."""
    header = public_header(random, files, name)
    known = random.choice([b"", b"\0" * 32, *public_bytes(name)])
    key = HKDF(algorithm=SHA256(), length=32, salt=header[-39:-7], info=header + name.encode()).derive(known)
    return header + AESGCM(key).encrypt(header[-7:] + b"\0\0\0\0\1", b"forged", None)


def public_header(random: Random, files: Files, name: str) -> bytes:
    """Of any version, with any people, or another file's."""
    people = [UUID(other.split("/")[1]) for other in files]
    holders = b"".join(person.bytes for person in random.sample(people, random.choice([0, 0, 1, 2])))
    salt_and_prefix = random.randbytes(39)
    return random.choice(
        [
            b"bsvault\x01" + (len(holders) // 16).to_bytes(2, "big") + holders + salt_and_prefix,
            b"bsvault\x02" + salt_and_prefix,
            files[name][:HEADER_BYTES],
        ]
    )


def public_bytes(name: str) -> list[bytes]:
    row_id = UUID(name.split("/")[1])
    return [name.encode(), row_id.bytes, hashlib.sha256(name.encode()).digest(), hashlib.sha256(row_id.bytes).digest()]


def swapped(random: Random, files: Files, name: str) -> bytes:
    return files[random.choice([other for other in files if other != name])]


def truncated(random: Random, files: Files, name: str) -> bytes:
    whole = files[name]
    ends = [HEADER_BYTES + number * ENCRYPTED_SEGMENT_BYTES for number in range(3)]
    return whole[: random.choice([end for end in (*ends, random.randrange(len(whole))) if end < len(whole)])]


def extended(random: Random, files: Files, name: str) -> bytes:
    whole = files[name]
    more = random.choice([random.randbytes(random.randint(1, 99)), whole, whole[HEADER_BYTES:]])
    return whole + more


def re_headed(random: Random, files: Files, name: str) -> bytes:
    """Its own segments under another header, or segments of another file under its own."""
    other = swapped(random, files, name)
    mine, header = files[name], public_header(random, files, name)
    if header == mine[:HEADER_BYTES]:
        return header + other[HEADER_BYTES:]
    return header + mine[HEADER_BYTES:]


def bit_flipped(random: Random, files: Files, name: str) -> bytes:
    damaged = bytearray(files[name])
    damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
    return bytes(damaged)


def spliced(random: Random, files: Files, name: str) -> bytes:
    """Segments of this and another file, in another order."""
    parts = [
        data[start : start + ENCRYPTED_SEGMENT_BYTES]
        for data in (files[name], swapped(random, files, name))
        for start in range(HEADER_BYTES, len(data), ENCRYPTED_SEGMENT_BYTES)
    ]
    random.shuffle(parts)
    made = files[name][:HEADER_BYTES] + b"".join(parts[: random.randint(1, len(parts))])
    return made if made != files[name] else made + b"\0"


ATTACKS: list[Callable[[Random, Files, str], bytes]] = [
    *(forged, swapped, truncated, extended, re_headed, bit_flipped, spliced)
]


def test_no_file_that_was_made_without_a_key_is_read(files: Files, media: Path) -> None:
    random = Random(20261130)
    accepted = []
    for number in range(NUM_CASES):
        attack, name = ATTACKS[number % len(ATTACKS)], random.choice(sorted(files))
        (media / name).write_bytes(attack(random, files, name))
        try:
            read_file(name)
        except (DamagedFile, KeyDestroyed):
            pass
        else:
            accepted.append((number, attack.__name__, name))
        (media / name).write_bytes(files[name])
    assert accepted == []
    assert all(len(read_file(name)) in SIZES for name in files)


def test_an_export_of_somebody_who_added_nobody_does_not_open_without_a_key(files: Files) -> None:
    """Whoever copied the storage has its header and its name."""
    name, whole = next((name, data) for name, data in files.items() if name.startswith("exports/"))
    for header_bytes in (HEADER_BYTES, HEADER_BYTES + 2):  # of this version, and of the one before
        header, segment = whole[:header_bytes], whole[header_bytes:]
        key = HKDF(algorithm=SHA256(), length=32, salt=header[-39:-7], info=header + name.encode()).derive(b"")
        with pytest.raises(InvalidTag):
            AESGCM(key).decrypt(header[-7:] + b"\0\0\0\0\1", segment, None)
