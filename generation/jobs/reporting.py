"""Progress reports of a running job, with a preview of each parent."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.db.models import F

from accounts.people.keys.errors import KeyDestroyed
from generation import engine
from generation.jobs.claims import holding, record_progress
from generation.jobs.pace import Pace, Span
from generation.jobs.watching import Watch
from generation.models import Job, Portrait
from generation.provenance.marks import marks
from generation.storage.files import WrittenFiles, discard_files
from generation.work.claims import Claim, LostClaim

logger = logging.getLogger(__name__)

SMALLEST_GAP_SECONDS = 0.4
PREVIEW_SIZE = 256
PREVIEW_QUALITY = 85


def encode_preview(picture: engine.Picture) -> bytes:
    return marks(with_label=False).jpeg(engine.resize(picture, PREVIEW_SIZE), quality=PREVIEW_QUALITY)


class Reporter:
    """Turns ml_core's progress into rows, previews and events, at most a few times a second."""

    def __init__(self, claim: Claim, watch: Watch, files: WrittenFiles) -> None:
        self._claim, self._watch, self._files = claim, watch, files
        self._pace = Pace()
        self._fraction = 0.0
        self._told_at = float("-inf")
        self._stage = ""
        self._outdated: dict[str, str] = {}

    def __enter__(self) -> Reporter:
        return self

    def __exit__(self, *_error: object) -> None:
        discard_files(self._outdated.values())

    def listener(self, span: Span, portraits: Sequence[tuple[str, Portrait]] = ()) -> Callable[[engine.Progress], None]:
        """A callback for one call of the engine. `portraits` are the (slot, portrait) pairs it works on."""

        def on_progress(progress: engine.Progress) -> None:
            pair = portraits[progress.subject] if progress.subject is not None and portraits else None
            preview = progress.preview if pair else None
            self.tell(
                stage=progress.stage,
                slot=pair[0] if pair else "",
                step=progress.step,
                num_steps=progress.num_steps,
                fraction=span.at(progress.fraction),
                show=(pair[1], preview) if pair and preview is not None else None,
            )

        return on_progress

    def tell(self, *, stage: str, slot: str, step: int, num_steps: int, fraction: float, show: Any = None) -> None:
        self._fraction = max(self._fraction, fraction)
        eta = self._pace.note(self._fraction)
        now = time.monotonic()
        if stage == self._stage and show is None and now - self._told_at < SMALLEST_GAP_SECONDS:
            return
        self._told_at, self._stage = now, stage
        fields = {"stage": stage, "slot": slot, "step": step, "num_steps": num_steps}
        self._write({**fields, "fraction": self._fraction, "eta_seconds": eta}, slot, show)

    def _write(self, fields: dict[str, Any], slot: str, show: tuple[Portrait, engine.Picture] | None) -> None:
        try:
            if show is not None:
                self.save_preview(slot, *show)
            record_progress(self._claim, **fields)
        except (LostClaim, KeyDestroyed):
            # Not raised from here: the engine is in the middle of a step, and asks whether to stop before the next.
            self._watch.lose()
        except (OperationalError, InterfaceError):
            logger.warning("Progress of job %s could not be stored just now.", self._claim.row_id)
            connection.close()

    def save_preview(self, slot: str, portrait: Portrait, picture: engine.Picture) -> None:
        """Raises LostClaim. The one before is kept a little longer: a page may be fetching it."""
        name = self._files.write(portrait.folder, "preview", "jpg", encode_preview(picture))
        with holding(self._claim):
            before = Portrait.objects.values_list("preview", flat=True).get(pk=portrait.pk)
            Portrait.objects.filter(pk=portrait.pk).update(preview=name)
            self.count_preview(slot)
        self._files.retain(name)
        discard_files([self._outdated.get(slot)])
        self._outdated[slot] = before

    def count_preview(self, slot: str) -> None:
        field = f"preview_{slot}"
        Job.objects.filter(pk=self._claim.row_id).update(**{field: F(field) + 1})
