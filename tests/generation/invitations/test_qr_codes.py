from __future__ import annotations

import re
from urllib.parse import unquote

import segno

from generation.invitations.panels import qr_code_of

LINK = "https://babysite.example/invitations/2Yh0dXlYQ1y3Zp0l5m4m0g.2tqJ5Wm8Fqg0b3bq9lq0Yk7pQ0rZ7h3D8b1yq3m0c4A/"


def drawn_modules(svg: str) -> set[tuple[int, int]]:
    """The dark squares, as (row, column), that the path of the picture paints: runs to the right, row by row."""
    (path,) = re.findall(r'class="qrline"[^>]* d="([^"]+)"|d="(M4 [^"]+)"', svg)
    dark: set[tuple[int, int]] = set()
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]+)", "".join(path)):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "h":
            dark |= {(int(y - 0.5), int(x) + step) for step in range(int(values[0]))}
            x += values[0]
        elif command == "M":
            x, y = values
        else:
            x, y = x + values[0], y + values[1]
    return dark


def test_the_picture_paints_the_code_of_the_link() -> None:
    header, svg = qr_code_of(LINK).split(",", 1)
    assert header == "data:image/svg+xml;charset=utf-8"
    code = segno.make(LINK, error="m")
    wanted = {
        (row + 4, column + 4)
        for row, modules in enumerate(code.matrix)
        for column, is_dark in enumerate(modules)
        if is_dark
    }
    assert drawn_modules(unquote(svg).replace("'", '"')) == wanted
