"""Nothing lies on anything else, or where an app lays something over it."""

from __future__ import annotations

from itertools import combinations

import pytest

from generation import engine
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.pictures.layout import FREE_ZONE, Box, Layout, layout_of

NUM_FACES = {
    PictureFormat.SQUARE: (1,),
    PictureFormat.STORY: (1,),
    PictureFormat.CARD: (1,),
    PictureFormat.FILM: (1,),
    PictureFormat.TRIPTYCH: (3,),
    PictureFormat.SIBLINGS: tuple(range(2, 10)),
    PictureFormat.AGES: tuple(range(2, 9)),
}
EACH = [
    (each, number, captions) for each, numbers in NUM_FACES.items() for number in numbers for captions in (True, False)
]


def boxes(layout: Layout, *, has_captions: bool) -> list[Box]:
    """Returns all that must stand apart."""
    captions = [panel.caption.box for panel in layout.panels] if has_captions else []
    counter = [each.box for each in (layout.counter, layout.names) if each]
    return [*(panel.window for panel in layout.panels), *captions, *counter, label_box(layout)]


def label_box(layout: Layout) -> Box:
    plate = engine.label_plate(layout.format.size, "both")
    return Box(layout.label.x - plate.width // 2, layout.label.y - plate.height // 2, plate.width, plate.height)


@pytest.mark.parametrize(("picture_format", "number", "has_captions"), EACH)
def test_windows_and_words_stand_apart(picture_format: PictureFormat, number: int, has_captions: bool) -> None:
    layout = layout_of(picture_format, number, has_captions=has_captions)
    assert len(layout.panels) == number
    found = boxes(layout, has_captions=has_captions or picture_format is PictureFormat.AGES)
    for box in found:
        assert 0 <= box.left < box.right <= picture_format.width
        assert 0 <= box.top < box.bottom <= picture_format.height
    assert_apart(found)


@pytest.mark.parametrize("number", NUM_FACES[PictureFormat.AGES])
def test_names_stand_apart_from_ages(number: int) -> None:
    layout = layout_of(PictureFormat.AGES, number, has_captions=True, has_names=True)
    assert layout.names is not None
    assert_apart(boxes(layout, has_captions=True))


def assert_apart(found: list[Box]) -> None:
    for one, other in combinations(found, 2):
        apart = one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
        assert apart, (one, other)


@pytest.mark.parametrize("picture_format", [PictureFormat.STORY, PictureFormat.FILM])
@pytest.mark.parametrize("has_captions", [True, False])
def test_stories_keep_above_and_below_free(picture_format: PictureFormat, has_captions: bool) -> None:
    for box in boxes(layout_of(picture_format, 1, has_captions=has_captions), has_captions=has_captions):
        assert box.top >= FREE_ZONE
        assert box.bottom <= picture_format.height - FREE_ZONE


@pytest.mark.parametrize("has_captions", [True, False])
def test_a_card_that_is_cut_to_a_square_shows_all(has_captions: bool) -> None:
    layout = layout_of(PictureFormat.CARD, 1, has_captions=has_captions)
    for box in boxes(layout, has_captions=has_captions):
        assert box.left >= (1200 - 630) / 2
        assert box.right <= (1200 + 630) / 2


@pytest.mark.parametrize(
    ("picture_format", "number"),
    [(PictureFormat.SQUARE, 2), (PictureFormat.SIBLINGS, 1), (PictureFormat.SIBLINGS, 10), (PictureFormat.AGES, 9)],
)
def test_other_numbers_of_faces_are_refused(picture_format: PictureFormat, number: int) -> None:
    with pytest.raises(ValueError, match=f"Received: {number}"):
        layout_of(picture_format, number, has_captions=True)
