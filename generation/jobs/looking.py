"""The first look at every photo: is there a face in it, whose, and what would make it serve better?

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
from generation.jobs.parents import Parent, Work, keep_aligned
from generation.models import JobStage, PortraitPhoto
from generation.portraits.cut_outs import cut_out_faces
from generation.storage.files import discard_files, read_file

# Our own JPEG of the largest picture we take in; only a stranger's file is held to MAX_UPLOAD_BYTES.
LARGEST_OWN_FILE = 64 * 2**20


class BadPhoto(Exception):
    """None of a parent's photos can be used; `code` is one of `endings`."""

    def __init__(self, subject: str, code: str) -> None:
        super().__init__(f"parent {subject}: {code}")
        self.subject, self.code = subject, code


class PhotosChanged(Exception):
    """The owner answered or took photos away in the middle of the look: look again."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """faces: of the usable photos, the main one first. is_asked: the owner has to say something before work goes on."""

    parent: Parent
    faces: list[engine.AlignedFace]
    is_asked: bool


def look_at_photos(work: Work, parents: Sequence[Parent], plan: Plan) -> list[Look]:
    """Raises BadPhoto, PhotosChanged, Cancelled, LostClaim, ConsentMissing."""
    looks = []
    for number, parent in enumerate(parents):
        work.reporter.tell(
            stage=JobStage.ALIGNING,
            subject=parent.subject,
            step=number + 1,
            num_steps=len(parents),
            fraction=plan.align.at(number / len(parents)),
        )
        looks.append(_look_at(work, parent))
    record_progress(work.claim)  # whoever watches hears of the advice now, not when the next stage begins
    return looks


def _look_at(work: Work, parent: Parent) -> Look:
    photos = list(parent.portrait.photos.all())
    if not photos:
        raise BadPhoto(parent.subject, EndingCode.DECLARED_MINOR)
    if not all(photo.original for photo in photos):
        raise BadPhoto(parent.subject, EndingCode.PHOTOS_GONE)
    found = []
    for photo in photos:
        work.stop_if_asked()
        found.append(_find_face(work, photo))
    faces = [face for face in found if face is not None]
    is_asked = any(photo.asks_for_a_face for photo in photos) or _asks_for_an_adult(parent, photos)
    faults = [photo.fault for photo in photos if photo.fault]
    if EndingCode.APPARENT_CHILD in faults:
        raise BadPhoto(parent.subject, EndingCode.APPARENT_CHILD)
    if not (faces or is_asked):
        raise BadPhoto(parent.subject, faults[0])
    if faces:
        keep_aligned(work, parent, faces[0])
    return Look(parent=parent, faces=faces, is_asked=is_asked)


def _asks_for_an_adult(parent: Parent, photos: Sequence[PortraitPhoto]) -> bool:
    is_settled = parent.person.is_sample or parent.portrait.adult_confirmed_at is not None
    return not is_settled and any(photo.asks_for_an_adult for photo in photos)


def _find_face(work: Work, photo: PortraitPhoto) -> engine.AlignedFace | None:
    """None when there is none to work with; `photo` then says why."""
    try:
        picture = engine.read_picture(
            read_file(str(photo.original.name)), max_bytes=LARGEST_OWN_FILE, max_pixels=settings.MAX_UPLOAD_PIXELS
        )
        face = engine.align(picture, which=photo.face_choice)
        findings = engine.examine(picture, face)
    except engine.SeveralFaces as error:
        _keep_cut_outs(work, photo, picture, error.faces)
        return None
    except engine.InputError as error:
        _store(work, photo, fault=error.code, findings=[])
        return None
    fault = next((finding.check for finding in findings if finding.level == "refuse"), "")
    _store(work, photo, fault=fault, findings=[asdict(finding) for finding in findings])
    return None if fault else face


def _keep_cut_outs(work: Work, photo: PortraitPhoto, picture: engine.Picture, faces: Sequence[engine.FaceBox]) -> None:
    name = work.files.write(photo.portrait.folder, "faces", "jpg", cut_out_faces(picture, faces))
    before = str(photo.cut_outs.name or "")
    _store(work, photo, fault="", findings=[], num_faces=len(faces), face_choice=None, cut_outs=name)
    work.files.keep(name)
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
