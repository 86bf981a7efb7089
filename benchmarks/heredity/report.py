"""The figures as a Markdown page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.heredity import explained, tables
from benchmarks.heredity.results import SetResults
from benchmarks.machine import in_words


def page(
    machine: Mapping[str, object],
    generator: str,
    sets: Sequence[SetResults],
    *,
    titles: Mapping[str, str],
    differences: Sequence[str],
) -> str:
    """titles, differences: of the ways, by name; and how they differ from what was published."""
    parts = [
        "# Making a couple's child\n",
        f"{in_words(machine, generator)}. Made by `make bench-heredity`.\n",
        *_picture(sets, titles),
        *(line for each in sets for line in _children(each, titles)),
        *_section("Parents as the search finds them", tables.parents(sets)),
        *(_section("What a couple waits for", tables.waits(sets)) if any(each.waits for each in sets) else ()),
        *(line for each in sets for line in _ways(each, titles)),
        *_section("Which network judges", explained.JUDGES.splitlines()),
        *_section("What is what", explained.TERMS.splitlines()),
        *_section("How the ways differ from what was published", [f"- {difference}" for difference in differences]),
    ]
    return "\n".join(parts)


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [f"## {title}\n", *lines, ""]


def _picture(sets: Sequence[SetResults], titles: Mapping[str, str]) -> list[str]:
    """Only drawn people are shown."""
    drawn = [each for each in sets if each.subjects.name == "drawn"]
    if not drawn:
        return []
    title = titles[drawn[0].judged[0].method]
    return [
        "![Children of drawn couples](heredity.webp)\n",
        f"Rows: drawn couples. Mother and father, then a daughter and a son at each age: {title}.\n",
    ]


def _children(found: SetResults, titles: Mapping[str, str]) -> list[str]:
    """The first way, age by age."""
    first, number = found.judged[0], len(found.subjects.couples)
    lines = [f"{number} {explained.SETS[found.subjects.name]}."]
    if found.subjects.num_left_out:
        lines.append(f"{found.subjects.num_left_out} files or couples could not be used.")
    title = f"Children of {found.subjects.name} couples, {titles[first.method]}"
    return _section(title, [*lines, "", *tables.ours(first.rows, found.siblings)])


def _ways(found: SetResults, titles: Mapping[str, str]) -> list[str]:
    name, judged = found.subjects.name, found.judged
    lines: list[str] = []
    if len(judged) > 1:
        lines += _section(f"All ways, {name} couples, mean over all ages", tables.ways(judged, titles))
        for age in dict.fromkeys(row.age_years for row in judged[0].rows):
            lines += _section(f"All ways, {name} couples, at {age:g}", tables.ways(judged, titles, age=age))
    lines += _section(
        f"Colour of the cheeks, out of the parents' range, {name} couples",
        [f"{explained.SKIN}\n", *tables.skin(judged, titles)],
    )
    lines += _section(
        f"What nobody asked for, {name} couples", [f"{explained.ODDITIES}\n", *tables.oddities(judged, titles)]
    )
    if found.chosen:
        chosen = [*explained.CHOSEN.splitlines(), "", *tables.chosen_traits(found.chosen)]
        lines += _section(f"Chosen traits, {name} couples", chosen)
    if found.monotone is not None:
        steady = "of couples the grown daughter comes nearer to her father with each of seven steps."
        lines += _section(f"Dominance, {name} couples", [f"In {found.monotone:.0%} {steady}"])
    return lines
