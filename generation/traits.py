"""The traits that a child may have from either parent, in the words of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from generation import engine

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TRAIT_LABELS: dict[engine.Trait, StrPromise] = {
    "eyes": _("Eyes"),
    "brows": _("Eyebrows"),
    "nose": _("Nose"),
    "mouth": _("Mouth"),
    "jaw": _("Jaw"),
    "face_shape": _("Shape of the face"),
    "ears": _("Ears"),
    "skin_tone": _("Skin tone"),
    "hair": _("Hair"),
    "hair_color": _("Colour of the hair"),
}
