from __future__ import annotations

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.names import isolate
from generation.models import Portrait
from generation.page_addresses import page_address

register = template.Library()

# Nothing is there to be shown, but it will be.
AWAITED = mark_safe('<span class="awaited" aria-hidden="true"></span>')


@register.simple_tag
def face(portrait: Portrait | None, name: str) -> SafeString:
    """Returns one person in a window, as the model draws them once the photo has gone. Not a template: a list has two
    for each family. portrait: empty where there is none yet.
    """
    if not portrait:
        return AWAITED
    if portrait.person.is_invited:
        return _nobody()
    if portrait.aligned:
        view = "portraits:aligned"
    elif portrait.reconstruction:
        view = "portraits:reconstruction"
    else:
        return AWAITED
    return format_html('<img src="{}" alt="{}" loading="lazy">', page_address(view, portrait.pk), isolate(name))


@cache
def _nobody() -> SafeString:
    return render_to_string("icons/nobody.html")
