"""Everything that ml_core raises on purpose.

    MLCoreError
    ├── InputError             the photo or the request is at fault; trying again with the same input is useless
    │   ├── NotAPicture        the bytes are no picture we read, or a damaged one
    │   ├── PictureTooLarge    more bytes or pixels than we decode
    │   ├── PictureTooComplex  more scans or parts than a photo has
    │   ├── ShowsNudity        a network takes the picture for nudity
    │   ├── NoFaceFound
    │   ├── SeveralFaces       carries where they are, so that one of them can be picked
    │   ├── FaceTooSmall
    │   ├── InvalidRequest     an age, sex, dominance or latent outside what is defined
    │   ├── WrongGenerator     a latent made by another generator
    │   └── WeightsRefused     a file of weights that holds what no such file holds, or describes another network
    ├── ResourceError          the machine is at fault; trying again later may help
    │   ├── WeightsMissing
    │   ├── WeightsDamaged
    │   ├── DownloadFailed
    │   ├── ProjectionDiverged a code was searched for and left the finite numbers
    │   ├── FilmFailed         ffmpeg is missing, or could not write
    │   └── SigningFailed      a certificate is outdated, or nobody stated the time
    └── Cancelled              the caller asked to stop

Each class has a stable `code`, which web code translates for people. The message itself is for operators and the
command line: what happened, what was expected, what arrived, what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ml_core.contracts import FaceBox


class MLCoreError(Exception):
    code = "ml_core_error"


class InputError(MLCoreError):
    code = "input_error"


class NotAPicture(InputError):
    code = "not_a_picture"


class PictureTooLarge(InputError):
    code = "picture_too_large"


class PictureTooComplex(InputError):
    code = "picture_too_complex"


class ShowsNudity(InputError):
    code = "shows_nudity"


class NoFaceFound(InputError):
    code = "no_face_found"


class SeveralFaces(InputError):
    """`faces`: those found, from left to right, in pixels of the photo; `align(..., which=)` counts them so."""

    code = "several_faces"

    def __init__(self, message: str, *, faces: tuple[FaceBox, ...] = ()) -> None:
        super().__init__(message)
        self.faces = faces


class FaceTooSmall(InputError):
    code = "face_too_small"


class InvalidRequest(InputError):
    code = "invalid_request"


class WrongGenerator(InputError):
    code = "wrong_generator"


class WeightsRefused(InputError):
    code = "weights_refused"


class ResourceError(MLCoreError):
    code = "resource_error"


class WeightsMissing(ResourceError):
    code = "weights_missing"


class WeightsDamaged(ResourceError):
    code = "weights_damaged"


class DownloadFailed(ResourceError):
    code = "download_failed"


class ProjectionDiverged(ResourceError):
    code = "projection_diverged"


class FilmFailed(ResourceError):
    code = "film_failed"


class SigningFailed(ResourceError):
    code = "signing_failed"


class Cancelled(MLCoreError):
    code = "cancelled"
