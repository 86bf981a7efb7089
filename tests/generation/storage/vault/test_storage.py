"""The private storage over a folder: what it stores, for whom, and what it does when that somebody has gone."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import PersonKey
from accounts.people.keys.errors import KeyDestroyed
from generation.models import Job, PortraitPhoto
from generation.storage.files import read_file, store_file
from generation.storage.vault.header import DamagedFile
from generation.storage.vault.segments import SEGMENT_BYTES, SegmentCipher
from generation.storage.vault.storage import EncryptedStorage
from tests.generation.conftest import files_in

pytestmark = pytest.mark.django_db(transaction=True)
PICTURE = b"a picture " * 30_000


@pytest.fixture
def name(waiting_job: Job) -> str:
    return store_file(waiting_job.family.folder, "child", "jpg", PICTURE)


def test_what_is_stored_comes_back_and_is_not_readable_where_it_lies(name: str, media: Path) -> None:
    assert read_file(name) == PICTURE
    assert default_storage.size(name) == len(PICTURE)
    assert b"picture" not in (media / name).read_bytes()


def test_a_part_is_read_without_the_rest(name: str, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, decrypt = [], SegmentCipher.decrypt

    def watched(self: SegmentCipher, number: int, encrypted: bytes, *, is_last: bool) -> bytes:
        opened.append(number)
        return decrypt(self, number, encrypted, is_last=is_last)

    monkeypatch.setattr(SegmentCipher, "decrypt", watched)
    with default_storage.open(name) as file:
        file.seek(SEGMENT_BYTES + 10)
        assert file.read(5) == PICTURE[SEGMENT_BYTES + 10 :][:5]
    assert set(opened) == {len(PICTURE) // SEGMENT_BYTES, 1}


def test_a_childs_picture_needs_the_keys_of_both_parents(name: str, waiting_job: Job) -> None:
    for parent in waiting_job.family.parents:
        key = PersonKey.objects.get(person=parent)
        PersonKey.objects.filter(person=parent).delete()
        with pytest.raises(KeyDestroyed):
            read_file(name)
        key.save(force_insert=True)
    assert read_file(name) == PICTURE


def test_a_photo_needs_the_key_of_the_person_shown_alone(waiting_job: Job) -> None:
    family = waiting_job.family
    PersonKey.objects.filter(person=family.parent_b).delete()
    names = {photo.portrait.person_id: str(photo.original.name) for photo in PortraitPhoto.objects.all()}
    assert read_file(names[family.parent_a_id])
    with pytest.raises(KeyDestroyed):
        read_file(names[family.parent_b_id])


def test_pictures_of_somebody_erased_are_not_found(alice_client: Client, done_job: Job) -> None:
    addresses = [f"/children/{done_job.child_id}/image/", f"/portraits/{done_job.family.parent_a.portrait.pk}/aligned/"]
    assert [alice_client.get(address).status_code for address in addresses] == [200, 200]
    PersonKey.objects.filter(person=done_job.family.parent_a).delete()
    assert [alice_client.get(address).status_code for address in addresses] == [404, 404]


def test_nothing_is_written_for_somebody_erased(waiting_job: Job, media: Path) -> None:
    before = files_in(media)
    PersonKey.objects.filter(person=waiting_job.family.parent_a).delete()
    for folder in (waiting_job.family.folder, waiting_job.family.parent_a.portrait.folder, f"families/{uuid4()}"):
        with pytest.raises(KeyDestroyed):
            store_file(folder, "child", "jpg", PICTURE)
    assert files_in(media) == before


def test_files_that_changed_names_are_found(waiting_job: Job, media: Path) -> None:
    names = [store_file(waiting_job.family.folder, "child", "jpg", text) for text in (b"one", b"two")]
    one, two = (media / name for name in names)
    one.replace(media / "for a moment")
    two.replace(one)
    (media / "for a moment").replace(two)
    for name in names:
        with pytest.raises(DamagedFile, match=f"The private file {name} was changed, cut off or moved"):
            read_file(name)


def test_a_plain_file_is_named_with_what_to_do(name: str, media: Path) -> None:
    (media / name).write_bytes(PICTURE)
    for look in (read_file, default_storage.size):
        with pytest.raises(DamagedFile, match=r"is not encrypted.*from a backup"):
            look(name)


@pytest.mark.parametrize(
    "name",
    [
        "elsewhere/a.jpg",
        "people/a.jpg",
        "a.jpg",
        "people/0b6f3c1e-8a52-4d0e-9f0c-2f1f6a3d7e55/deeper/a.jpg",
        "people/x/a.jpg",
    ],
)
def test_a_file_of_nobody_known_is_not_stored(media: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"Whose file is|badly formed"):
        default_storage.save(name, ContentFile(b"whose?"))
    assert files_in(media) == []


def test_files_are_written_by_saving_alone(name: str) -> None:
    with pytest.raises(ValueError, match="Received: wb"):
        default_storage.open(name, "wb")


def test_a_name_taken_in_the_same_moment_keeps_the_first_file(
    name: str, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EncryptedStorage, "get_available_name", lambda _self, name, max_length: name)
    with pytest.raises(FileExistsError, match="at once"):
        default_storage.save(name, ContentFile(b"second"))
    assert read_file(name) == PICTURE
    assert len([other for other in files_in(media) if "child-" in other]) == 1
