"""What arrived before an interruption does not come again, and never mixes with another file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from ml_core.catalogue import FetchProgress, Weight
from ml_core.catalogue.fetch import fetch
from ml_core.errors import DownloadFailed
from tests.ml_core.catalogue.conftest import be_patient
from tests.ml_core.catalogue.local_web import Answer, Site
from tests.ml_core.catalogue.optional import NAME, PICKLE, optional
from tests.ml_core.catalogue.test_fetch import files_in

# What arrives is written in pieces of 64 kB, and one that is cut is lost: here it is cut between two.
HALF = 131_072
TAG = {"ETag": '"one"'}
OTHER = b"\x80\x03" + bytes(len(PICKLE) - 3) + b"."


def interrupt(site: Site, weight: Weight, **headers: str) -> None:
    """Leaves about half of the file as a run that was cut off does."""
    whole = site.answers["/a.pkl"]
    site.put("/a.pkl", Answer(body=PICKLE, sent=HALF, headers=headers))
    with pytest.MonkeyPatch.context() as patch:
        be_patient(patch, attempts=1)
        with pytest.raises(DownloadFailed, match="What has arrived is kept"):
            fetch([NAME], weights=(weight,))
    site.answers["/a.pkl"] = whole
    site.requests.clear()


def test_a_connection_that_is_reset_is_made_again(site: Site, models_dir: Path):
    """How much of it the kernel still hands out then is left to chance."""
    reset = Answer(body=PICKLE, sent=HALF, headers=TAG, then="reset")
    weight = optional(site.put("/a.pkl", reset, Answer(body=PICKLE, headers=TAG)))

    fetch([NAME], weights=(weight,))

    assert (models_dir / NAME).read_bytes() == PICKLE
    assert len(site.requests) == 2


@pytest.mark.parametrize(("then", "stall_s"), [("end", 10.0), ("stall", 0.5)])
def test_a_transfer_that_breaks_goes_on_where_it_broke(
    site: Site, models_dir: Path, monkeypatch: pytest.MonkeyPatch, then: Literal["end", "stall"], stall_s: float
):
    broken = Answer(body=PICKLE, sent=HALF, headers=TAG, then=then)
    weight = optional(site.put("/a.pkl", broken, Answer(body=PICKLE, headers=TAG)))

    be_patient(monkeypatch, stall_s=stall_s)
    fetch([NAME], weights=(weight,))

    assert (models_dir / NAME).read_bytes() == PICKLE
    assert site.ranges() == [None, f"bytes={HALF}-"]


def test_the_next_run_goes_on_with_what_is_there_and_counts_it(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE, headers=TAG)))
    interrupt(site, weight, **TAG)
    seen: list[FetchProgress] = []

    fetch([NAME], weights=(weight,), on_progress=seen.append)

    assert (models_dir / NAME).read_bytes() == PICKLE
    assert len(site.requests) == 1
    assert seen[0].done == HALF
    assert files_in(models_dir) == [NAME]


def test_without_a_hash_all_of_it_comes_again(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)), content=None)
    interrupt(site, weight)

    fetch([NAME], weights=(weight,))

    assert site.ranges() == [None]
    assert (models_dir / NAME).read_bytes() == PICKLE


def test_a_server_that_knows_no_ranges_sends_all_of_it(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE, honours_ranges=False)))
    interrupt(site, weight)

    fetch([NAME], weights=(weight,))

    assert (models_dir / NAME).read_bytes() == PICKLE
    assert len(site.requests) == 1


@pytest.mark.parametrize("part", [f"bytes 0-{len(PICKLE) - 1}/{len(PICKLE)}", "bytes 5-9/10", "nonsense", ""])
def test_another_part_than_was_asked_for_is_not_appended(site: Site, models_dir: Path, part: str):
    wrong = Answer(body=PICKLE, status=206, headers={"Content-Range": part})
    weight = optional(site.put("/a.pkl", wrong, Answer(body=PICKLE)))
    interrupt(site, weight)

    fetch([NAME], weights=(weight,))

    assert (models_dir / NAME).read_bytes() == PICKLE
    assert site.ranges()[1] is None


def test_a_rest_that_the_server_does_not_have_is_fetched_anew(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(status=416), Answer(body=PICKLE)))
    interrupt(site, weight)

    fetch([NAME], weights=(weight,))

    assert (models_dir / NAME).read_bytes() == PICKLE
    assert site.ranges()[1] is None


def test_a_file_that_has_changed_at_its_source_is_fetched_anew(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=OTHER, headers={"ETag": '"two"'})), content=None)
    interrupt(site, weight, **TAG)

    fetch([NAME], weights=(weight,))

    assert (models_dir / NAME).read_bytes() == OTHER
    assert len(site.requests) == 1


def test_a_rest_that_does_not_fit_is_removed_and_all_of_it_fetched_anew(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)))
    interrupt(site, weight)
    (partial,) = models_dir.glob("stylegan1/.*.partial")
    partial.write_bytes(bytes(partial.stat().st_size))  # a disk that lies
    notes: list[str] = []

    fetch([NAME], weights=(weight,), on_progress=lambda progress: notes.append(progress.note))

    assert (models_dir / NAME).read_bytes() == PICKLE
    assert any("so all of it is fetched anew" in note for note in notes)
    assert site.ranges()[-1] is None


def test_a_reported_hash_is_not_held_against_a_file_in_one_piece_only(
    site: Site, models_dir: Path
):  # fmt: skip
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)), sha256="0" * 64, official=False)
    interrupt(site, weight)

    (fetched,) = fetch([NAME], weights=(weight,))

    assert site.ranges()[-1] is None  # it came again, whole
    assert fetched.doubt is not None


def test_a_run_killed_before_its_last_look_needs_nothing_more(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)))
    interrupt(site, weight)
    (partial,) = models_dir.glob("stylegan1/.*.partial")
    partial.write_bytes(PICKLE)

    fetch([NAME], weights=(weight,))

    assert (models_dir / NAME).read_bytes() == PICKLE
    assert site.requests == []


def test_what_one_source_left_is_not_continued_from_another(site: Site, models_dir: Path):
    first, second = site.put("/a.pkl", Answer(status=404)), site.put("/b.pkl", Answer(body=PICKLE))
    interrupt(site, optional(first))

    fetch([NAME], weights=(optional(first, second),))

    assert site.ranges()[-1] is None
    assert files_in(models_dir) == [NAME]  # the first one's part is gone as well
