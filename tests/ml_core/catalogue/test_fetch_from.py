"""Weights from a file or an address that a person gives."""

from __future__ import annotations

import bz2
from pathlib import Path

import pytest

from ml_core import catalogue
from ml_core.catalogue import Weight, Wheel
from ml_core.catalogue.fetch import fetch, fetch_from
from ml_core.errors import DownloadFailed, InvalidRequest, WeightsRefused
from tests.ml_core.catalogue.local_index import Index
from tests.ml_core.catalogue.local_web import Answer, Site
from tests.ml_core.catalogue.optional import NAME, PAGE, PICKLE, optional
from tests.ml_core.catalogue.test_fetch import files_in

PACKED = bz2.compress(PICKLE)


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    return tmp_path / "downloads" / "my file.pkl"


def bring(file: Path, content: bytes) -> str:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    return str(file)


def test_a_file_is_copied_and_the_original_left_as_it_is(models_dir: Path, brought: Path):
    (fetched,) = fetch_from(bring(brought, PICKLE), NAME, weights=(optional(),))

    assert (models_dir / NAME).read_bytes() == brought.read_bytes() == PICKLE
    assert fetched.origin == str(brought)
    assert files_in(models_dir) == [NAME]


def test_a_packed_file_is_unpacked(models_dir: Path, brought: Path):
    fetch_from(bring(brought, PACKED), NAME, weights=(optional(),))

    assert (models_dir / NAME).read_bytes() == PICKLE
    assert brought.read_bytes() == PACKED


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PAGE, "it is a web page"),
        (PICKLE[:-1], "it has 300,002 bytes instead of 300,003"),
        (PICKLE + b".", "it has 300,004 bytes, and at most 300,003 are expected"),
        (PICKLE[:-2] + bytes([PICKLE[-2] ^ 1]) + b".", "it has the sha256"),
        (b"", "begins with b''"),
        (PACKED[:-20], "it is no sound bz2 file"),
        (PACKED[:100] + b"zzzz" + PACKED[104:], "it is no sound bz2 file"),
        (bz2.compress(bytes(100_000_000)), "it unpacks to more than 300,003 bytes"),
    ],
)
def test_another_file_is_refused_and_left_as_it_is(models_dir: Path, brought: Path, content: bytes, reason: str):
    with pytest.raises(WeightsRefused, match=rf"(?s)my file\.pkl is not {NAME}: .*{reason}.*left as it is"):
        fetch_from(bring(brought, content), NAME, weights=(optional(),))

    assert brought.read_bytes() == content
    assert files_in(models_dir) == []


def test_a_file_that_is_not_there_is_told(models_dir: Path):
    with pytest.raises(InvalidRequest, match="/no/such/file can't be read: No such file"):
        fetch_from("/no/such/file", NAME, weights=(optional(),))


@pytest.mark.parametrize("place", ["/dev/zero", "/tmp"])
def test_what_is_no_file_is_refused(models_dir: Path, place: str):
    with pytest.raises(InvalidRequest, match=f"{place} is no file"):
        fetch_from(place, NAME, weights=(optional(),))


def test_a_sound_file_is_kept_and_an_unconfirmed_one_replaced(models_dir: Path, brought: Path):
    unknown, known = optional(content=None), optional()
    fetch_from(bring(brought, b"\x80\x02another."), NAME, weights=(unknown,))

    assert len(fetch_from(bring(brought, PICKLE), NAME, weights=(unknown,))) == 1
    assert fetch_from(str(brought), NAME, weights=(known,)) == []


def test_another_address_is_asked_and_held_to_the_same_hash(site: Site, models_dir: Path):
    good, bad = site.put("/good.pkl", Answer(body=PICKLE)), site.put("/bad.pkl", Answer(body=PICKLE[:-2] + b"x."))

    with pytest.raises(DownloadFailed, match="has the sha256"):
        fetch_from(bad, NAME, weights=(optional(),))
    (fetched,) = fetch_from(good, NAME, weights=(optional(),))

    assert fetched.origin == good


@pytest.mark.parametrize("weight", [optional(content=None), optional(official=False)])
def test_without_an_official_hash_an_address_has_to_be_https(site: Site, models_dir: Path, weight: Weight):
    with pytest.raises(InvalidRequest, match="is fetched over https only: no official hash would tell"):
        fetch_from(f"{site.address}/a.pkl", NAME, weights=(weight,))

    assert site.requests == []


def test_what_only_looks_like_an_address_is_refused(models_dir: Path):
    with pytest.raises(InvalidRequest, match=r"https://\[ is no address"):
        fetch_from("https://[", NAME, weights=(optional(),))


def test_an_address_that_ends_in_bz2_is_unpacked(site: Site, models_dir: Path):
    url = site.put("/a.pkl.bz2", Answer(body=PACKED))

    fetch_from(url, NAME, weights=(optional(),))

    assert (models_dir / NAME).read_bytes() == PICKLE
    assert files_in(models_dir) == [NAME]


def test_a_packed_page_is_refused(site: Site, models_dir: Path):
    url = site.put("/a.pkl.bz2", Answer(body=bz2.compress(PAGE)))

    with pytest.raises(DownloadFailed, match="what came is a web page"):
        fetch_from(url, NAME, weights=(optional(),))


def test_a_packed_file_that_unpacks_to_too_much_is_cut_off(site: Site, models_dir: Path):
    url = site.put("/a.pkl.bz2", Answer(body=bz2.compress(bytes(100_000_000))))

    with pytest.raises(DownloadFailed, match="unpacks to more than 300,003 bytes"):
        fetch_from(url, NAME, weights=(optional(),))

    assert files_in(models_dir) == []


def mirrored(index: Index, url: str) -> Weight:
    """A built-in weight, with an address from which a packed copy may be had."""
    wheel = Wheel(package="eyes", version="1.0", sha256="0" * 64, size=1000)
    return optional(url, wheel=wheel, member="a.bin", format="any")


def test_a_mirror_of_a_built_in_file_is_named_when_its_package_fails_but_not_asked(
    site: Site, index: Index, models_dir: Path
):
    url = site.put("/a.bz2", Answer(body=PACKED))

    with pytest.raises(DownloadFailed, match=f"Or from elsewhere: `python -m ml_core .* {NAME} --from {url}`"):
        fetch(weights=(mirrored(index, url),))

    assert site.requests == []


def test_a_mirror_of_a_built_in_file_is_asked_when_a_person_says_so(site: Site, index: Index, models_dir: Path):
    url = site.put("/a.bz2", Answer(body=PACKED))
    weight = mirrored(index, url)

    fetch_from(url, NAME, weights=(weight,))

    assert catalogue.verify(weight) is catalogue.State.PRESENT
    assert index.requests == []


def test_a_packed_file_that_was_altered_is_refused(site: Site, index: Index, models_dir: Path):
    url = site.put("/a.bz2", Answer(body=PACKED[:100] + b"zzzz" + PACKED[104:]))

    with pytest.raises(DownloadFailed, match=r"what came is no sound bz2 file .* nothing of it was kept"):
        fetch_from(url, NAME, weights=(mirrored(index, url),))
