from __future__ import annotations

import numpy as np

from benchmarks.inversion.records import Record
from benchmarks.inversion.summary import FIGURES, Row, reach, summarise
from tests.benchmarks.inversion.made_up import record

GALLERY = {"anna": np.array([0.0, 0.0], np.float32), "ben": np.array([1.0, 0.0], np.float32)}
SLOW = [
    record("anna", "slow", (1, 1.0, None, 0.9), (100, 100.0, 0.5, 0.4)),
    record("ben", "slow", (1, 1.0, 0.8, 0.9), (100, 300.0, 0.3, 0.2)),
]


def row(records: list[Record], recipe: str) -> Row:
    (found,) = [row for row in summarise(records, GALLERY, baseline="slow") if row.recipe == recipe]
    return found


def test_means_are_of_the_last_checkpoints() -> None:
    summed = row(SLOW, "slow")
    assert (summed.faces, summed.steps, summed.seconds, summed.anchors) == (2, 100, 200.0, 400)
    assert (summed.identity_mean, summed.identity_max, summed.unseen, summed.lpips_mean) == (0.4, 0.5, 0, 0.3)


def test_a_result_without_a_face_is_counted_and_left_out_of_the_mean() -> None:
    summed = row([*SLOW, record("anna", "odd", (9, 2.0, None, 0.5)), record("ben", "odd", (9, 2.0, 0.2, 0.1))], "odd")
    assert (summed.identity_mean, summed.unseen) == (0.2, 1)


def test_a_recipe_has_reached_the_baseline_at_its_first_checkpoint_that_is_as_near() -> None:
    fast = [
        record("anna", "fast", (10, 10.0, 0.5, 0.5), (30, 20.0, 0.4, 0.45)),
        record("ben", "fast", (10, 10.0, 0.4, 0.2), (30, 20.0, 0.31, 0.1)),
    ]
    by_identity = reach(fast, SLOW, FIGURES["identity"])
    assert (by_identity.reached, by_identity.of, by_identity.seconds, by_identity.ratio) == (1, 2, 10.0, 10.0)
    by_lpips = reach(fast, SLOW, FIGURES["lpips"])
    assert (by_lpips.reached, by_lpips.of, by_lpips.seconds, by_lpips.ratio) == (1, 2, 10.0, 30.0)


def test_faces_without_the_baseline_are_not_compared() -> None:
    alone = reach([record("clara", "fast", (10, 10.0, 0.1, 0.1))], SLOW, FIGURES["lpips"])
    assert (alone.reached, alone.of, alone.seconds, alone.ratio) == (0, 0, None, None)


def test_kept_is_the_share_that_is_nearest_to_its_own_photo() -> None:
    aged = [
        record("anna", "ours", (1, 1.0, 0.1, 0.1), aged=(0.4, 0.0)),
        record("ben", "ours", (1, 1.0, 0.1, 0.1), aged=(0.4, 0.0)),
        record("anna", "ours", (1, 1.0, 0.1, 0.1), aged=None),
        record("ben", "ours", (1, 1.0, 0.1, 0.1), aged=(0.6, 0.0)),
    ]
    assert row(aged, "ours").kept == 0.5


def test_recipes_that_missed_a_face_are_not_in_a_table_of_those_faces() -> None:
    records = [*SLOW, record("anna", "fast", (10, 10.0, 0.5, 0.5))]
    rows = summarise(records, GALLERY, baseline="slow", faces=["anna", "ben"])
    assert [row.recipe for row in rows] == ["slow"]
