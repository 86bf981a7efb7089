"""Two faces that a generator made up, so that a newcomer sees a child without giving a photo."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext, gettext_noop

FOLDER = Path(__file__).parent.parent / "samples"


@dataclass(frozen=True, kw_only=True)
class Sample:
    name: str
    path: Path


SAMPLE_COUPLE = (
    Sample(name=gettext_noop("Mina"), path=FOLDER / "mother.jpg"),
    Sample(name=gettext_noop("Jun"), path=FOLDER / "father.jpg"),
)


def names_of_sample_couple() -> tuple[str, str]:
    """Returns the names of the sample couple in the active language."""
    first, second = (gettext(sample.name) for sample in SAMPLE_COUPLE)
    return first, second
