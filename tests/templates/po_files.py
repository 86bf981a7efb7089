"""Reads .po files, so that their freshness can be checked on a machine without gettext's programs."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Entry:
    """An entry of a catalogue. `texts`: the translation, or one for each plural form."""

    msgid: str = ""
    msgid_plural: str = ""
    context: str = ""
    texts: list[str] = field(default_factory=list)
    flags: str = ""


LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])? )?(".*")')


def read_po(path: Path) -> list[Entry]:
    """Reads the entries, without the header and commented ones."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    entries = [_read_entry(block) for block in blocks]
    return [entry for entry in entries if entry.msgid]


def _read_entry(block: str) -> Entry:
    entry, key = Entry(), ""
    for line in block.splitlines():
        if line.startswith("#"):
            entry.flags += line if line.startswith("#,") else ""
            continue
        match = LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"Not a line of a .po file: {line!r}")
        keyword, _number, quoted = match.groups()
        text = ast.literal_eval(quoted)
        if keyword == "msgstr":
            entry.texts.append("")
        key = keyword or key
        _append(entry, key, text)
    return entry


def _append(entry: Entry, key: str, text: str) -> None:
    match key:
        case "msgctxt":
            entry.context += text
        case "msgid":
            entry.msgid += text
        case "msgid_plural":
            entry.msgid_plural += text
        case "msgstr":
            entry.texts[-1] += text
