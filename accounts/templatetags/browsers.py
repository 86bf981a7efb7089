from __future__ import annotations

from django import template

from accounts.browsers import describe_browser

register = template.Library()
register.filter("describe_browser", describe_browser)
