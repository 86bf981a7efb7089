"""Whether a trait that was chosen comes from the parent it was chosen from, and what else that changes.

A grown child is drawn with every trait from between, then again with one from the mother, or the father. In each region
the distance to that parent's portrait is compared before and after: LPIPS' maps, or for the two colours the mean in
CIELAB.

Legend: S side of the pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from skimage.color import rgb2lab

from benchmarks.heredity.couples import Couple
from ml_core import images
from ml_core.alignment import detection
from ml_core.contracts import TRAITS, ChildRequest, FloatArray, Picture, Source, Trait
from ml_core.pipeline import Pipeline
from ml_core.regions import Mask, regions

SIDE = 256
AGE_YEARS = 24.0
COLOURS: tuple[Trait, ...] = ("skin_tone", "hair_color")
# Parents who have a trait about alike leave nothing to choose, and to measure: CIELAB's dE, and a share of the mean.
LEAST_COLOUR_APART = 5.0


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One trait chosen from one parent. gains: by region, the share of the distance to that parent that went away."""

    trait: Trait
    source: Source
    gains: Mapping[Trait, float]

    @property
    def is_met(self) -> bool:
        """Nearer in its own region, and more so than elsewhere."""
        elsewhere = [gain for trait, gain in self.gains.items() if trait != self.trait]
        return self.gains[self.trait] > max(0.0, float(np.mean(elsewhere)))


@dataclass(frozen=True, kw_only=True)
class _Face:
    maps: list[FloatArray]
    lab: FloatArray


def measure(pipeline: Pipeline, couples: Sequence[Couple], *, tell: Callable[[str], None]) -> list[Moved]:
    found: list[Moved] = []
    for couple in couples:
        found += _measure_couple(pipeline, couple)
        met = np.mean([moved.is_met for moved in found])
        tell(f"chosen traits, couple {couple.number}: {met:.0%} of {len(found)}")
    return found


def _measure_couple(pipeline: Pipeline, couple: Couple) -> list[Moved]:
    between: dict[Trait, Source] = dict.fromkeys(TRAITS, "between")
    before = _child(pipeline, couple, between)
    boxes = detection.find_faces(before)
    if not boxes:
        return []
    where = regions(detection.find_landmarks(before, boxes[0]), SIDE).traits
    child = _see(pipeline, before)
    parents: dict[Source, _Face] = {
        "a": _see(pipeline, images.resize(couple.mother.portrait, SIDE)),
        "b": _see(pipeline, images.resize(couple.father.portrait, SIDE)),
    }
    found = []
    for trait in TRAITS:
        if not where[trait].any() or _is_shared(trait, parents, where[trait]):
            continue
        for source, parent in parents.items():
            after = _see(pipeline, _child(pipeline, couple, {**between, trait: source}))
            gains = {region: _gain(region, mask, child, after, parent) for region, mask in where.items() if mask.any()}
            found.append(Moved(trait=trait, source=source, gains=gains))
    return found


def _child(pipeline: Pipeline, couple: Couple, sources: Mapping[Trait, Source]) -> Picture:
    request = ChildRequest(age_years=AGE_YEARS, sex="girl", seed=couple.number, sources=sources)
    return images.resize(pipeline.make_child(couple.mother.latent, couple.father.latent, request).pixels, SIDE)


def _see(pipeline: Pipeline, picture: Picture) -> _Face:
    maps: list[Any] = pipeline.lpips.prepare(tf.constant(images.to_unit(picture))[None])
    return _Face(maps=[np.asarray(each[0]) for each in maps], lab=np.asarray(rgb2lab(picture), np.float32))


def _is_shared(trait: Trait, parents: Mapping[Source, _Face], mask: Mask) -> bool:
    if trait not in COLOURS:
        return False
    return _distance(trait, mask, parents["a"], parents["b"]) < LEAST_COLOUR_APART


def _gain(region: Trait, mask: Mask, before: _Face, after: _Face, parent: _Face) -> float:
    distance = _distance(region, mask, before, parent)
    return (distance - _distance(region, mask, after, parent)) / max(distance, 1e-6)


def _distance(region: Trait, mask: Mask, a: _Face, b: _Face) -> float:
    if region in COLOURS:
        return float(np.linalg.norm(a.lab[mask].mean(axis=0) - b.lab[mask].mean(axis=0)))
    total = 0.0
    for one, other in zip(a.maps, b.maps, strict=True):
        cell = SIDE // one.shape[0]
        squares = np.square(one - other).sum(axis=-1)
        weights = mask.reshape(len(one), cell, len(one), cell).mean(axis=(1, 3))
        total += float((squares * weights).sum() / max(weights.sum(), 1e-6))
    return total
