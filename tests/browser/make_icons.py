"""`python -m tests.browser.make_icons`: draws the icons of the installed site from static/img/icon.svg."""

from __future__ import annotations

import io

from PIL import Image

from babysite.installing import PAPER
from babysite.paths import BASE_DIR
from tests.browser.conftest import chromium

FOLDER = BASE_DIR / "static" / "img"
# Name, side in pixels, the mark's share of the side, background. Of a maskable icon, a circle of 80 % is never cut off;
# the mark is within it. iOS puts black behind what is transparent.
ICONS = (
    ("icon-192.png", 192, 1.0, "transparent"),
    ("icon-512.png", 512, 1.0, "transparent"),
    ("icon-maskable.png", 512, 0.6, PAPER),
    ("apple-touch-icon.png", 180, 0.76, PAPER),
)


def main() -> None:
    mark = (FOLDER / "icon.svg").read_text()
    with chromium() as browser:
        for name, side, share, background in ICONS:
            page = browser.new_page(viewport={"width": side, "height": side})
            page.set_content(
                f"<style>body{{margin:0;display:grid;place-items:center;height:100vh;background:{background}}}"
                f"svg{{width:{share * side}px;height:{share * side}px}}</style>{mark}"
            )
            drawn = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
            drawn.save(FOLDER / name, optimize=True)
            page.close()


if __name__ == "__main__":
    main()
