from __future__ import annotations

from django import template

from generation.models import Decision
from generation.moderation.decision_words import FOR_REPORTERS

register = template.Library()


@register.filter
def in_words_for_reporters(decision: Decision) -> str:
    """Returns what became of the link, and nothing of its owner."""
    return str(FOR_REPORTERS[decision.kind])
