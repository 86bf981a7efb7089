"""The fields of a child on the page of a family: the same for every family but for two names and one number."""

from __future__ import annotations

import re
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.names import isolate
from accounts.templatetags.names import bdi
from generation.families.choices import traits_can_be_chosen
from generation.families.spec_form import ChildSpecForm

register = template.Library()

TEMPLATE = "partials/child_spec.html"
# What stands for the names and the number in the fields that are kept. Nothing that people typed is among those.
FIRST, SECOND = "\ue000first\ue000", "\ue000second\ue000"
SUBMISSION = "\ue000submission\ue000"
BLANKS = re.compile(f"(<bdi>(?:{FIRST}|{SECOND})</bdi>|{FIRST}|{SECOND}|{SUBMISSION})")


@register.simple_tag
def child_spec(form: ChildSpecForm) -> SafeString:
    """Returns the fields of a form. Those of an empty one are rendered once, and its names and number filled in: the
    sixteen fields took a quarter of the page.
    """
    if form.is_bound:
        return render_to_string(TEMPLATE, {"form": form})
    first, second = form.names
    filled = {
        FIRST: escape(isolate(first)),
        SECOND: escape(isolate(second)),
        f"<bdi>{FIRST}</bdi>": bdi(first),
        f"<bdi>{SECOND}</bdi>": bdi(second),
        SUBMISSION: str(form["submission"].value()),
    }
    parts = _parts(form.has_invited, traits_can_be_chosen(), get_language())
    return mark_safe("".join(filled.get(part, part) for part in parts))  # noqa: S308 - what is filled in is escaped


@cache
def _parts(has_invited: bool, _has_sources: bool, _language: str | None) -> list[str]:
    form = ChildSpecForm(names=(FIRST, SECOND), has_invited=has_invited, initial={"submission": SUBMISSION})
    return BLANKS.split(render_to_string(TEMPLATE, {"form": form}))
