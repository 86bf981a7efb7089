"""The light worker's side: pictures of what a link shows, drawn when their owner asks for them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial

from django.db import transaction
from PIL import Image

from accounts.names import without_turns
from generation import engine
from generation.models import SLOTS, Child, Family, Film, PermissionKind, ShareLink, SharePicture, film_of
from generation.provenance.marks import marks
from generation.sharing.pictures.drawing import Face
from generation.sharing.pictures.encoding import make_picture
from generation.sharing.pictures.film import make_film
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.pictures.layout import MAX_SIBLINGS
from generation.sharing.pictures.letters import letters_of
from generation.sharing.selectors import get_permitting_people, get_shown_children, get_shown_parents
from generation.storage.files import WrittenFiles, read_file
from generation.storage.scratch import scratch_folder


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
    """Returns the formats for what a link shows. A face in the card, which messengers keep, is for both parents to
    choose, and never beside a password.
    """
    formats, children, num_parents = [PictureFormat.SQUARE, PictureFormat.STORY], get_shown_children(link), len(SLOTS)
    if len(children) > 1:
        formats.append(PictureFormat.SIBLINGS)
    if len(get_shown_parents(link)) == num_parents:
        formats.append(PictureFormat.TRIPTYCH)
    if not link.password and len(get_permitting_people(link, PermissionKind.PREVIEW)) == num_parents:
        formats.append(PictureFormat.CARD)
    if link.shows_films and children and film_of(children[0]):
        formats += [PictureFormat.AGES, PictureFormat.FILM]
    return formats


def _draw(picture: SharePicture) -> None:
    picture_format = next(each for each in PictureFormat if each.slug == picture.format)
    link = ShareLink.objects.live().select_related("family").filter(pk=picture.link_id).first()
    if link is None or picture_format not in offered_formats(link):
        picture.delete()
        return
    shown = _files_shown(link)
    draw = {PictureFormat.FILM: _film, PictureFormat.AGES: _ages}.get(picture_format, partial(_still, picture_format))
    data = draw(link)
    with WrittenFiles() as files:
        name = files.write(link.family.folder, f"share-{picture_format.slug}", picture_format.suffix, data)
        if _keep(picture, name, shown=shown):
            files.retain(name)


def _still(picture_format: PictureFormat, link: ShareLink) -> bytes:
    return make_picture(picture_format, _faces_of(link, picture_format), marks=marks(with_label=True))


def _ages(link: ShareLink) -> bytes:
    film = _film_shown(link)
    with scratch_folder(link.family) as folder:
        pictures = engine.film_pictures(read_file(str(film.mp4.name)), film.ages_years, folder=folder)
    faces = [Face(Image.fromarray(picture), f"{age:g}") for picture, age in zip(pictures, film.ages_years, strict=True)]
    return make_picture(PictureFormat.AGES, faces, names=_names(link), marks=marks(with_label=True))


def _film(link: ShareLink) -> bytes:
    film = _film_shown(link)
    ages_years = film.ages_years[0], film.ages_years[-1]
    with scratch_folder(link.family) as folder:
        return make_film(
            read_file(str(film.mp4.name)),
            ages_years=ages_years,
            name=_names(link),
            folder=folder,
            marks=marks(with_label=True),
        )


def _film_shown(link: ShareLink) -> Film:
    film = film_of(get_shown_children(link)[0])
    assert film is not None  # noqa: S101 - of `offered_formats`
    return film


def _keep(picture: SharePicture, name: str, *, shown: Sequence[str]) -> bool:
    """Returns False where anything changed while a picture was drawn: the link, what it shows, or who agrees."""
    with transaction.atomic():
        # First the family, as everything does that removes children and photos.
        list(Family.objects.select_for_update(no_key=True).filter(share_links=picture.link_id).values_list("pk"))
        if not ShareLink.objects.select_for_update(no_key=True).filter(pk=picture.link_id, ended_at=None).exists():
            return False
        link = ShareLink.objects.live().select_related("family").filter(pk=picture.link_id).first()
        if link is None or _files_shown(link) != shown:
            return False
        return bool(SharePicture.objects.filter(pk=picture.pk, file="").update(file=name))


def _files_shown(link: ShareLink) -> list[str]:
    """Returns the names of all files that a picture of this link may be drawn from. No two files have one name."""
    children = get_shown_children(link)
    films = [film.mp4.name for child in children if (film := film_of(child))]
    photos = [person.portrait.aligned.name for person in link.family.parents]
    return [str(name) for name in (*(child.image.name for child in children), *films, *photos)]


def _faces_of(link: ShareLink, picture_format: PictureFormat) -> Sequence[Face]:
    children = get_shown_children(link)
    if picture_format is PictureFormat.SIBLINGS:
        return [Face(_face(child)) for child in children[:MAX_SIBLINGS]]
    if picture_format is PictureFormat.TRIPTYCH:
        first, second = (
            Face(_open(str(person.portrait.aligned.name)), _name(link, person.name)) for person in link.family.parents
        )
        return [first, Face(_face(children[0])), second]
    return [Face(_face(children[0]), _names(link))]


def _names(link: ShareLink) -> str:
    """Returns both names, or none where one of them can't be drawn: an “&” alone would stand there."""
    names = [_name(link, name) for name in link.family.names]
    return " & ".join(names) if all(letters_of(name) for name in names) else ""


def _name(link: ShareLink, name: str) -> str:
    return without_turns(name) if link.shows_names else ""


def _face(child: Child) -> Image.Image:
    return _open(str(child.image.name))


def _open(name: str) -> Image.Image:
    return Image.open(io.BytesIO(read_file(name)))
