"""A card's Markdown as HTML that fits the site's pages and its content security policy.

Operators edit cards and may have them from anybody, so a card brings no HTML, no pictures, no styles, and no links but
to the web and to other cards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

WEB = re.compile(r"https?://", re.IGNORECASE)
LOWEST_HEADING = 6


class CardRenderer(RendererHTML):
    """Renders cards. Content wider than a phone scrolls sideways in its own box, which keys can reach."""

    def table_open(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        return '<div class="wide" role="group" aria-label="Table" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        return "</table></div>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        return f'<pre tabindex="0"><code>{escape(tokens[idx].content)}</code></pre>\n'

    code_block = fence


MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=CardRenderer).enable("table")


@dataclass(frozen=True, kw_only=True)
class CardText:
    """The parts of a card. title: of the first heading. lead: the first paragraph without its marks. body: everything
    but the title.
    """

    title: str
    lead: str
    body: SafeString


def read_markdown(text: str, *, links: Mapping[str, str], top_heading: int = 2) -> CardText:
    """Renders a card. links: file names of other cards and their addresses here. top_heading: that of the sections
    below the title.
    """
    tokens = MARKDOWN.parse(text)
    title = ""
    if tokens and tokens[0].type == "heading_open":
        title, tokens = _plain(tokens[1]), tokens[3:]
    paragraphs = (tokens[place + 1] for place, token in enumerate(tokens) if token.type == "paragraph_open")
    lead = _plain(next(paragraphs, Token("inline", "", 0)))
    tokens = _without_empty_heads(tokens)
    for token in tokens:
        _fit_in(token, links, top_heading)
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return CardText(title=title, lead=lead, body=mark_safe(html))  # noqa: S308 - everything in it was escaped


def _plain(inline: Token) -> str:
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if child.type in breaks else child.content for child in inline.children or [])


def _without_empty_heads(tokens: list[Token]) -> list[Token]:
    """Makes the first column of a table its head where the head row is empty (`| | |`)."""
    kept: list[Token] = []
    is_headless = False
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            end = next(i for i, later in enumerate(tokens[place:], place) if later.type == "thead_close")
            is_headless = not any(head.content for head in tokens[place:end] if head.type == "inline")
        kept.append(token)
        if token.type == "thead_close" and is_headless:
            start = next(i for i in reversed(range(len(kept))) if kept[i].type == "thead_open")
            del kept[start:]
        elif token.type == "td_open" and is_headless and kept[-2].type == "tr_open":
            token.tag, token.attrs["scope"] = "th", "row"
            next(later for later in tokens[place:] if later.type == "td_close").tag = "th"
    return kept


def _fit_in(token: Token, links: Mapping[str, str], top_heading: int) -> None:
    if token.type in ("heading_open", "heading_close"):
        level = max(int(token.tag[1:]), 2) - 2 + top_heading
        token.tag = f"h{min(level, LOWEST_HEADING)}"
    style = token.attrs.pop("style", "")  # of an aligned column; inline styles are forbidden
    if style:
        token.attrs["class"] = str(style).removeprefix("text-align:")
    if token.children:
        token.children = _fit_in_line(token.children, links)


def _fit_in_line(children: list[Token], links: Mapping[str, str]) -> list[Token]:
    """Replaces pictures by their text, and links that lead nowhere here too."""
    kept: list[Token] = []
    is_open = False
    for child in children:
        if child.type == "image":
            kept.append(Token("text", "", 0, content=child.content))
        elif child.type == "link_open":
            child.attrs = _link_attributes(str(child.attrs.get("href", "")), links)
            is_open = bool(child.attrs)
            kept += [child] if is_open else []
        elif child.type != "link_close" or is_open:
            kept.append(child)
    return kept


def _link_attributes(href: str, links: Mapping[str, str]) -> dict[str, str | int | float]:
    if WEB.match(href):
        return {"href": href, "rel": "noopener"}
    here = links.get(href.partition("#")[0])
    return {"href": here} if here else {}
