from __future__ import annotations

from typing import Any

from django import template

from accounts.second_step import must_use_two_steps

register = template.Library()


@register.simple_tag(takes_context=True)
def needs_second_step(context: dict[str, Any]) -> bool:
    """Tells whether this page asks for a second step because what comes after it takes nothing less."""
    request = context["request"]
    return request.resolver_match.url_name.startswith("mfa_") and must_use_two_steps(request.user)
