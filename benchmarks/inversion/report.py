"""The summary as a Markdown page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.inversion.summary import Reach, Row
from benchmarks.machine import in_words

HEAD = (
    "| recipe | faces | steps | seconds | anchors | dlib mean | dlib max | LPIPS | to {baseline}'s dlib | "
    "to its LPIPS | kept at six |\n|---|---|---|---|---|---|---|---|---|---|---|"
)
EXPLAINED = """\
- *seconds*: of the search alone, the networks loaded and traced; mean over faces. *anchors*: the same in syntheses at
  full size, timed just before each run, which compares between machines.
- *dlib*: distance of the embeddings, below 0.6 the same person; no recipe lowers it. *LPIPS* at 256 px, on
  {trunk}{exact}; the recipes' VGG16 is the same.
- *to {baseline}'s ...*: median seconds until a recipe is as near to the photo as {baseline} at its end, how many times
  sooner that is than {baseline}'s whole time, and on how many of the faces it got there. Recipes are looked at after 1,
  10, 30, 100, 300 and 1000 steps, ours at their end only, so these are upper bounds.
- *kept at six*: the result moved to the age of six is, by dlib, nearest to its own photo among all
  {num_faces} people's.
- Faces: scikit-image's astronaut, and grown-ups that the generator drew, half of them spoilt as photos are (glasses,
  JPEG, light, blur, noise, few pixels). Drawn faces are easier than real ones, for everyone."""


def page(
    *,
    machine: Mapping[str, object],
    generator: str,
    trunk: str,
    is_exact: bool,
    compared: Sequence[Row],
    all_faces: Sequence[Row],
    titles: Mapping[str, str],
    baseline: str,
    differences: Sequence[str],
    num_faces: int,
) -> str:
    """compared: on the faces that every recipe ran on; all_faces: of the recipes that ran on all."""
    num_compared = max((row.faces for row in compared), default=0)
    exact = "" if is_exact else ", an approximation"
    return "\n".join(
        [
            "# Searching for a face's code\n",
            f"{in_words(machine, generator)}. Made by `make bench-inversion`.",
            "\n![Likeness against seconds](inversion.svg)\n",
            *_section(f"Everybody on the same faces ({num_compared})", compared, titles, baseline),
            *_section(f"Those who ran on all faces ({num_faces})", all_faces, titles, baseline),
            "## What is what\n",
            EXPLAINED.format(trunk=trunk, exact=exact, baseline=baseline, num_faces=num_faces),
            "\n## How the recipes differ from what was published\n",
            *(f"- {difference}" for difference in differences),
            "",
        ]
    )


def _section(title: str, rows: Sequence[Row], titles: Mapping[str, str], baseline: str) -> list[str]:
    if not rows:
        return []
    lines = [_line(row, titles[row.recipe]) for row in rows]
    return [f"## {title}\n", HEAD.format(baseline=baseline), *lines, ""]


def _line(row: Row, title: str) -> str:
    cells = [
        title,
        row.faces,
        row.steps,
        f"{row.seconds:,.1f}",
        f"{row.anchors:,.0f}",
        _number(row.identity_mean) + (f" ({row.unseen} without a face)" if row.unseen else ""),
        _number(row.identity_max),
        _number(row.lpips_mean),
        _reach(row.to_baseline["identity"]),
        _reach(row.to_baseline["lpips"]),
        f"{row.kept:.0%}",
    ]
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _reach(reach: Reach) -> str:
    if not reach.of:
        return "-"
    if reach.seconds is None or reach.ratio is None:
        return f"on none of {reach.of}"
    return f"{reach.seconds:,.1f} s, {reach.ratio:g} x ({reach.reached} of {reach.of})"
