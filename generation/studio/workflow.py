"""The worker's side of a studio request: one preview, replaced by the next."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Q

from accounts.users import is_suspended
from generation import engine
from generation.consent.gate import may_compute
from generation.jobs.codes import code_of
from generation.jobs.pauses import previews
from generation.jobs.specs import ChildSpec
from generation.models import Family, StudioPage
from generation.provenance.marks import marks
from generation.storage.files import WrittenFiles, discard_files
from generation.studio.events import announce
from generation.studio.wording import PreviewError

logger = logging.getLogger(__name__)

PREVIEW_QUALITY = 88


class NoPreview(Exception):
    def __init__(self, code: PreviewError) -> None:
        super().__init__(code)
        self.code = code


def render_preview(page_id: int, number: int, spec: ChildSpec) -> None:
    """Does nothing when the page has gone or wants something else by now. Raises what nobody foresaw, after telling."""
    with previews.drawing():
        page = _page_that_still_wants(page_id, number)
        if page is not None:
            _render(page, number, spec)


def _render(page: StudioPage, number: int, spec: ChildSpec) -> None:
    try:
        picture = _draw(page.family, spec)
        is_shown = _show(page, number, marks(with_label=False).jpeg(picture, quality=PREVIEW_QUALITY))
    except NoPreview as error:
        announce(page, number, error=error.code)
    except FileNotFoundError:
        logger.info("A family was deleted while a preview of its children was drawn.")
    except Exception:
        announce(page, number, error=PreviewError.FAILED)
        raise
    else:
        if is_shown:
            announce(page, number)


def _page_that_still_wants(page_id: int, number: int) -> StudioPage | None:
    parents = ("family__parent_a__portrait", "family__parent_b__portrait")
    pages = StudioPage.objects.select_related(*parents)
    may_work = Q(family__owner__is_active=True) & ~is_suspended("family__owner")
    return pages.filter(may_work, pk=page_id, number=number).first()


def _draw(family: Family, spec: ChildSpec) -> engine.Picture:
    """Raises NoPreview, and FileNotFoundError when the family is just being deleted."""
    if not may_compute(family):
        raise NoPreview(PreviewError.CONSENT_MISSING)
    (request,) = spec.requests()
    try:
        fingerprint = engine.generator_fingerprint()
        if not all(person.portrait.is_projected_for(fingerprint) for person in family.parents):
            raise NoPreview(PreviewError.NOT_UNDERSTOOD)
        return engine.preview_child(code_of(family.parent_a), code_of(family.parent_b), request)
    except engine.InputError as error:
        raise NoPreview(PreviewError.REFUSED) from error
    except engine.ResourceError as error:
        logger.warning("A preview lacks something it needs: %s", error)
        raise NoPreview(PreviewError.UNAVAILABLE) from error


def _show(page: StudioPage, number: int, jpeg: bytes) -> bool:
    """The file first, then the row, then the file it no longer names. False when the page has gone meanwhile.

    Raises FileNotFoundError when the family has.
    """
    with WrittenFiles() as files:
        name = files.write(page.family.folder, "studio", "jpg", jpeg)
        with transaction.atomic():
            row = StudioPage.objects.select_for_update().filter(pk=page.pk, shown_number__lt=number).first()
            if row is None:
                return False
            before = row.preview.name
            row.preview, row.shown_number = name, number
            row.save(update_fields=["preview", "shown_number"])
        files.retain(name)
    discard_files([before])
    return True
