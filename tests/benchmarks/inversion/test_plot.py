from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

from benchmarks.inversion.plot import LABEL_HEIGHT, curve, draw, spread
from benchmarks.inversion.summary import FIGURES
from tests.benchmarks.inversion.made_up import record

RECORDS = [
    record("anna", "slow", (1, 1.0, None, 0.9), (100, 100.0, 0.5, 0.4)),
    record("ben", "slow", (1, 3.0, 0.8, 0.7), (100, 300.0, 0.3, 0.2)),
    record("anna", "fast", (30, 20.0, 0.4, 0.3)),
    record("ben", "fast", (30, 20.0, 0.4, 0.3)),
]


def test_curves_are_means_over_faces_at_each_checkpoint() -> None:
    assert curve(RECORDS[:2], FIGURES["lpips"]) == [(2.0, 0.8), (200.0, 0.30000000000000004)]
    assert curve(RECORDS[:2], FIGURES["identity"]) == [(2.0, 0.8), (200.0, 0.4)]


def test_every_recipe_has_its_label_in_both_panels() -> None:
    picture = ET.fromstring(draw(RECORDS, {"slow": "Slow & sure", "fast": "Fast"}))  # noqa: S314 -- our own
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert (texts.count("Slow & sure"), texts.count("Fast")) == (2, 2)


def test_labels_keep_their_order_and_never_overlap() -> None:
    heights = spread({"a": 300.0, "b": 301.0, "c": 120.0, "d": 299.0, "e": 345.0})
    order = sorted(heights, key=lambda name: heights[name])
    assert order == ["c", "d", "a", "b", "e"]
    places = [heights[name] for name in order]
    assert all(below - above >= LABEL_HEIGHT for above, below in pairwise(places))
