from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from generation.portraits.uploads import CleanPhoto, UploadRefused, read_upload

# What the file chooser offers. What is really taken is decided by reading the file.
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif"


class PhotoField(forms.FileField):
    """A file in, a CleanPhoto out."""

    widget = forms.FileInput(attrs={"accept": ACCEPT})
    default_error_messages = {
        "required": _("Choose a photo."),
        "invalid": _("Choose a photo: the form was sent without its file."),
        "missing": _("Choose a photo."),
        # Whatever is wrong with a file has one clear sentence in `uploads`.
        "empty": _("This file is empty. Choose the photo again, perhaps after its download has finished."),
    }

    def clean(self, data: Any, initial: Any = None) -> CleanPhoto | None:
        upload: UploadedFile | None = super().clean(data, initial)
        if upload is None:
            return None
        try:
            return read_upload(upload)
        except UploadRefused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal
