"""Findings of a photo's inspection as helpful sentences. The codes are ml_core's; advice never stops the work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypedDict

from django.utils.translation import gettext as _

from generation import engine
from generation.models import Portrait, PortraitPhoto


class Advice(TypedDict):
    """A sentence of advice. photos: by number, 1 for the main one."""

    photos: list[int]
    check: str
    message: str


def advice_about(portrait: Portrait) -> list[Advice]:
    """Returns advice in the active language; empty when the photos are fine or were not inspected yet."""
    photos = list(portrait.photos.all())
    return [*_left_out(photos), *_findings(photos)]


def advice_for_owner(portrait: Portrait) -> list[Advice]:
    """Returns the advice for the owner; none about samples and invitees, whose photos the owner does not choose."""
    person = portrait.person
    return [] if person.is_sample or person.is_invited else advice_about(portrait)


def _left_out(photos: Sequence[PortraitPhoto]) -> Iterator[Advice]:
    """Yields advice about the photos left out of several. A single one ends its job instead."""
    for photo in photos if len(photos) > 1 else ():
        if photo.error_code:
            number = photo.position + 1
            message = _why_left_out(photo.error_code) % {"number": number}
            yield Advice(photos=[number], check=photo.error_code, message=message)


def _findings(photos: Sequence[PortraitPhoto]) -> Iterator[Advice]:
    """Yields each check once, however many photos it concerns."""
    numbers: dict[str, list[int]] = {}
    for photo in photos:
        for finding in photo.findings:
            if finding["level"] == "advice":
                numbers.setdefault(finding["check"], []).append(photo.position + 1)
    for check, found_in in numbers.items():
        sentence = _sentence(check)
        if sentence:
            message = sentence if len(found_in) == len(photos) else _of_some(found_in, sentence)
            yield Advice(photos=found_in, check=check, message=message)


def _of_some(numbers: Sequence[int], sentence: str) -> str:
    return _("Photo %(numbers)s: %(sentence)s") % {"numbers": ", ".join(map(str, numbers)), "sentence": sentence}


def _why_left_out(error_code: str) -> str:
    match error_code:
        case engine.NoFaceFound.code:
            return _("Photo %(number)d was left out: no face was found in it.")
        case engine.FaceTooSmall.code:
            return _("Photo %(number)d was left out: the face in it is too small.")
    return _("Photo %(number)d was left out: it cannot be used.")


def _sentence(check: str) -> str:
    """Returns the sentence; empty for a check without one."""
    match check:
        case "blurred":
            return _("The face is a little blurred. A sharper photo would give a closer likeness.")
        case "small":
            return _("The face is rather small. A photo taken from closer by shows more of it.")
        case "dark":
            return _("The face is rather dark. Daylight from the front, as beside a window, shows more of it.")
        case "bright":
            return _(
                "The face is so bright that details are lost. A photo without flash or direct sun shows more of it."
            )
        case "side_light":
            return _("The light comes from one side. Even light from the front shows both halves of the face.")
        case "turned":
            return _("The face is turned to the side. A photo straight from the front would give a closer likeness.")
        case "tilted":
            return _("The face looks up or down. A photo with the camera at eye level would give a closer likeness.")
        case "cut":
            return _(
                "Part of the head lies outside the photo. One with all of it, hair and chin included, would give a "
                "closer likeness."
            )
        case "covered":
            return _("Part of the face is covered. A photo without hair, hands or a mask in front of it works better.")
        case "glasses":
            return _("Glasses are often lost or drawn oddly. A photo without them would give a closer likeness.")
        case "grey":
            return _(
                "The photo has no colours, so the colours of skin, hair and eyes are guessed. A colour photo helps."
            )
    return ""
