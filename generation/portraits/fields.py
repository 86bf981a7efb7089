from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from generation.portraits.uploads import CleanPhoto, UploadRefused, read_upload

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# What the file chooser offers. What is really taken is decided by reading the file.
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif"


# Of one person. More would cost the reader and the projector seconds each, and add little.
MAX_PHOTOS = 4


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ACCEPT, "multiple": True, "data-most": MAX_PHOTOS})


class PhotosField(forms.FileField):
    """One to MAX_PHOTOS files in, a list of CleanPhoto out, in the order given. One bad file refuses them all."""

    widget = PhotosInput
    default_error_messages = {
        "required": _("Choose a photo."),
        "invalid": _("Choose a photo: the form was sent without its file."),
        "missing": _("Choose a photo."),
        # Whatever is wrong with a file has one clear sentence in `uploads`.
        "empty": _("This file is empty. Choose the photo again, perhaps after its download has finished."),
        "too_many": _("Choose at most %(most)d photos of one person."),
    }

    # Why none is taken here. Then no file is even opened.
    refusal: StrPromise | None = None

    def clean(self, data: Any, initial: Any = None) -> list[CleanPhoto]:
        if self.refusal is not None:
            if data:
                raise ValidationError(self.refusal, code="not_asked")
            return []
        if not data and not self.required:
            return []
        uploads = list(data or [None])
        if len(uploads) > MAX_PHOTOS:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"most": MAX_PHOTOS})
        return [self._clean_one(upload, is_alone=len(uploads) == 1) for upload in uploads]

    def _clean_one(self, data: Any, *, is_alone: bool) -> CleanPhoto:
        try:
            upload: UploadedFile[bytes] = super().clean(data)
            return read_upload(upload)
        except UploadRefused as refusal:
            raise ValidationError(_named(refusal.message, data, is_alone), code=refusal.code) from refusal
        except ValidationError as error:
            raise ValidationError(_named(str(error.message), data, is_alone), code=error.code) from error


def _named(message: str, upload: UploadedFile[bytes] | None, is_alone: bool) -> str:
    """Among several files it has to be said which one is meant."""
    return message if is_alone or upload is None else f"{upload.name}: {message}"
