"""Makes the fonts in `fonts/` again: subsets without hints, in which a character that is missing leaves no ink.

Wants fontTools (`pip install fonttools brotli`) and, unpacked in one folder: the npm packages pretendard@1.3.9,
@fontsource/noto-sans-arabic@5.3.0, @fontsource/noto-sans-hebrew@5.3.0 and @fontsource/noto-emoji@5.3.2, and the wheel
cvttf-notosanscjk-medium 1.0 from PyPI.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from generation.sharing.pictures.fonts import FOLDER, Typeface

# Latin, marks, Greek, Cyrillic, punctuation, currencies, letter-like signs, hearts and stars, kana, all of Hangul.
LATIN_AND_HANGUL = (
    "U+20-24F,U+300-36F,U+370-3FF,U+400-4FF,U+1E00-1EFF,U+2000-206F,U+20A0-20BF,U+2100-214F,U+2600-266F,U+3000-30FF,"
    "U+3131-318E,U+AC00-D7A3"
)
# Encodings and their first bytes: what names in Chinese, Japanese and Korean are written with. Rarer characters, as
# the second halves of JIS X 0208 and Big5, would double the file.
HAN = (
    ("gb2312", range(0xB0, 0xF8)),
    ("euc_kr", range(0xCA, 0xFE)),
    ("euc_jp", range(0xB0, 0xD0)),
    ("big5", range(0xA4, 0xC7)),
)
SOURCES = {
    Typeface.LATIN_AND_HANGUL: ("Pretendard-Medium.otf", LATIN_AND_HANGUL, "kern,mark,mkmk,ccmp"),
    Typeface.HAN: ("NotoSansCJKtc-Medium.otf", "", ""),
    Typeface.HEBREW: ("noto-sans-hebrew-hebrew-500-normal.woff2", "*", "*"),
    Typeface.ARABIC: ("noto-sans-arabic-arabic-500-normal.woff2", "*", "*"),
    Typeface.EMOJI: ("noto-emoji-emoji-500-normal.woff2", "*", "*"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path, help="the folder with the unpacked packages")
    packages = parser.parse_args().packages
    for typeface, (name, unicodes, features) in SOURCES.items():
        source = next(packages.rglob(name))
        if source.suffix == ".woff2":
            _run("fontTools.ttLib.woff2", "decompress", "-o", str(FOLDER / typeface.value), str(source))
            source = FOLDER / typeface.value
        _run(
            "fontTools.subset",
            str(source),
            f"--unicodes={unicodes or ','.join(f'U+{ord(character):X}' for character in sorted(han()))}",
            f"--layout-features={features}",
            "--no-hinting",
            f"--output-file={FOLDER / typeface.value}",
        )


def han() -> set[str]:
    decoded = (_decoded(bytes([first, second]), encoding) for encoding, rows in HAN for first, second in _pairs(rows))
    return {
        text for text in decoded if len(text) == 1 and ("\u4e00" <= text <= "\u9fff" or "\uf900" <= text <= "\ufaff")
    }


def _pairs(rows: Iterable[int]) -> Iterable[tuple[int, int]]:
    return ((first, second) for first in rows for second in range(0x40, 0xFF))


def _decoded(pair: bytes, encoding: str) -> str:
    return pair.decode(encoding, errors="ignore")


def _run(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)


if __name__ == "__main__":
    main()
