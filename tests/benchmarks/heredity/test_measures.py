from __future__ import annotations

import numpy as np
import pytest

from benchmarks.heredity import measures
from ml_core.contracts import FloatArray

N = 6


def people(seed: int) -> FloatArray:
    return np.random.default_rng(seed).standard_normal((N, 128)).astype(np.float32)


MOTHERS, FATHERS = people(1), people(2)
MIDDLES = (MOTHERS + FATHERS) / 2


def test_children_in_the_middle_of_their_parents_are_found_and_balanced() -> None:
    found = measures.resemblance(list(MIDDLES), MOTHERS, FATHERS)
    assert (found.auc, found.first, found.unbalanced, found.lost) == (1.0, 1.0, 0.0, 0)
    assert found.own < found.other


def test_children_of_one_parent_alone_are_found_by_that_parent() -> None:
    found = measures.resemblance(list(MOTHERS + people(7)), MOTHERS, FATHERS)
    assert 0.5 < found.auc_one_parent < 1.0
    assert measures.resemblance(list(MIDDLES), MOTHERS, FATHERS).auc_one_parent == 1.0


def test_children_of_the_wrong_couples_are_never_found() -> None:
    found = measures.resemblance(list(np.roll(MIDDLES, 1, axis=0)), MOTHERS, FATHERS)
    assert found.first == 0.0
    assert found.auc < 0.5


def test_a_child_that_is_its_mother_is_clearly_one_parents() -> None:
    assert measures.resemblance(list(MOTHERS), MOTHERS, FATHERS).unbalanced == 1.0


def test_a_child_without_a_face_counts_against_whoever_drew_it() -> None:
    found = measures.resemblance([None, *MIDDLES[1:]], MOTHERS, FATHERS)
    assert found.lost == 1
    assert found.first == pytest.approx((N - 1) / N)
    assert found.auc == pytest.approx((N - 1) / N)


def test_averages_are_nearer_to_each_other_than_their_parents_are() -> None:
    assert measures.resemblance(list(MIDDLES), MOTHERS, FATHERS).spread == pytest.approx(2**-0.5, abs=0.1)


def test_the_two_most_alike_are_found_among_all() -> None:
    faces = np.concatenate([people(3), people(3)[:1] + 0.01])
    assert measures.least_apart(faces) == pytest.approx(0.01 * 128**0.5, rel=1e-3)
    assert measures.mean_apart(faces) > 1.0


def test_steps_from_mother_to_father_are_monotone_and_a_step_back_is_not() -> None:
    shares = np.linspace(0, 1, 7)[:, None]
    way = ((1 - shares) * MOTHERS[0] + shares * FATHERS[0]).astype(np.float32)
    assert measures.is_monotone(way, MOTHERS[0], FATHERS[0])
    assert not measures.is_monotone(way[[0, 2, 1, 3, 4, 5, 6]], MOTHERS[0], FATHERS[0])
    assert not measures.is_monotone(way[:1].repeat(7, axis=0), MOTHERS[0], FATHERS[0])


def test_children_are_kept_when_their_ages_stand_together_and_lost_when_ages_do() -> None:
    ages = np.random.default_rng(5).standard_normal((3, 128)).astype(np.float32)
    by_child = people(4)[:, None] + 0.1 * ages
    assert measures.kept_across_ages(by_child) == 1.0
    mixed = by_child.copy()
    mixed[:, 1] = np.roll(mixed[:, 1], 1, axis=0)
    assert measures.kept_across_ages(mixed) < 1.0
