from __future__ import annotations

from django import template
from django.conf import settings
from django.templatetags.static import static

register = template.Library()


@register.simple_tag
def plain_card() -> str:
    """Returns the whole address of the picture that messengers show beside a link: one for all, without a face."""
    return settings.SITE_URL + static("img/card.jpg")
