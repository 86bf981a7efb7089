"""Files of each format: their size, their marks, and what they show."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageChops

from generation import engine
from generation.sharing.pictures.drawing import Face, draw, face_crop
from generation.sharing.pictures.encoding import MAX_CARD_BYTES, make_picture
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.pictures.layout import Box, Layout, layout_of
from ml_core.contracts import Picture
from ml_core.images import read_picture
from ml_core.marks.credentials import read
from ml_core.marks.metadata import TRAINED_MODEL, WITH_TRAINED_MODEL, find_source_type
from tests.generation.sharing.pictures.names import NASTY
from tests.generation.sharing.pictures.test_layout import NUM_FACES, label_box

STILLS = [each for each in PictureFormat if each is not PictureFormat.FILM]


def faces(picture_format: PictureFormat, child: Image.Image, *, caption: str = "") -> list[Face]:
    return [Face(child, caption)] * NUM_FACES[picture_format][-1]


def layout(picture_format: PictureFormat, *, has_captions: bool = True) -> Layout:
    return layout_of(picture_format, NUM_FACES[picture_format][-1], has_captions=has_captions)


def plate_box(picture_format: PictureFormat, *, has_captions: bool = True) -> Box:
    return label_box(layout(picture_format, has_captions=has_captions))


def part(image: Image.Image, box: Box) -> Picture:
    return np.asarray(image.crop((box.left, box.top, box.right, box.bottom)))


def is_paper(pixels: Picture) -> bool:
    return bool((np.abs(pixels.astype(int) - np.array([0xFB, 0xF5, 0xEC])) <= 2).all())


@pytest.mark.parametrize("picture_format", STILLS)
def test_a_file_has_its_size_and_says_what_it_is(
    picture_format: PictureFormat, child: Image.Image, marks: engine.Marks
) -> None:
    data = make_picture(picture_format, faces(picture_format, child, caption="서연"), marks=marks)
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        assert image.size == picture_format.size
    # The parents' photos beside the child were not drawn.
    source = WITH_TRAINED_MODEL if picture_format is PictureFormat.TRIPTYCH else TRAINED_MODEL
    assert find_source_type(data) == source
    assert read(data).source_type == source


@pytest.mark.parametrize("picture_format", STILLS)
def test_a_file_has_the_invisible_mark(picture_format: PictureFormat, child: Image.Image, marks: engine.Marks) -> None:
    """Also after a messenger has saved it again."""
    data = make_picture(picture_format, faces(picture_format, child, caption="서연"), marks=marks)
    again = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.save(again, "JPEG", quality=60)
    assert marks.watermark.find(read_picture(data)) == (2026, 11)
    assert marks.watermark.find(read_picture(again.getvalue())) == (2026, 11)


def test_the_invisible_mark_is_not_seen_on_paper(child: Image.Image, marks: engine.Marks) -> None:
    """In none of its levels is twice the difference seen, which a mark of the same strength everywhere makes."""
    plain = np.asarray(draw(PictureFormat.CARD, [Face(child, "서연")], label="both"))
    marked = marks._replace(label=None).on(plain)
    paper = slice(None), slice(0, 40)
    assert np.std(marked[paper].astype(int) - plain[paper].astype(int)) < 0.6


@pytest.mark.parametrize(
    ("picture_format", "caption"), [(PictureFormat.SQUARE, ""), *((each, "서연") for each in STILLS)]
)
def test_the_words_of_the_label_are_there_once(picture_format: PictureFormat, caption: str, child: Image.Image) -> None:
    image = draw(picture_format, faces(picture_format, child, caption=caption), label="both")
    box = plate_box(picture_format, has_captions=bool(caption))
    assert 0.04 <= box.height / min(picture_format.size) <= 0.05
    light = part(image, box).min(axis=2)
    assert light.max() > 230
    assert np.mean(light < 90) > 0.4
    # Nothing of the label that stored pictures have is seen in a window.
    plain = draw(picture_format, faces(picture_format, unlabelled(child), caption=caption), label="both")
    assert ImageChops.difference(image, plain).getbbox() is None


def unlabelled(child: Image.Image) -> Image.Image:
    """The same face without what lies below the part that is shown."""
    bottom = face_crop(child.size, Box(0, 0, 100, 116))[3]
    below = child.copy()
    below.paste("#00ff00", (0, bottom, *child.size))
    return below


@pytest.mark.parametrize("name", [NASTY["200 letters"], NASTY["twelve emoji"], NASTY["arabic"]])
def test_a_name_touches_neither_the_label_nor_the_margin(name: str, child: Image.Image) -> None:
    named = draw(PictureFormat.CARD, [Face(child, name)], label="both")
    unnamed = draw(PictureFormat.CARD, [Face(child, ".")], label="both")
    found = ImageChops.difference(named, unnamed).getbbox()
    assert found is not None
    box = layout(PictureFormat.CARD).panels[0].caption.box
    assert found[0] >= box.left
    assert found[1] >= box.top
    assert found[2] <= box.right
    assert found[3] <= box.bottom


def test_a_story_is_empty_above_and_below(child: Image.Image) -> None:
    image = draw(PictureFormat.STORY, [Face(child, NASTY["200 letters"])], label="both")
    assert is_paper(part(image, Box(0, 0, 1080, 250)))
    assert is_paper(part(image, Box(0, 1670, 1080, 250)))


def test_a_card_is_small_whatever_it_shows(marks: engine.Marks) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1024, 1024, 3), dtype=np.uint8)
    data = make_picture(PictureFormat.CARD, [Face(Image.fromarray(noise), "서연")], marks=marks)
    assert len(data) <= MAX_CARD_BYTES


def test_marks_without_a_label_are_refused(child: Image.Image, marks: engine.Marks) -> None:
    with pytest.raises(ValueError, match="label"):
        make_picture(PictureFormat.SQUARE, [Face(child)], marks=marks._replace(label=None))


def test_names_are_in_no_file_name() -> None:
    assert len({each.download_name for each in PictureFormat}) == len(PictureFormat)
    assert {each.download_name.rpartition(".")[2] for each in PictureFormat} == {"jpg", "mp4"}
