"""The marks on every drawn picture that is stored: nothing that the site hands out was left unmarked before."""

from __future__ import annotations

from functools import cache
from typing import Literal

from django.conf import settings
from django.utils import timezone

from accounts.people.keys.ciphers import derive_key
from accounts.people.keys.errors import SiteKeyMissing
from accounts.people.keys.selectors import get_site_key
from generation import engine
from generation.provenance.signing import signer_with, signing_credentials

# Whoever keeps a picture may be of either language, and may send it on to the other.
LABEL: Literal["both"] = "both"


def marks(*, with_label: bool) -> engine.Marks:
    """Returns the marks of this site and month. with_label: the words too, in pictures that people keep and send.

    Raises SiteKeyMissing, MasterKeyError, CredentialsError.
    """
    return engine.Marks(
        watermark=_watermark_of(get_site_key()),
        month=timezone.now().date(),
        version=settings.VERSION,
        label=LABEL if with_label else None,
        # When it was made is worth a question for what people keep, not for each picture under a slider.
        signer=signer_with(signing_credentials(), time_stamp_url=settings.TIME_STAMP_URL if with_label else ""),
    )


def find_mark(picture: engine.Picture) -> engine.Mark | None:
    """Looks for this site's invisible mark: a quarter of a second. Raises MasterKeyError."""
    try:
        site_key = get_site_key()
    except SiteKeyMissing:  # it was made with the first person, and nothing was drawn before
        return None
    return _watermark_of(site_key).find(picture)


@cache
def _watermark_of(site_key: bytes) -> engine.Watermark:
    return engine.Watermark(derive_key(site_key, salt=b"", info=b"watermark 1"))
