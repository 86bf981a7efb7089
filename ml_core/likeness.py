"""Grades for the likeness of a reconstruction, in words, and the grade below which a better photo is asked for."""

from __future__ import annotations

from typing import Literal

Grade = Literal["very_alike", "alike", "resemblance", "poor"]

# dlib's distance between photo and reconstruction. Two photos of one person lie below .6, strangers of the built-in
# generator at .74 on average; how the projections measured here are spread over the grades is in docs/likeness.md.
VERY_ALIKE, ALIKE, RESEMBLANCE = 0.25, 0.35, 0.45
# LPIPS above which a picture looks unlike its photo (hair, light, background), however alike the face's features are.
UNLIKE_PICTURE = 0.30

GRADES: tuple[Grade, ...] = ("very_alike", "alike", "resemblance", "poor")


def grade(lpips: float, identity_distance: float | None) -> Grade:
    """The embedding decides, and a picture that is off costs one grade. identity_distance None (no face was found in
    the reconstruction) is poor."""
    if identity_distance is None:
        return "poor"
    limits = (VERY_ALIKE, ALIKE, RESEMBLANCE)
    place = sum(identity_distance > limit for limit in limits) + (lpips > UNLIKE_PICTURE)
    return GRADES[min(place, len(GRADES) - 1)]
