"""Faces in windows on paper, with their names below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter

from generation import engine
from generation.sharing.pictures import colours
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.pictures.layout import ARCH_SHARE, Box, Layout, Point, layout_of
from generation.sharing.pictures.text import draw_text

OVERSAMPLING = 4
LOWER_CORNERS = 0.05  # of the width
# The upper part of an aligned face, FFHQ's geometry: eyes at 0.47 of the height, the mouth at 0.75, the chin near 0.9.
# Below it stored pictures carry their label, which would be cut and too large or too small here.
FACE_SHARE = 0.925
SHADOW = "#502d14"  # as in --shadow-l
SHADOW_OPACITY, SHADOW_BLUR, SHADOW_DROP = 0.2, 0.03, 0.02  # the last two of the window's height
SHADOW_SCALE = 4  # by so much smaller it is blurred: nothing is seen of that


class Face(NamedTuple):
    """picture: an aligned face, square, with or without the label of stored ones."""

    picture: Image.Image
    caption: str = ""


def draw(
    picture_format: PictureFormat, faces: Sequence[Face], *, names: str = "", label: engine.Language
) -> Image.Image:
    """Draws a picture of any format but the film: the faces in its order; the triptych has the child in the middle.
    names: the parents', where each face has its age below.

    Raises ValueError for a number of faces that the format has no place for.
    """
    has_captions, has_names = any(face.caption.strip() for face in faces), bool(names.strip())
    layout = layout_of(picture_format, len(faces), has_captions=has_captions, has_names=has_names)
    image = draw_paper(layout)
    for face, panel in zip(faces, layout.panels, strict=True):
        paste_face(image, face.picture, panel.window)
        draw_text(image, face.caption, panel.caption, colours.INK)
    if layout.names:
        draw_text(image, names, layout.names, colours.INK)
    paste_label(image, layout.label, label)
    return image


def draw_paper(layout: Layout) -> Image.Image:
    """Draws what lies under the faces."""
    image = Image.new("RGB", layout.format.size, colours.PAPER)
    for window in layout.decoration:
        image.paste(colours.PAPER_SUNK, (window.left, window.top), window_mask(*window.size))
    for panel in layout.panels:
        _paste_shadow(image, panel.window)
    return image


def paste_face(image: Image.Image, picture: Image.Image, window: Box) -> None:
    # Cut first: Lanczos looks beyond a box that it is given, at the label.
    face = picture.convert("RGB").crop(face_crop(picture.size, window)).resize(window.size, Image.Resampling.LANCZOS)
    image.paste(face, (window.left, window.top), window_mask(*window.size))


def face_crop(size: tuple[int, int], window: Box) -> tuple[int, int, int, int]:
    """Returns left, top, right and bottom of what a window shows of an aligned face."""
    width, height = size
    shown = int(FACE_SHARE * height)
    margin = round((width - shown * window.width / window.height) / 2)
    return margin, 0, width - margin, shown


def paste_label(image: Image.Image, middle: Point, language: engine.Language) -> None:
    plate = engine.label_plate(image.size, language)
    image.paste(plate, (middle.x - plate.width // 2, middle.y - plate.height // 2), plate)


@lru_cache(maxsize=32)
def window_mask(width: int, height: int) -> Image.Image:
    """The house's own shape: a window with a round top."""
    w, h = width * OVERSAMPLING, height * OVERSAMPLING
    mask = Image.new("L", (w, h))
    pen = ImageDraw.Draw(mask)
    pen.ellipse((0, 0, w - 1, 2 * ARCH_SHARE * h), fill=255)
    pen.rounded_rectangle(
        (0, ARCH_SHARE * h, w - 1, h - 1), LOWER_CORNERS * w, fill=255, corners=(False, False, True, True)
    )
    return mask.resize((width, height), Image.Resampling.LANCZOS)


def _paste_shadow(image: Image.Image, window: Box) -> None:
    blur = SHADOW_BLUR * window.height
    margin = round(3 * blur)
    size = (window.width + 2 * margin, window.height + 2 * margin)
    small = Image.new("L", (size[0] // SHADOW_SCALE, size[1] // SHADOW_SCALE))
    mask = window_mask(window.width // SHADOW_SCALE, window.height // SHADOW_SCALE)
    small.paste(mask, (margin // SHADOW_SCALE, margin // SHADOW_SCALE))
    shadow = small.filter(ImageFilter.GaussianBlur(blur / SHADOW_SCALE)).point(lambda value: value * SHADOW_OPACITY)
    place = (window.left - margin, window.top - margin + round(SHADOW_DROP * window.height))
    image.paste(Image.new("RGB", size, SHADOW), place, shadow.resize(size, Image.Resampling.BICUBIC))
