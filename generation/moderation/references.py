"""The address of each report's own page: the reference, signed, so that no copy of the database opens it."""

from __future__ import annotations

import binascii
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.core.signing import BadSignature, Signer
from django.http import Http404

from generation.models import Report
from generation.models.report import REFERENCE_BYTES


def token_of(report: Report) -> str:
    return _sign(bytes(report.reference))


def token_of_nothing() -> str:
    """Returns a token that looks like any other, of no report."""
    return _sign(secrets.token_bytes(REFERENCE_BYTES))


def get_report(token: str) -> Report:
    """Raises Http404, the same whatever is the matter with the token."""
    try:
        reference = urlsafe_b64decode(_signer().unsign(token) + "==")
    except (BadSignature, binascii.Error):
        reference = b""
    report = Report.objects.select_related("case").filter(reference=reference).first()
    if report is None:
        raise Http404("There is no such report.")
    return report


def _sign(reference: bytes) -> str:
    return _signer().sign(urlsafe_b64encode(reference).decode().rstrip("="))


def _signer() -> Signer:
    # The word is part of every address: another one would end those that people have.
    return Signer(sep=".", salt="moderation.reference")
