"""The card beside a link that shows nobody: the same bytes for every link, so that it tells nothing of any.

    python -m generation.sharing.pictures.plain_card

makes static/img/card.jpg again.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from generation.sharing.pictures import colours
from generation.sharing.pictures.drawing import window_mask
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.pictures.layout import Box, Caption
from generation.sharing.pictures.text import draw_text

FILE = Path(__file__).parents[3] / "static" / "img" / "card.jpg"
WORDS = ("컴퓨터가 상상한 얼굴", "A face imagined by a computer")
CAPTIONS = (Caption(Box(305, 444, 590, 60), 44, 44), Caption(Box(305, 512, 590, 50), 32, 32))
# The mark of static/img/icon.svg: two parents, and before them the child. The larger ones overlap as there.
PARENTS = ((Box(424, 106, 216, 270), colours.GLOW), (Box(560, 106, 216, 270), colours.ACCENT_SOFT))
CHILD, BORDER = Box(520, 196, 160, 180), 9
QUALITY = 92


def plain_card() -> bytes:
    """Returns a JPEG file with the site's mark and, whoever will read them, words in both languages."""
    image = Image.new("RGB", PictureFormat.CARD.size, colours.PAPER)
    for window, colour in PARENTS:
        _paste_window(image, window, colour)
    inner = Box(CHILD.left + BORDER, CHILD.top + BORDER, CHILD.width - 2 * BORDER, CHILD.height - 2 * BORDER)
    _paste_window(image, CHILD, colours.ACCENT)
    _paste_window(image, inner, colours.PAPER)
    for words, caption, colour in zip(WORDS, CAPTIONS, (colours.INK, colours.INK_SOFT), strict=True):
        draw_text(image, words, caption, colour)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return buffer.getvalue()


def _paste_window(image: Image.Image, window: Box, colour: str) -> None:
    image.paste(colour, (window.left, window.top), window_mask(*window.size))


if __name__ == "__main__":
    FILE.write_bytes(plain_card())
