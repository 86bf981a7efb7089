"""The light worker's side: pictures of what a link shows, drawn when their owner asks for them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.db import transaction
from PIL import Image

from accounts.names import without_turns
from generation.models import Child, PermissionKind, ShareLink, SharePicture
from generation.provenance.marks import marks
from generation.sharing.pictures.drawing import Face
from generation.sharing.pictures.encoding import make_picture
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.selectors import get_permitting_people, get_shown_children
from generation.storage.files import WrittenFiles, read_file

MAX_SIBLINGS = 9


def draw_picture(picture_id: int) -> None:
    """Draws a picture and stores it. Does nothing where it is there already, or the link opens no more. A picture that
    could not be drawn is forgotten, so that its owner can ask again.
    """
    picture = SharePicture.objects.filter(pk=picture_id, file="").first()
    if picture is None:
        return
    try:
        _draw(picture)
    except Exception:
        SharePicture.objects.filter(pk=picture_id, file="").delete()
        raise


def offered_formats(link: ShareLink) -> list[PictureFormat]:
    """Returns the formats for what a link shows."""
    formats = [PictureFormat.SQUARE, PictureFormat.STORY]
    if link.children.count() > 1:
        formats.append(PictureFormat.SIBLINGS)
    if len(get_permitting_people(link, PermissionKind.PHOTO)) == len(link.family.parents):
        formats.append(PictureFormat.TRIPTYCH)
    return formats


def _draw(picture: SharePicture) -> None:
    picture_format = next(each for each in PictureFormat if each.slug == picture.format)
    link = ShareLink.objects.live().select_related("family").filter(pk=picture.link_id).first()
    if link is None or picture_format not in offered_formats(link):
        picture.delete()
        return
    data = make_picture(picture_format, _faces_of(link, picture_format), marks=marks(with_label=True))
    with WrittenFiles() as files:
        name = files.write(link.family.folder, f"share-{picture_format.slug}", picture_format.suffix, data)
        if _keep(picture, name):
            files.retain(name)


def _keep(picture: SharePicture, name: str) -> bool:
    """Returns False where the link ended, or was changed, while its picture was drawn."""
    with transaction.atomic():
        link = ShareLink.objects.select_for_update(no_key=True).filter(pk=picture.link_id, ended_at=None)
        return link.exists() and bool(SharePicture.objects.filter(pk=picture.pk, file="").update(file=name))


def _faces_of(link: ShareLink, picture_format: PictureFormat) -> Sequence[Face]:
    children = get_shown_children(link)
    if picture_format is PictureFormat.SIBLINGS:
        return [Face(_face(child)) for child in children[:MAX_SIBLINGS]]
    if picture_format is PictureFormat.TRIPTYCH:
        first, second = (
            Face(_open(str(person.portrait.aligned.name)), _name(link, person.name)) for person in link.family.parents
        )
        return [first, Face(_face(children[0])), second]
    caption = " & ".join(map(without_turns, link.family.names)) if link.shows_names else ""
    return [Face(_face(children[0]), caption)]


def _name(link: ShareLink, name: str) -> str:
    return without_turns(name) if link.shows_names else ""


def _face(child: Child) -> Image.Image:
    return _open(str(child.image.name))


def _open(name: str) -> Image.Image:
    return Image.open(io.BytesIO(read_file(name)))
