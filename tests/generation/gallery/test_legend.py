from __future__ import annotations

from itertools import pairwise

import pytest

from generation.gallery.inheritance import groups_of, inheritance_of
from generation.gallery.legend import PLACES, legend_of
from generation.models import Child
from generation.traits import TRAIT_LABELS

NAMES = ("Ada", "Ben")


def test_every_trait_has_its_place_on_the_left_half() -> None:
    assert PLACES.keys() == TRAIT_LABELS.keys()
    assert all(0 < x <= 50 and 0 < y < 100 for x, y in PLACES.values())


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_lines_lead_to_the_parent_and_no_word_lies_over_another(share: float) -> None:
    marks = legend_of(inheritance_of(Child(shares=dict.fromkeys(TRAIT_LABELS, share)), NAMES))
    assert len(marks) == len(TRAIT_LABELS)
    assert {mark.is_right for mark in marks} == {share > 0.5}
    assert all((mark.x >= 50) == mark.is_right for mark in marks)
    lines = [mark.label_y for mark in marks]
    assert all(before - after >= 8 for before, after in pairwise(lines))
    assert min(lines) > 4


def test_traits_stand_with_the_parent_whom_they_come_from() -> None:
    shares = {"eyes": 0.1, "nose": 0.9, "skin_tone": 0.5}
    groups = groups_of(inheritance_of(Child(shares=shares), NAMES), NAMES)
    assert [len(group.traits) for group in groups] == [1, 1, 1]
    assert ["Ada" in groups[0].title, "Ben" in groups[1].title] == [True, True]


def test_a_source_of_nothing_is_not_named() -> None:
    assert len(groups_of(inheritance_of(Child(shares={"eyes": 0.0}), NAMES), NAMES)) == 1
    assert groups_of([], NAMES) == []
