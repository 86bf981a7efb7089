"""Each name that somebody typed is isolated wherever a template shows it: in an element, or in an attribute or title by
two characters, since no element can be there."""

from __future__ import annotations

import re

import pytest

from tests.templates.test_templates import PAGES, source_of

# What holds a name that people typed.
NAMES = re.compile(
    r"(?:[\w.]*parent_[ab]|[\w.]*person|[\w.]*pending)\.name(?!\.)\b|form\.names\.[01]|^authenticator$|^passkey$|^name$"
)
SHOWN = re.compile(r"\{\{\s*([\w.]+)((?:\|[^}]*?)?)\s*\}\}")
BLOCK = re.compile(r"\{% blocktrans(?:late)?(?P<head>[^%]*)%\}(?P<text>.*?)\{% endblocktrans(?:late)? %\}", re.DOTALL)
BOUND = re.compile(r"(\w+)=([\w.]+)((?:\|\S+)?)")
# These come from the environment, and nobody types them.
OWN_WORDS = {"provider.name"}


def shown_names(source: str) -> list[tuple[int, str]]:
    """Returns where each name is shown, and by which filters."""
    shown = []
    for block in BLOCK.finditer(source):
        for variable, value, filters in BOUND.findall(block["head"]):
            if value not in OWN_WORDS and (variable == "name" or NAMES.search(value)):
                shown.append((block.start(), filters))
        if re.search(r"\{\{ name \}\}", block["text"]) and "name=" not in block["head"]:
            shown.append((block.start(), ""))
    plain = BLOCK.sub(lambda block: " " * len(block[0]), source)
    plain = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", lambda comment: " " * len(comment[0]), plain)
    shown += [(found.start(), found[2]) for found in SHOWN.finditer(plain) if NAMES.search(found[1])]
    return shown


def is_in_tag_or_title(source: str, place: int) -> bool:
    before = source[:place]
    block = before.rfind("{% block ")
    if block > before.rfind("{% endblock") and re.match(r"\{% block (head_)?title", before[block:]):
        return True
    markup = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", before, flags=re.DOTALL)
    return markup.rfind("<") > markup.rfind(">")


@pytest.mark.parametrize("page", PAGES)
def test_every_name_is_isolated(page: str) -> None:
    source = source_of(page)
    for place, filters in shown_names(source):
        expected = "|isolate" if is_in_tag_or_title(source, place) else "|bdi"
        line = source.count("\n", 0, place) + 1
        assert filters == expected, f"{page}:{line} shows a name by {filters or 'no filter'}. Expected: {expected}"


def test_the_search_finds_names() -> None:
    assert sum(len(shown_names(source_of(page))) for page in PAGES) > 40
