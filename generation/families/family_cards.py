"""Families as their list shows them: the words and addresses of each, which a template would take longer to find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.templatetags.moments import day
from accounts.templatetags.names import bdi
from generation.families.selectors import latest_job_of
from generation.jobs.endings import ending_of
from generation.models import Job, JobState, Portrait
from generation.models.family_endings import get_endings
from generation.page_addresses import page_address

BUSY, BAD = " busy", " bad"


@dataclass(frozen=True, kw_only=True)
class Pill:
    """A word about a family. kind: its class beside `pill`."""

    words: str
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class FamilyCard:
    """A family in the list. parents: portraits with names. cover: the address of the newest child's picture, or ""."""

    id: str
    address: str
    title: SafeString
    parents: tuple[tuple[Portrait | None, str], tuple[Portrait | None, str]]
    cover: str
    num_children: str
    pills: list[Pill]


def cards_of(families: Sequence[Any]) -> list[FamilyCard]:
    """Returns the cards of families that a selector gave out."""
    endings = get_endings([family.pk for family in families])
    return [_card_of(family, endings.get(family.pk)) for family in families]


def _card_of(family: Any, ending: Any) -> FamilyCard:
    job = latest_job_of(family)
    first, second = family.names
    return FamilyCard(
        id=str(family.pk),
        address=_address_of(family, job),
        title=format_html(_("%(a)s and %(b)s") % {"a": "{}", "b": "{}"}, bdi(first), bdi(second)),
        parents=((_portrait_of(family.parent_a), first), (_portrait_of(family.parent_b), second)),
        cover=page_address("gallery:thumbnail", family.cover_id) if family.cover_id else "",
        num_children=_children_in_words(family.num_children),
        pills=[*_pills_of(family, job, ending)],
    )


def _address_of(family: Any, job: Job | None) -> str:
    """Returns the page of the first child's job while there is no child to show."""
    if job is not None and job.is_open and not family.num_children:
        return page_address("jobs:detail", job.pk)
    return page_address("families:detail", family.pk)


def _portrait_of(person: Any) -> Portrait | None:
    return getattr(person, "portrait", None)


def _children_in_words(number: int) -> str:
    return ngettext("%(counter)s child", "%(counter)s children", number) % {"counter": number} if number else ""


def _pills_of(family: Any, job: Job | None, ending: Any) -> Iterator[Pill]:
    if family.is_sample:
        yield Pill(words=_("Sample couple"))
    if family.rests_on_word:
        yield Pill(words=_("Private · you confirmed their permission"))
    if job is not None:
        yield from _pills_of_job(family, job)
    if family.open_film_jobs:
        yield Pill(words=_("A film is on the way"), kind=BUSY)
    if ending:
        yield Pill(words=format_html(_("Stays until %(date)s") % {"date": "{}"}, day(ending.at)), kind=BAD)


def _pills_of_job(family: Any, job: Job) -> Iterator[Pill]:
    if job.state == JobState.WAITING:
        yield Pill(words=_("Waiting for an answer") if family.has_invited else _("A question for you"), kind=BUSY)
    elif job.is_open:
        yield Pill(words=_("A child is on the way"), kind=BUSY)
    elif job.state == JobState.FAILED and ending_of(job.error_code).other_photo_helps:
        yield Pill(words=_("Another photo is needed"), kind=BAD)
    elif job.state == JobState.FAILED:
        yield Pill(words=_("The last attempt failed"), kind=BAD)
