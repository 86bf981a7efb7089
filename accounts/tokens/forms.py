from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.names import check_name
from accounts.tokens.models import NAME_MAX_LENGTH, TokenScope

PERIODS_DAYS = (30, 90, 365)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("For what is it?"),
        max_length=NAME_MAX_LENGTH,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Such as “Script on my laptop”. Only you see this."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[TokenScope.READ],
        error_messages={"required": _("Choose at least one thing that it may do.")},
    )
    days = forms.TypedChoiceField(label=_("For how long?"), coerce=int, initial=PERIODS_DAYS[1])

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices = [(days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in PERIODS_DAYS]
        self.fields["days"].choices = choices  # type: ignore[attr-defined]
