"""The findings in words. None of them ever says that a picture is real."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.names import isolate
from generation import engine
from generation.verifying.findings import Findings

# A stranger's words, which must not read like ours: so much of a name, and of terms only what looks like IPTC's.
NAMES_SHOWN = 30
TERM = re.compile("[A-Za-z]{3,60}")


@dataclass(frozen=True, kw_only=True)
class Sentences:
    """is_ours: something that only this site can make was found."""

    summary: str
    credentials: str
    metadata: str
    mark: str
    is_ours: bool


def sentences_about(findings: Findings) -> Sentences:
    is_ours = findings.credentials.origin == "ours" or findings.mark is not None
    return Sentences(
        summary=_summary(findings, is_ours=is_ours),
        credentials=_about_credentials(findings.credentials),
        metadata=_about_source(findings),
        mark=_about_mark(findings),
        is_ours=is_ours,
    )


def _summary(findings: Findings, *, is_ours: bool) -> str:
    if is_ours:
        # What the metadata say besides may be a stranger's.
        if (findings.credentials.origin, findings.credentials.source_type) == ("ours", engine.WITH_TRAINED_MODEL):
            return _("This was put together on this site, and a computer drew a part of it.")
        return _("This was drawn by a computer, on this site.")
    said = {findings.source_type, findings.credentials.source_type}
    if engine.WITH_TRAINED_MODEL in said:
        return _(
            "This says of itself that a computer made a part of it. "
            "Anybody can write that; nothing shows it is from here."
        )
    if engine.TRAINED_MODEL in said:
        return _("This says of itself that a computer made it. Anybody can write that; nothing shows it is from here.")
    return _("Nothing was found that shows who or what made this.")


def _about_credentials(credentials: engine.Credentials) -> str:
    match credentials.origin:
        case "ours":
            return _("Signed by this site, and not changed since.")
        case "foreign":
            return _(
                "Signed by somebody else, and not changed since. "
                "The signer is called “%(name)s”; we have not checked it."
            ) % {"name": isolate((credentials.signed_by or "?")[:NAMES_SHOWN])}
        case "broken":
            return _("Broken: the file was changed after it was signed, or is damaged. What it says does not count.")
        case _:
            return _("None in this file. Most apps remove them when a picture is sent, saved again or captured.")


def _about_source(findings: Findings) -> str:
    source = findings.source_type or findings.credentials.source_type
    if source is None:
        return _("They do not say where this comes from.")
    if source == engine.TRAINED_MODEL:
        return _("They say that a trained model made it (trainedAlgorithmicMedia).")
    if source == engine.WITH_TRAINED_MODEL:
        return _("They say that a trained model made a part of it (compositeWithTrainedAlgorithmicMedia).")
    term = source.rsplit("/", 1)[-1]
    if not TERM.fullmatch(term):
        return _("They state a source that is none of IPTC’s terms.")
    return _("They state another source: %(source)s.") % {"source": term}


def _about_mark(findings: Findings) -> str:
    match findings.looked:
        case "unreadable":
            return _(
                "The pictures of this film could not be read: it is damaged, very large or of a rare kind. "
                "Take a screenshot of the film, and choose that."
            )
        case "small":
            return _("This picture is too small to hold one.")
    if findings.mark is None:
        return _("This site’s mark was not found.")
    month = date(findings.mark.year, findings.mark.month, 1)
    return _("This site’s mark is in it: drawn here in %(month)s.") % {"month": date_format(month, "YEAR_MONTH_FORMAT")}
