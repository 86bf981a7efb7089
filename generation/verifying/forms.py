from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation import engine
from generation.portraits.uploads import UploadRefused, check_size
from generation.verifying.findings import Findings, find

ACCEPT = "image/*,video/mp4,.heic,.heif,.avif,.mp4"
FILE_NEEDED = gettext_lazy("Choose a picture or a film.")


class VerifyForm(forms.Form):
    """A form with one file, which is read by what is in it, whatever it is called."""

    file = forms.FileField(
        label=gettext_lazy("Picture or film"),
        help_text=gettext_lazy("JPEG, PNG, WebP, HEIC, AVIF or MP4."),
        allow_empty_file=True,  # has a sentence of its own
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": FILE_NEEDED, "invalid": FILE_NEEDED, "missing": FILE_NEEDED},
    )

    def clean_file(self) -> Any:
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            check_size(upload)
        except UploadRefused as refusal:
            raise ValidationError(_sentence(refusal), code=refusal.code) from refusal
        return upload

    def find(self) -> Findings | None:
        """Returns what the file says, after `is_valid()`; or None, and the form isn't valid any more and says why."""
        try:
            return find(self.cleaned_data["file"].read())
        except UploadRefused as refusal:
            self.add_error("file", ValidationError(_sentence(refusal), code=refusal.code))
            return None


def _sentence(refusal: UploadRefused) -> str:
    if refusal.code == engine.NotAPicture.code:
        return _(
            "This file could not be read as a picture or a film. It may be damaged, cut off, smaller than 64 pixels or "
            "of another format. JPEG, PNG, WebP, HEIC, AVIF and MP4 are read, whatever the file is called."
        )
    return refusal.message
