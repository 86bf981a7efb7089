"""The declaration of being an adult that everybody makes who signs up, here or with another account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.users import User

KOREAN_AGE = 19


def adult_age() -> str:
    """The age from which on people are adults on this site, in the language that is active."""
    years = {"years": settings.MINIMUM_AGE}
    if settings.MINIMUM_AGE < KOREAN_AGE:
        return _("%(years)d years old (19 in Korea)") % years
    return _("%(years)d years old") % years


class AdultDeclaration(forms.Form):
    """The base of allauth's forms for signing up, which it builds upon this one, before its other forms can be
    imported.
    """

    is_adult = forms.BooleanField()
    field_order = ["email", "password1", "is_adult"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_adult"].label = _("I am at least %(age)s.") % {"age": adult_age()}

    def signup(self, request: HttpRequest, user: User) -> None:
        user.adult_declared_at = timezone.now()
        user.save(update_fields=["adult_declared_at"])
