from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.names import isolate
from generation.models import MAX_PHOTOS, Portrait
from generation.portraits.uploads import UploadRefused, check_size, clean_uploads

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# What the file chooser offers: by their endings too, since some systems know no type of HEIC and AVIF. What is really
# taken is decided by reading the file.
ACCEPT = "image/*,.heic,.heif,.avif"

PHOTO_NEEDED = _("Choose a photo.")


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(
            attrs={
                "accept": ACCEPT,
                "multiple": True,
                "data-most": MAX_PHOTOS,
                "data-max-bytes": settings.MAX_UPLOAD_BYTES,
                "data-max-pixels": settings.MAX_UPLOAD_PIXELS,
                "data-max-sum": settings.MAX_PHOTOS_BYTES,
                "data-missing": PHOTO_NEEDED,
            }
        )


class PhotosField(forms.FileField):
    """A field of one to `most` files, in the order given. Only `PhotosForm.decode_photos` opens them."""

    widget = PhotosInput
    default_error_messages = {
        "required": PHOTO_NEEDED,
        "invalid": _("Choose a photo: the form was sent without its file."),
        "missing": PHOTO_NEEDED,
        # Whatever is wrong with a file has one clear sentence in `uploads`.
        "empty": _("This file is empty. Choose the photo again, perhaps after its download has finished."),
        "too_many": _("Choose at most %(most)d photos of one person."),
    }

    # Why none is taken here. Then no file is even opened.
    refusal: StrPromise | None = None
    most = MAX_PHOTOS

    def take_at_most(self, number: int) -> None:
        self.most = self.widget.attrs["data-most"] = number

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        if self.refusal is not None:
            if data:
                raise ValidationError(self.refusal, code="not_asked")
            return []
        if not data and not self.required:
            return []
        uploads = list(data or [None])
        if len(uploads) > self.most:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"most": self.most})
        return [self._clean_one(upload, is_alone=len(uploads) == 1) for upload in uploads]

    def _clean_one(self, data: Any, *, is_alone: bool) -> UploadedFile[bytes]:
        try:
            upload: UploadedFile[bytes] = super().clean(data)
            check_size(upload)
        except UploadRefused as refusal:
            raise _error(refusal, data, is_alone=is_alone) from refusal
        except ValidationError as error:
            raise ValidationError(_named(str(error.message), data, is_alone), code=error.code) from error
        return upload


class PhotosForm(forms.Form):
    """A form with photos. `is_valid()` is quick: it starts no decoder for whoever forgot a name or didn't agree."""

    def decode_photos(self) -> bool:
        """Decodes the photos of all fields into lists of CleanPhoto, after `is_valid()`. One bad file is an error of
        its field.

        Returns False when one was refused; then the form isn't valid any more, and says why.
        """
        chosen: dict[str, list[UploadedFile[bytes]]] = {
            name: self.cleaned_data[name] for name, field in self.fields.items() if isinstance(field, PhotosField)
        }
        results = iter(clean_uploads([upload for uploads in chosen.values() for upload in uploads]))
        for name, uploads in chosen.items():
            photos = [(upload, next(results)) for upload in uploads]
            self.cleaned_data[name] = [photo for _upload, photo in photos]
            refused = [(upload, photo) for upload, photo in photos if isinstance(photo, UploadRefused)]
            for upload, refusal in refused[:1]:
                self.add_error(name, _error(refusal, upload, is_alone=len(uploads) == 1))
        return self.is_valid()

    def next_page(self, address: str) -> str:
        """Returns the address to go on to. It says so where a file lacked its end: a message would be lost on
        keep-photos.js, which looks at that page before the browser does.
        """
        chosen = (self.cleaned_data[name] for name, field in self.fields.items() if isinstance(field, PhotosField))
        return f"{address}?incomplete" if any(photo.lacks_end for photos in chosen for photo in photos) else address


class OtherPhotosForm(PhotosForm):
    """The form for photos in the place of some of one person that can't be used."""

    photo = PhotosField(label=_("Photo"))

    def __init__(self, *args: Any, portrait: Portrait, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].take_at_most(portrait.num_photos_wanted)  # type: ignore[attr-defined]

    @property
    def photos(self) -> list[bytes]:
        return [photo.jpeg for photo in self.cleaned_data["photo"]]


def _error(refusal: UploadRefused, upload: UploadedFile[bytes] | None, *, is_alone: bool) -> ValidationError:
    return ValidationError(_named(refusal.message, upload, is_alone), code=refusal.code)


def _named(message: str, upload: UploadedFile[bytes] | None, is_alone: bool) -> str:
    """Adds the file's name to an error, where there are several files."""
    return message if is_alone or upload is None else f"{isolate(upload.name)}: {message}"
