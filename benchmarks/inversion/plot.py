"""Likeness against the logarithm of seconds, as an SVG by hand: two panels, labels beside the ends of their lines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import mean
from typing import NamedTuple
from xml.sax.saxutils import escape

from benchmarks.inversion.records import Record
from benchmarks.inversion.summary import FIGURES, Figure

WIDTH, HEIGHT = 1040, 400
PANEL_WIDTH, PANEL_HEIGHT = 290, 270
LEFTS, TOP = (55, 575), 60
LABEL_HEIGHT = 17
TITLES = {"identity": "dlib's distance to the photo", "lpips": "LPIPS to the photo, 256 px"}
# Okabe and Ito's colours, told apart by most eyes; ours first. Each reads on white and on near-black.
COLOURS = ("#d55e00", "#e69f00", "#0072b2", "#009e73", "#cc79a7", "#56a0d3", "#777777")
STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #222 } .small { font-size: 12px; fill: #555 }
.title { font-weight: 600 } .grid { stroke: #ddd } .ground { fill: #fff }
@media (prefers-color-scheme: dark) {
text { fill: #eee } .small { fill: #aaa } .grid { stroke: #333 } .ground { fill: #14161a } }"""

Curve = list[tuple[float, float]]  # seconds, figure


class _Scale(NamedTuple):
    """From (seconds, figure) to a place in the picture."""

    left: int
    first_power: int
    last_power: int
    low: float
    high: float

    def x(self, seconds: float) -> float:
        share = (math.log10(seconds) - self.first_power) / (self.last_power - self.first_power)
        return self.left + PANEL_WIDTH * min(1.0, max(0.0, share))

    def y(self, value: float) -> float:
        return TOP + PANEL_HEIGHT * (self.high - value) / (self.high - self.low)


def draw(records: Sequence[Record], titles: Mapping[str, str]) -> str:
    """records: of the same faces for each recipe. titles: by recipe, in the order of colours."""
    curves = {
        name: {recipe: curve(_of(records, recipe), figure) for recipe in titles} for name, figure in FIGURES.items()
    }
    powers = _powers([point for drawn in curves.values() for points in drawn.values() for point in points])
    panels = [_panel(name, left, powers, curves[name], titles) for name, left in zip(FIGURES, LEFTS, strict=True)]
    faces = len({record.face for record in records})
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            "<title>How near each recipe comes to the photo, and how soon</title>",
            f"<style>{STYLE}</style>",
            f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
            *panels,
            _text(LEFTS[0], HEIGHT - 14, f"Means over the faces ({faces}); lower is nearer.", "small"),
            "</svg>",
            "",
        ]
    )


def curve(records: Sequence[Record], figure: Figure) -> Curve:
    """Means over the faces at each checkpoint that all have; only over those in whose picture a face was found."""
    points: Curve = []
    shared = [{point.steps for point in record.points} for record in records]
    for steps in sorted(set.intersection(*shared) if shared else ()):
        here = [point for record in records for point in record.points if point.steps == steps]
        values = [value for point in here if (value := figure(point)) is not None]
        if values:
            points.append((mean(point.seconds for point in here), mean(values)))
    return points


def _of(records: Sequence[Record], recipe: str) -> list[Record]:
    return [record for record in records if record.recipe == recipe]


def _panel(
    name: str, left: int, powers: tuple[int, int], curves: Mapping[str, Curve], titles: Mapping[str, str]
) -> str:
    drawn = {recipe: points for recipe, points in curves.items() if points}
    highest = max((value for points in drawn.values() for _, value in points), default=1.0)
    scale = _Scale(left, *powers, low=0.0, high=math.ceil(highest * 10) / 10)
    parts = [_text(left, TOP - 22, TITLES[name], "title"), *_grid(scale)]
    heights = spread({recipe: scale.y(points[-1][1]) for recipe, points in drawn.items()})
    for colour, recipe in zip(COLOURS, titles, strict=False):
        if recipe not in drawn:
            continue
        places = [(scale.x(seconds), scale.y(value)) for seconds, value in drawn[recipe]]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        label_x, (end_x, end_y) = left + PANEL_WIDTH + 14, places[-1]
        label_y = heights[recipe]
        parts += [
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>',
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places),
            f'<path d="M{end_x + 5:.1f} {end_y:.1f}L{label_x - 4} {label_y:.1f}" stroke="{colour}" opacity=".5"/>',
            _text(label_x, label_y + 4, titles[recipe]),
        ]
    return "\n".join(parts)


def _powers(points: Curve) -> tuple[int, int]:
    """Of ten, between which all seconds lie."""
    seconds = [max(point[0], 0.01) for point in points] or [1.0]
    first, last = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    return first, max(last, first + 1)


def _grid(scale: _Scale) -> list[str]:
    parts = []
    for power in range(scale.first_power, scale.last_power + 1):
        x = scale.x(10.0**power)
        parts.append(f'<path class="grid" d="M{x:.1f} {TOP}v{PANEL_HEIGHT}"/>')
        parts.append(_text(x, TOP + PANEL_HEIGHT + 18, f"{10.0**power:g} s", "small", anchor="middle"))
    for tenth in range(0, round(scale.high * 10) + 1, 2 if scale.high > 0.5 else 1):
        y = scale.y(tenth / 10)
        parts.append(f'<path class="grid" d="M{scale.left} {y:.1f}h{PANEL_WIDTH}"/>')
        parts.append(_text(scale.left - 8, y + 4, f"{tenth / 10:g}", "small", anchor="end"))
    return parts


def spread(wanted: Mapping[str, float]) -> dict[str, float]:
    """Heights of labels, as near as may be to what is wanted, none over another: from the top down, then back up."""
    order = sorted(wanted, key=lambda name: wanted[name])
    heights: dict[str, float] = {}
    floor = -math.inf
    for name in order:
        floor = heights[name] = max(wanted[name], floor + LABEL_HEIGHT)
    ceiling = float(TOP + PANEL_HEIGHT + LABEL_HEIGHT)
    for name in reversed(order):
        ceiling = heights[name] = min(heights[name], ceiling - LABEL_HEIGHT)
    return heights


def _text(x: float, y: float, text: str, kind: str = "", *, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
