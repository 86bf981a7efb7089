"""Brings one weight from the addresses of its row, or from one that a person gave."""

from __future__ import annotations

from collections.abc import Sequence

from ml_core.catalogue.accept import check, is_packed, take_in, unpack
from ml_core.catalogue.contents import find_fault
from ml_core.catalogue.folder import check_space, scratch_folder
from ml_core.catalogue.partial import Partial, discard_partials
from ml_core.catalogue.reports import Fetched, FetchProgress, OnFetchProgress
from ml_core.catalogue.sources import Source
from ml_core.catalogue.store import FETCH_COMMAND, weights_dir
from ml_core.catalogue.transfer import Transfer, transfer
from ml_core.catalogue.trouble import Final
from ml_core.catalogue.web import Patience
from ml_core.catalogue.weight import Weight
from ml_core.errors import DownloadFailed, WeightsDamaged


def fetch_from_web(
    weight: Weight, sources: Sequence[Source], *, patience: Patience, on_progress: OnFetchProgress
) -> Fetched:  # fmt: skip
    """Tries the sources in their order.

    Raises:
        DownloadFailed: all have failed; the message tells how each did, and how to do it by hand.
        OSError: the disk's fault.
    """
    told: list[str] = []
    reporter = _Reporter(weight, on_progress)
    for source in sources:
        try:
            return _fetch_from(source, weight, patience, reporter)
        except Final as trouble:
            told.append(f"- {source.address}: {trouble}.")
            reporter.tell(told[-1])
    raise DownloadFailed("\n".join([f"{weight.name} could not be fetched.", *told, _by_hand(weight, sources)]))


def _fetch_from(
    source: Source, weight: Weight, patience: Patience, reporter: _Reporter, *, may_begin_anew: bool = True
) -> Fetched:
    expected = source.packed or weight.contents
    partial = Partial(weights_dir() / weight.name, source=source, expected=expected)
    # A packed file lies beside what comes out of it.
    left = (expected.size or 0) - partial.find_offset(expected)
    check_space(weight.name, left + ((weight.size or 0) if source.packed else 0))
    job = Transfer(
        source=source,
        expected=expected,
        partial=partial,
        patience=patience,
        report=reporter.report,
        tell=lambda sentence: reporter.tell(f"{source.address}: {sentence}."),
    )
    begin_anew = transfer(job) and may_begin_anew
    try:
        doubt = _take_in(job, weight, believe_doubtful=not begin_anew)
    except WeightsDamaged as damage:
        partial.discard()
        if not begin_anew:
            raise Final(f"what came {damage}; nothing of it was kept") from damage
        job.tell("the file that was continued is not right, so it is removed and all of it fetched anew")
        return _fetch_from(source, weight, patience, reporter, may_begin_anew=False)
    discard_partials(weights_dir() / weight.name)
    return Fetched(name=weight.name, origin=source.address, doubt=doubt)


def _take_in(job: Transfer, weight: Weight, *, believe_doubtful: bool) -> str | None:
    """The doubt that remains. A hash other than the reported one is believed of a file in one piece: halves of two
    files have such a hash too."""
    file = job.partial.file
    if job.source.packed is not None and (fault := find_fault(file, job.expected)):
        raise WeightsDamaged(fault)
    with scratch_folder() as scratch:
        if job.source.packed is not None and is_packed(file, weight):
            file = scratch / "unpacked"
            unpack(job.partial.file, file, contents=weight.contents)
        doubt = check(file, weight)
        if doubt is not None and weight.contents.has_hash and not believe_doubtful:
            raise WeightsDamaged(doubt)
        take_in(file, weight)
    return doubt


class _Reporter:
    """Notes leave the figures of the progress as they are."""

    def __init__(self, weight: Weight, on_progress: OnFetchProgress) -> None:
        self._item, self._on_progress = weight.name, on_progress
        self._done, self._total = 0, weight.size

    def report(self, done: int, total: int | None) -> None:
        self._done, self._total = done, total
        self.tell("")

    def tell(self, note: str) -> None:
        self._on_progress(FetchProgress(item=self._item, done=self._done, total=self._total, note=note))


def _by_hand(weight: Weight, sources: Sequence[Source]) -> str:
    addresses = dict.fromkeys(source.address for source in (*sources, *weight.sources))
    return (
        "What has arrived is kept, and running the command again goes on with it.\n"
        f"By hand: open {' or '.join(addresses)} in a browser, save the file and run "
        f"`{FETCH_COMMAND} {weight.name} --from FILE`, which checks it and copies it to {weights_dir() / weight.name}."
    )
