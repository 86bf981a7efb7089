"""Previews of a couple's child, rendered again at each change of the request.

A couple is analysed once. From then on a preview starts from a sample that was rendered before: the nearest in age of
that sex, moved along the path of ages by as much as the age is to change, for the path climbs about one for one
(`ml_core.calibration`). What the estimators then find corrects the next one. So one pass is mostly enough, where a
child of a new couple takes three to ten.

Codes of faces are personal data: they are enough to draw these people. So couples are kept in memory and nowhere
else, `MAX_COUPLES` at most, none for longer than `KEEP_SECONDS` after its last use; and `forget_all` is called when
photos were deleted. Rendered pictures are not kept at all.

Legend: pictures are uint8 RGB [S, S, 3].
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ml_core import images
from ml_core.calibration import MAX_EXTRAPOLATION, extrapolation_at, path_age_at, position_of, scale
from ml_core.children import MAX_QUICK_RENDERS, ChildMaker, Couple, QuickRender
from ml_core.contracts import ChildRequest, Latent, Picture, Sex
from ml_core.heredity import Edit, choose_sex

PREVIEW_SIZE = 256
MAX_COUPLES = 4
KEEP_SECONDS = 600.0
# Samples of a couple. Enough for all ages of both sexes, and for the way back through what was tried.
MAX_SAMPLES = 64
# The share of a preview's error that is corrected. The age estimate jumps over the teens: whole steps would swing.
LEARNED_SHARE = 0.5


class AgePath:
    """Moves edits along a generator's path of ages. youngest, oldest: its ends, in years."""

    def __init__(self, *, youngest: float, oldest: float) -> None:
        self._beginning, self._end = scale(youngest), scale(oldest)

    def moved(self, edit: Edit, by: float) -> Edit:
        """Moves an edit. by: as `calibration.scale` counts ages; it stops at the path's ends."""
        position = position_of(edit) + by
        position = min(max(position, self._beginning - (MAX_EXTRAPOLATION - 1.0)), self._end)
        return replace(
            edit,
            path_age_years=path_age_at(position, self._beginning),
            extrapolation=extrapolation_at(position, self._beginning),
        )


@dataclass(frozen=True, kw_only=True)
class RenderedSample:
    """A rendered sample: its request, its edit, and the better edit that the next one like it starts from."""

    request: ChildRequest
    edit: Edit
    better: Edit

    @property
    def sex(self) -> Sex:
        return choose_sex(self.request)


@dataclass
class _Known:
    couple: Couple
    samples: list[RenderedSample] = field(default_factory=list)  # the newest last
    used_at: float = 0.0


class Remix:
    """Renders previews of couples' children; may be called from several threads."""

    def __init__(
        self, maker: ChildMaker, *, youngest: float, oldest: float, keep_seconds: float = KEEP_SECONDS
    ) -> None:
        """youngest, oldest: ends of the generator's path of ages, in years."""
        self._maker, self._path, self._keep_seconds = maker, AgePath(youngest=youngest, oldest=oldest), keep_seconds
        self._known: OrderedDict[bytes, _Known] = OrderedDict()  # what was used last comes last
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    @property
    def num_couples(self) -> int:
        return len(self._known)

    def analyse(self, latent_a: Latent, latent_b: Latent) -> Couple:
        """Analyses a couple like `ChildMaker.analyse`, or takes a known couple from the cache.

        Raises:
            WrongGenerator, InvalidRequest: as `heredity.inherit`.
        """
        return self._analyse(latent_a, latent_b).couple

    def preview(self, latent_a: Latent, latent_b: Latent, request: ChildRequest) -> Picture:
        """A preview of the child [256, 256, 3]: 0.1 to 0.3 s on two cores, and 0.5 s more for a new couple. A
        request that was rendered before starts from its last edit, so that going back shows the same picture again.

        Raises:
            WrongGenerator, InvalidRequest: as `heredity.inherit`.
        """
        known = self._analyse(latent_a, latent_b)
        start, was_rendered = self._start(known, request)
        max_renders = 1 if was_rendered else MAX_QUICK_RENDERS
        render = self._maker.quick_render(known.couple, request, start, max_renders=max_renders)
        self._learn(known, request, render)
        is_small = len(render.picture) == PREVIEW_SIZE
        return render.picture if is_small else images.resize(render.picture, PREVIEW_SIZE)

    def forget_all(self) -> None:
        with self._lock:
            self._known.clear()

    def _analyse(self, latent_a: Latent, latent_b: Latent) -> _Known:
        key = _key_of(latent_a, latent_b)
        known = self._known.get(key) or _Known(self._maker.analyse(latent_a, latent_b))
        with self._lock:
            known.used_at = time.monotonic()
            self._known[key] = known
            self._known.move_to_end(key)
            while len(self._known) > MAX_COUPLES:
                self._known.popitem(last=False)
            self._watch(self._keep_seconds)
        return known

    def _start(self, known: _Known, request: ChildRequest) -> tuple[Edit | None, bool]:
        """Returns the edit to start from, and whether this very request was rendered before: then its edit stays."""
        with self._lock:
            was_rendered = any(sample.request == request for sample in known.samples)
            return start_for(request, known.samples, self._path), was_rendered

    def _learn(self, known: _Known, request: ChildRequest, render: QuickRender) -> None:
        if math.isinf(render.loss):
            return
        off = position_of(render.better) - position_of(render.edit)
        better = self._path.moved(render.better, -(1.0 - LEARNED_SHARE) * off)
        with self._lock:
            others = [sample for sample in known.samples if sample.request != request]
            newest = RenderedSample(request=request, edit=render.edit, better=better)
            known.samples = [*others, newest][-MAX_SAMPLES:]

    def _watch(self, seconds: float) -> None:
        """Clears memory later, though no request may come any more. The caller holds the lock."""
        if self._timer is None:
            self._timer = threading.Timer(seconds, self._drop_unused)
            self._timer.daemon = True
            self._timer.start()

    def _drop_unused(self) -> None:
        with self._lock:
            self._timer = None
            now = time.monotonic()
            while self._known:
                key, known = next(iter(self._known.items()))
                left = known.used_at + self._keep_seconds - now
                if left > 0:
                    self._watch(left)
                    return
                del self._known[key]


def start_for(request: ChildRequest, samples: Sequence[RenderedSample], path: AgePath) -> Edit | None:
    """Returns the sample to start from; None when nothing of that sex was rendered yet. samples: the newest last."""
    newest_first = samples[::-1]
    same = next((sample for sample in newest_first if sample.request == request), None)
    if same is not None:
        return same.edit
    sex, age = choose_sex(request), scale(request.age_years)
    own = [sample for sample in newest_first if sample.sex == sex]
    if not own:
        return None
    nearest = min(own, key=lambda sample: abs(scale(sample.request.age_years) - age))
    return path.moved(nearest.better, age - scale(nearest.request.age_years))


def _key_of(latent_a: Latent, latent_b: Latent) -> bytes:
    digest = hashlib.sha256()
    for latent in (latent_a, latent_b):
        code = latent.w_plus if latent.inheritable is None else np.stack([latent.w_plus, latent.inheritable])
        digest.update(latent.generator.encode() + b"\0" + np.ascontiguousarray(code).tobytes())
    return digest.digest()
