from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest

from generation.cards.markdown import read_markdown

ALLOWED_TAGS = {"p", "pre", "code", "h2", "a", "div", "table", "thead", "tbody", "tr", "th", "td"}
ALLOWED_ATTRIBUTES = {"", "href", "rel", "class", "role", "aria-label", "tabindex"}


class Tags(HTMLParser):
    """A parser that collects every tag with each of its attributes' names, "" where it has none."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, name) for name, _ in attrs} or {(tag, "")}
        assert all((value or "").startswith(("http://", "https://")) for name, value in attrs if name == "href")


def body_of(text: str, *, top_heading: int = 2, **links: str) -> str:
    addresses = {f"{name}.md": address for name, address in links.items()}
    return read_markdown(text, links=addresses, top_heading=top_heading).body


def test_title_and_first_paragraph_stand_by_themselves() -> None:
    text = read_markdown("# The `big` *one* & more\n\nIt draws **nothing**\nat all.\n\n## Limits\n", links={})
    assert (text.title, text.lead) == ("The big one & more", "It draws nothing at all.")
    assert "<h1" not in text.body
    assert "It draws <strong>nothing</strong>" in text.body


def test_a_card_without_a_word_says_nothing() -> None:
    text = read_markdown("", links={})
    assert (text.title, text.lead, text.body) == ("", "", "")


@pytest.mark.parametrize(("top", "expected"), [(2, "h2 h2 h3 h6"), (3, "h3 h3 h4 h6")])
def test_sections_stand_where_the_page_wants_them(top: int, expected: str) -> None:
    body = body_of("# Title\n\n# One\n\n## Two\n\n### Three\n\n###### Six\n", top_heading=top)
    assert [line[1:3] for line in body.splitlines()] == expected.split()


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '```"><script>\n<script>alert(1)</script>\n```',
        "    <script>indented</script>",
        "![<script>](https://example.org/x.png)",
        '[x](https://example.org/" onclick="alert(1))',
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>1</script>)",
        "<javascript:alert(1)>",
        "# <script>title</script>",
        "| a |\n|---|\n| <b onclick=x> |",
    ],
)
def test_nothing_runs_and_nothing_is_loaded(hostile: str) -> None:
    tags = Tags()
    tags.feed(body_of(f"# Title\n\n{hostile}\n"))
    assert {tag for tag, _ in tags.found} <= ALLOWED_TAGS
    assert {name for _, name in tags.found} <= ALLOWED_ATTRIBUTES


def test_a_link_to_the_web_says_where_it_leads_but_not_whence() -> None:
    assert '<a href="https://arxiv.org/abs/1" rel="noopener">paper</a>' in body_of("[paper](https://arxiv.org/abs/1)")


def test_a_link_to_another_card_leads_to_its_page() -> None:
    assert '<a href="/models/lpips/">LPIPS</a>' in body_of("[LPIPS](lpips.md#limits)", lpips="/models/lpips/")


@pytest.mark.parametrize("target", ["gone.md", "../README.md", "//example.org", "/admin/", "#limits", "mailto:a@b.org"])
def test_a_link_that_leads_nowhere_here_is_its_text(target: str) -> None:
    assert body_of(f"See [the *other* one]({target}).") == "<p>See the <em>other</em> one.</p>\n"


def test_a_picture_is_its_text() -> None:
    assert body_of("![a face](face.png)") == "<p>a face</p>\n"


def test_what_is_wider_than_a_phone_can_be_moved_by_keys() -> None:
    body = body_of("| a | b |\n|---|--:|\n| 1 | 2 |\n\n```console\n$ make run\n```\n")
    assert '<div class="wide" role="group" aria-label="Table" tabindex="0"><table>' in body
    assert '<pre tabindex="0"><code>$ make run' in body


def test_aligned_columns_need_no_inline_style() -> None:
    body = body_of("| a | b |\n|:-:|--:|\n| 1 | 2 |\n")
    assert '<td class="center">1</td>\n<td class="right">2</td>' in body
    assert "style" not in body


def test_a_table_of_names_and_values_has_its_head_on_the_left() -> None:
    body = body_of("| | |\n|---|---|\n| licence | MIT |\n| size | |\n")
    assert "<thead>" not in body
    assert '<th scope="row">licence</th>\n<td>MIT</td>' in body
    assert '<th scope="row">size</th>\n<td></td>' in body


@pytest.mark.parametrize("unit", ["> ", "[", "*a_ "])
def test_the_largest_card_does_not_keep_a_page_waiting(unit: str) -> None:
    began = time.process_time()
    read_markdown(unit * (64 * 1024 // len(unit)), links={})
    assert time.process_time() - began < 5
