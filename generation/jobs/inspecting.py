"""The inspection of every photo: whether there is a face in it, whose, and what would make it serve better.

What was found is stored and told at once. Nothing is worked out from a face before its owner has answered what has to
be asked about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.conf import settings

from generation import engine
from generation.jobs.claims import holding, record_progress
from generation.jobs.endings import EndingCode
from generation.jobs.pace import Plan
from generation.jobs.parents import Parent, Work, store_aligned
from generation.models import JobStage, PortraitPhoto
from generation.portraits.cut_outs import cut_out_faces
from generation.storage.files import discard_files, read_file

# Our own JPEG of the largest picture we take in; only a stranger's file is held to MAX_UPLOAD_BYTES.
LARGEST_OWN_FILE = 64 * 2**20


class BadPhoto(Exception):
    """None of a parent's photos can be used; `code` is one of `endings`."""

    def __init__(self, slot: str, code: str) -> None:
        super().__init__(f"parent {slot}: {code}")
        self.slot, self.code = slot, code


class PhotosChanged(Exception):
    """The owner answered or removed photos during the inspection, which has to be repeated."""


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """The result of inspecting one parent's photos.

    faces: those of the usable photos, the main one first.
    has_question: the owner has to answer something before work continues.
    """

    parent: Parent
    faces: list[engine.AlignedFace]
    has_question: bool


def inspect_photos(work: Work, parents: Sequence[Parent], plan: Plan) -> list[Inspection]:
    """Inspects the photos of each parent. Raises BadPhoto, PhotosChanged, Cancelled, LostClaim, ConsentMissing."""
    inspections = []
    for number, parent in enumerate(parents):
        work.reporter.tell(
            stage=JobStage.ALIGNING,
            slot=parent.slot,
            step=number + 1,
            num_steps=len(parents),
            fraction=plan.align.at(number / len(parents)),
        )
        inspections.append(_inspect(work, parent))
    record_progress(work.claim)  # whoever watches hears of the advice now, not when the next stage begins
    return inspections


def _inspect(work: Work, parent: Parent) -> Inspection:
    photos = list(parent.portrait.photos.all())
    if not photos:
        raise BadPhoto(parent.slot, EndingCode.DECLARED_MINOR)
    if not all(photo.original for photo in photos):
        raise BadPhoto(parent.slot, EndingCode.PHOTOS_GONE)
    found = []
    for photo in photos:
        work.stop_if_requested()
        found.append(_find_face(work, photo))
    faces = [face for face in found if face is not None]
    has_question = any(photo.asks_for_a_face for photo in photos) or _asks_for_an_adult(parent, photos)
    errors = [photo.error_code for photo in photos if photo.error_code]
    if EndingCode.APPARENT_CHILD in errors:
        raise BadPhoto(parent.slot, EndingCode.APPARENT_CHILD)
    if not (faces or has_question):
        raise BadPhoto(parent.slot, errors[0])
    if faces:
        store_aligned(work, parent, faces[0])
    return Inspection(parent=parent, faces=faces, has_question=has_question)


def _asks_for_an_adult(parent: Parent, photos: Sequence[PortraitPhoto]) -> bool:
    is_settled = parent.person.is_sample or parent.portrait.adult_confirmed_at is not None
    return not is_settled and any(photo.asks_for_an_adult for photo in photos)


def _find_face(work: Work, photo: PortraitPhoto) -> engine.AlignedFace | None:
    """Returns the face, or None if the photo has no usable one; `photo` then says why."""
    try:
        picture = engine.read_picture(
            read_file(str(photo.original.name)), max_bytes=LARGEST_OWN_FILE, max_pixels=settings.MAX_UPLOAD_PIXELS
        )
        face = engine.align(picture, which=photo.face_choice)
        findings = engine.examine(picture, face)
    except engine.SeveralFaces as error:
        _store_cut_outs(work, photo, picture, error.faces)
        return None
    except engine.InputError as error:
        _store(work, photo, error_code=error.code, findings=[])
        return None
    error_code = next((finding.check for finding in findings if finding.level == "refuse"), "")
    _store(work, photo, error_code=error_code, findings=[asdict(finding) for finding in findings])
    return None if error_code else face


def _store_cut_outs(work: Work, photo: PortraitPhoto, picture: engine.Picture, faces: Sequence[engine.FaceBox]) -> None:
    name = work.files.write(photo.portrait.folder, "faces", "jpg", cut_out_faces(picture, faces))
    before = str(photo.cut_outs.name or "")
    _store(work, photo, error_code="", findings=[], num_faces=len(faces), face_choice=None, cut_outs=name)
    work.files.retain(name)
    discard_files([before])


def _store(work: Work, photo: PortraitPhoto, **fields: object) -> None:
    with holding(work.claim):
        # As it was when the look began: an answer given since then must not be overwritten.
        unchanged = PortraitPhoto.objects.filter(pk=photo.pk, face_choice=photo.face_choice)
        if photo.face_choice is None:
            unchanged = PortraitPhoto.objects.filter(pk=photo.pk, face_choice__isnull=True)
        if not unchanged.update(**fields):
            raise PhotosChanged
    for field, value in fields.items():
        setattr(photo, field, value)
