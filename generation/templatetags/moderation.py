"""What pages of other capabilities say of moderation, which they know nothing of."""

from __future__ import annotations

from django import template

from generation.moderation import looking, moderators

register = template.Library()
register.filter(moderators.is_moderator)
register.filter(looking.looks_of)
