"""Against a real server on a loopback port."""

from __future__ import annotations

import errno
import hashlib
import threading
from pathlib import Path

import pytest

from ml_core import catalogue
from ml_core.catalogue import FetchProgress
from ml_core.catalogue.fetch import fetch
from ml_core.errors import DownloadFailed
from tests.ml_core.catalogue.local_web import Answer, Site
from tests.ml_core.catalogue.optional import NAME, PAGE, PICKLE, optional
from tests.ml_core.catalogue.test_fetch import files_in


def test_an_optional_file_is_fetched_by_its_name_and_nothing_else_stays(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)))

    (fetched,) = fetch([NAME], weights=(weight,))

    assert (fetched.name, fetched.origin, fetched.doubt) == (NAME, f"{site.address}/a.pkl", None)
    assert (models_dir / NAME).read_bytes() == PICKLE
    assert files_in(models_dir) == [NAME]


def test_without_names_no_optional_file_is_asked_for(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)))

    assert fetch(weights=(weight,)) == []
    assert site.requests == []


def test_a_file_that_is_there_is_not_asked_for_again(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)))
    fetch([NAME], weights=(weight,))

    assert fetch([NAME], weights=(weight,)) == []
    assert len(site.requests) == 1


def test_a_folder_that_is_complete_need_not_be_writable(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)))
    fetch([NAME], weights=(weight,))
    (models_dir / ".lock").unlink()
    (models_dir / ".lock").mkdir()  # a lock that can't be opened, even by root

    assert fetch([NAME], weights=(weight,)) == []


def test_the_next_source_is_asked_when_one_fails(site: Site, models_dir: Path):
    weight = optional(site.put("/gone.pkl", Answer(status=404)), site.put("/a.pkl", Answer(body=PICKLE)))
    notes: list[str] = []

    (fetched,) = fetch([NAME], weights=(weight,), on_progress=lambda progress: notes.append(progress.note))

    assert fetched.origin == f"{site.address}/a.pkl"
    assert f"- {site.address}/gone.pkl: it answered 404 Not Found." in notes


def test_when_all_sources_fail_each_is_told_and_how_to_do_it_by_hand(
    site: Site, models_dir: Path
):  # fmt: skip
    gone, denied = site.put("/gone.pkl", Answer(status=410)), site.put("/denied.pkl", Answer(status=403))

    with pytest.raises(DownloadFailed) as caught:
        fetch([NAME], weights=(optional(gone, denied),))

    message = str(caught.value)
    assert f"- {gone}: it answered 410 Gone." in message
    assert f"- {denied}: it answered 403 Forbidden." in message
    assert f"By hand: open {gone} or {denied} in a browser" in message
    assert f"weights fetch {NAME} --from FILE`" in message
    assert str(models_dir / NAME) in message


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream"])
@pytest.mark.parametrize("known", [{}, {"size": len(PAGE)}, {"size": len(PICKLE)}])
def test_a_page_is_never_kept_as_weights(site: Site, models_dir: Path, content_type: str, known: dict[str, int]):
    url = site.put("/a.pkl", Answer(body=PAGE, headers={"Content-Type": content_type}))

    with pytest.raises(DownloadFailed, match="what came is a web page"):
        fetch([NAME], weights=(optional(url, content=None, **known),))

    assert files_in(models_dir) == []


def test_what_does_not_begin_as_a_pickle_is_refused(site: Site, models_dir: Path):
    url = site.put("/a.pkl", Answer(body=b'{"error": "try later"}'))

    with pytest.raises(DownloadFailed, match=r"""what came begins with b'{"error"', which is no pickle file"""):
        fetch([NAME], weights=(optional(url, content=None),))


def test_a_pickle_without_its_end_is_refused(site: Site, models_dir: Path):
    url = site.put("/a.pkl", Answer(body=PICKLE[:1000] + b"\0", announce=-1))

    with pytest.raises(DownloadFailed, match="was cut after 1,001 bytes; nothing of it was kept"):
        fetch([NAME], weights=(optional(url, content=None),))

    assert files_in(models_dir) == []


def test_a_file_with_another_official_hash_is_refused_and_removed(
    site: Site, models_dir: Path
):  # fmt: skip
    altered = PICKLE[:-2] + bytes([PICKLE[-2] ^ 1]) + b"."
    weight = optional(site.put("/a.pkl", Answer(body=altered)))

    with pytest.raises(DownloadFailed, match=r"what came has the sha256 \w+ instead of \w+; nothing of it was kept"):
        fetch([NAME], weights=(weight,))

    assert files_in(models_dir) == []


def test_an_md5_is_compared_where_no_better_hash_is_known(site: Site, models_dir: Path):
    url = site.put("/a.pkl", Answer(body=PICKLE))
    right, wrong = hashlib.md5(PICKLE).hexdigest(), "0" * 32  # noqa: S324

    with pytest.raises(DownloadFailed, match=f"has the md5 {right} instead of {wrong}"):
        fetch([NAME], weights=(optional(url, content=None, md5=wrong),))
    (fetched,) = fetch([NAME], weights=(optional(url, content=None, md5=right),))

    assert fetched.doubt is None


def test_a_file_without_the_hash_that_is_only_reported_is_kept_with_a_doubt(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)), sha256="0" * 64, official=False)

    (fetched,) = fetch([NAME], weights=(weight,))

    assert fetched.doubt is not None
    assert f"instead of {'0' * 64}, which a third party reports" in fetched.doubt
    assert catalogue.verify(weight) is catalogue.State.UNCONFIRMED


def test_a_file_of_which_no_hash_is_known_is_kept_and_its_own_told(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)), content=None)

    (fetched,) = fetch([NAME], weights=(weight,))

    assert fetched.doubt is not None
    assert hashlib.sha256(PICKLE).hexdigest() in fetched.doubt


def test_another_announced_size_is_refused_before_a_byte_is_written(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE + b"more")))

    with pytest.raises(DownloadFailed, match=r"it announces 300,007 bytes where 300,003 belong"):
        fetch([NAME], weights=(weight,))

    assert files_in(models_dir) == []


def test_bytes_beyond_the_expected_size_are_cut_off(site: Site, models_dir: Path):
    endless = Answer(body=PICKLE * 10, announce=-1, then="stall")
    weight = optional(site.put("/a.pkl", endless))

    with pytest.raises(DownloadFailed, match=r"it sent more than the 300,003 bytes that the file can have\."):
        fetch([NAME], weights=(weight,))

    assert files_in(models_dir) == []


def test_a_file_of_unknown_size_that_announces_too_much_is_refused(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE, announce=10**12)), content=None)

    with pytest.raises(DownloadFailed, match="where at most 1,000,000,000 belong"):
        fetch([NAME], weights=(weight,))


def test_progress_rises_to_the_size_of_the_file(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)))
    seen: list[FetchProgress] = []

    fetch([NAME], weights=(weight,), on_progress=seen.append)

    done = [progress.done for progress in seen]
    assert (done[0], done[-1]) == (0, len(PICKLE))
    assert done == sorted(done)
    assert {(progress.item, progress.total) for progress in seen} == {(NAME, len(PICKLE))}


def test_progress_without_a_known_size_has_no_total(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE, announce=-1)), content=None)
    seen: list[FetchProgress] = []

    fetch([NAME], weights=(weight,), on_progress=seen.append)

    assert (seen[-1].done, seen[-1].total) == (len(PICKLE), None)


def test_of_two_fetches_at_once_one_downloads_and_the_other_finds_it_there(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)))
    fetched: list[int] = []

    def take() -> None:
        fetched.append(len(fetch([NAME], weights=(weight,))))

    both = [threading.Thread(target=take) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(20)

    assert len(site.requests) == 1
    assert sum(fetched) == 1
    assert (models_dir / NAME).read_bytes() == PICKLE


def test_a_full_disk_is_told_as_such(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)))
    key = hashlib.sha256(weight.sources[0].encode()).hexdigest()[:12]
    (models_dir / NAME).parent.mkdir(parents=True)
    (models_dir / NAME).with_name(f".faces.pkl.{key}.partial").symlink_to("/dev/full")

    with pytest.raises(DownloadFailed, match=r"The disk is full: free some space") as caught:
        fetch([NAME], weights=(weight,))

    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.ENOSPC


def test_a_disk_without_room_is_told_before_the_download(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)), size=10**16)

    with pytest.raises(DownloadFailed, match=r"MB are free\. Free some space, or set MODELS_DIR"):
        fetch([NAME], weights=(weight,))

    assert site.requests == []


def test_a_folder_that_cannot_be_written_is_told(site: Site, models_dir: Path):
    models_dir.mkdir()
    (models_dir / "stylegan1").touch()  # a file where the folder belongs
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)))

    with pytest.raises(DownloadFailed, match=r"can't be written: .* set MODELS_DIR"):
        fetch([NAME], weights=(weight,))
