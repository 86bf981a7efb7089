"""The site's colours by day, as static/css/tokens.css has them; a test holds the two together."""

from __future__ import annotations

PAPER = "#fbf5ec"
PAPER_SUNK = "#f3e9db"
INK = "#2c211a"
INK_SOFT = "#66574b"
ACCENT = "#a83f1d"
ACCENT_SOFT = "#fae3d3"
GLOW = "#f6cfae"
