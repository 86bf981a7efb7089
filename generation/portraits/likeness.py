"""The likeness of the model's picture to the photo, in plain words, and advice when it is poor."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from generation import engine
from generation.models import Portrait
from generation.portraits.advice import Advice, advice_about

POOR = "poor"


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """The likeness of a reconstruction. grade, words: empty before the face has a code. suggestion: empty unless it is
    poor.
    """

    portrait: Portrait
    grade: str
    words: str
    suggestion: str
    advice: list[Advice]


def likeness_of(portrait: Portrait) -> Likeness:
    """Describes the likeness in the active language; empty for invitees. `advice`: why it may be poor, else empty."""
    grade = "" if portrait.person.is_invited else grade_of(portrait)
    advice = advice_about(portrait) if grade == POOR else []
    suggestion = _suggestion(portrait, has_advice=bool(advice)) if grade == POOR else ""
    return Likeness(portrait=portrait, grade=grade, words=_words(grade), suggestion=suggestion, advice=advice)


def grade_of(portrait: Portrait) -> str:
    if not portrait.reconstruction or portrait.lpips is None:
        return ""
    return engine.likeness_grade(lpips=portrait.lpips, identity_distance=portrait.identity_distance)


def _words(grade: str) -> str:
    match grade:
        case "very_alike":
            return _("Close match")
        case "alike":
            return _("Alike")
        case "resemblance":
            return _("A resemblance")
        case "poor":
            return _("Hardly alike")
    return ""


def _suggestion(portrait: Portrait, *, has_advice: bool) -> str:
    if portrait.person.is_sample:
        return ""
    if has_advice:
        return _("This may be why. Another photo would help:")
    if portrait.photos.all()[1:]:
        return _("Other photos may help: from the front, in even light, with nothing in front of the face.")
    return _("Another photo may help, or two or three more of the same person: from the front and in even light.")
