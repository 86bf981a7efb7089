"""Reads docs/access.md: who is answered what, everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from babysite.paths import BASE_DIR

FILE = BASE_DIR / "docs" / "access.md"
VISITORS = ("nobody", "stranger", "invitee", "owner", "staff", "moderator")
# After an address: what it names isn't the owner's but the invitee's own; who asks has just signed in.
OF_THE_INVITEE, FRESH = " of the invitee", " signed in again"
# Who has the link of an invitation, until it is answered and then.
BEFORE, AFTER = ("link alone", "stranger", "inviter"), ("browser that answered", "connected account")
HTTP_HEAD, SOCKET_HEAD = ("address", "method"), ("websocket",)


@dataclass(frozen=True)
class Row:
    address: str
    method: str
    answers: dict[str, str]  # visitor -> a word of the legend
    is_of_the_invitee: bool
    is_fresh: bool

    def __str__(self) -> str:
        notes = [OF_THE_INVITEE] * self.is_of_the_invitee + [FRESH] * self.is_fresh
        return f"{self.method} {self.address}{''.join(notes)}"


def read_rows() -> list[Row]:
    return [
        Row(
            address=address.partition("`")[0],
            method=method,
            answers=dict(zip(VISITORS, answers, strict=True)),
            is_of_the_invitee=OF_THE_INVITEE in address,
            is_fresh=FRESH in address,
        )
        for address, methods, *answers in _lines_under(HTTP_HEAD)
        for method in methods.split(", ")
    ]


def read_links(*, is_answered: bool) -> list[tuple[str, str, dict[str, str]]]:
    """Returns the address, the method and the answer to each holder of an invitation's link."""
    state, holders = ("answered", (*BEFORE, *AFTER)) if is_answered else ("open", BEFORE)
    return [
        (address.replace("`", ""), method, dict(zip(holders, answers, strict=True)))
        for address, methods, *answers in _lines_under((f"{state} invitation", "method"), columns=holders)
        for method in methods.split(", ")
    ]


def read_sockets() -> dict[str, dict[str, str]]:
    return {address: dict(zip(VISITORS, answers, strict=True)) for address, *answers in _lines_under(SOCKET_HEAD)}


def read_legend() -> set[str]:
    return {word for word, _meaning in _lines_under(("word",), columns=("what it means",))}


def _lines_under(first: tuple[str, ...], columns: tuple[str, ...] = VISITORS) -> Iterator[list[str]]:
    """The cells of every table with that head."""
    is_wanted = False
    for line in FILE.read_text().splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            is_wanted = False
        elif tuple(cells) == (*first, *columns):
            is_wanted = True
        elif is_wanted and not set(line) <= set("|-: "):
            yield cells
