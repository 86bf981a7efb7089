"""The texts people agree to: one file per purpose, version and language, never edited once published."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from accounts.people.models.consent_record import Purpose

FOLDER = Path(__file__).parent / "consent_texts"
CURRENT_VERSIONS = {Purpose.COMPUTE: "3", Purpose.KEEP: "1", Purpose.PUBLISH: "2"}
FALLBACK_LANGUAGE = "en"
LANGUAGE = re.compile("[a-z]{2,3}")
PUBLISHED = re.compile(r"([a-z]+)-(\d+)\.([a-z]{2,3})\.txt")


@dataclass(frozen=True, kw_only=True)
class ConsentText:
    """A version of a consent text. `sha256` is of the whole file, so that a record proves which words were shown.

    statement_attested: empty where nobody can agree for somebody else.
    """

    purpose: str
    version: str
    language: str
    sha256: str
    title: str
    notice: str
    statement_self: str
    statement_attested: str

    def __str__(self) -> str:
        return self.notice

    @property
    def in_records(self) -> dict[str, str]:
        """The columns of a consent record that say which text it is about."""
        return {
            "purpose": self.purpose,
            "text_version": self.version,
            "text_sha256": self.sha256,
            "language": self.language,
        }

    @property
    def statements(self) -> dict[str, str]:
        """Returns the statement that is agreed to, for each way of agreeing."""
        statements = {"self": self.statement_self, "attested": self.statement_attested}
        return {way: words for way, words in statements.items() if words}


class OutdatedConsentText(Exception):
    """The person was shown another version of the text than the current one."""


def get_consent_text(purpose: Purpose, language: str, version: str | None = None) -> ConsentText:
    """The text as shown to a reader of `language`; English when it is not written in that language."""
    return _read(purpose.value, version or CURRENT_VERSIONS[purpose], _written_language(purpose, language, version))


def get_shown_text(purpose: Purpose, *, version: str, language: str) -> ConsentText:
    """The text that a form says it showed. Raises OutdatedConsentText."""
    current = CURRENT_VERSIONS[purpose]
    if version != current or _written_language(purpose, language, version) != language:
        raise OutdatedConsentText(
            f"Expected version {current} of the text on {purpose.value}, in a language it is written in. "
            f"Received: version {version!r} in {language!r}. Show the current text and ask again."
        )
    return _read(purpose.value, version, language)


@cache
def published_texts() -> frozenset[tuple[str, str, str, str]]:
    """Returns purpose, version, language and hash of every text that was ever published."""
    found = (PUBLISHED.fullmatch(path.name) for path in FOLDER.iterdir())
    texts = (_read(*name.groups()) for name in found if name)
    return frozenset((text.purpose, text.version, text.language, text.sha256) for text in texts)


def is_current(purpose: str, version: str) -> bool:
    return CURRENT_VERSIONS.get(Purpose(purpose)) == version


def _written_language(purpose: Purpose, language: str, version: str | None) -> str:
    base = language.split("-")[0].lower()
    path = FOLDER / f"{purpose.value}-{version or CURRENT_VERSIONS[purpose]}.{base}.txt"
    return base if LANGUAGE.fullmatch(base) and path.is_file() else FALLBACK_LANGUAGE


@cache
def _read(purpose: str, version: str, language: str) -> ConsentText:
    data = (FOLDER / f"{purpose}-{version}.{language}.txt").read_bytes()
    parts = re.split(r"^\[(\w+)\]\n", data.decode("utf-8"), flags=re.MULTILINE)
    sections = {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    return ConsentText(
        purpose=purpose,
        version=version,
        language=language,
        sha256=hashlib.sha256(data).hexdigest(),
        title=sections["title"],
        notice=sections["notice"],
        statement_self=sections["self"],
        statement_attested=sections.get("attested", ""),
    )
