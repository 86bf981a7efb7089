from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.names import check_name
from generation.models import Child
from generation.models.album import ALBUM_NAME_MAX_LENGTH
from generation.models.child import NAME_MAX_LENGTH, NOTE_MAX_LENGTH


class DescribeForm(forms.Form):
    """What the owner calls a child, and a note that nobody else reads."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=NAME_MAX_LENGTH,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only you see it."),
    )

    def __init__(self, data: Any, *, child: Child) -> None:
        super().__init__(data, initial={"name": child.name, "note": child.note})


class AlbumForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the album"),
        max_length=ALBUM_NAME_MAX_LENGTH,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
