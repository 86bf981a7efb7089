"""Photos become latents: each person's code is refined until it looks like all photos of that person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Person
from generation import engine
from generation.jobs.claims import holding, record_progress
from generation.jobs.codes import code_of
from generation.jobs.pace import Plan
from generation.jobs.reporting import Reporter, encode_preview
from generation.jobs.watching import Watch
from generation.models import Job, Portrait, PortraitState, Quality
from generation.provenance.marks import marks
from generation.storage.files import WrittenFiles, discard_files
from generation.work.claims import Claim

PICTURE_QUALITY = 95
MODES: dict[Quality, engine.Mode] = {Quality.STANDARD: "default", Quality.HIGH: "fine"}


@dataclass(frozen=True, kw_only=True)
class Work:
    """The objects that every step of one attempt needs. gives_way: whether other jobs may be done in between."""

    claim: Claim
    watch: Watch
    files: WrittenFiles
    reporter: Reporter
    gives_way: bool

    def stop_if_requested(self) -> None:
        if self.watch.is_cancelled():
            raise engine.Cancelled("The job was told to stop.")

    def stop_if_cancelled(self, job: Job) -> None:
        """Raises Cancelled by the row that `holding` gave. Nothing pauses there, since others wait for the row; and
        what is done by then is stored, even if this process was asked to end.
        """
        if job.cancel_requested:
            raise engine.Cancelled("The job was told to stop.")


@dataclass(frozen=True, kw_only=True)
class Parent:
    slot: str
    person: Person
    portrait: Portrait

    def is_known(self) -> bool:
        return self.portrait.is_projected_for(engine.generator_fingerprint())


def parents_of(job: Job) -> list[Parent]:
    slots = job.family.slots.items()
    return [Parent(slot=slot, person=person, portrait=person.portrait) for slot, person in slots]


def codes_of(parents: Sequence[Parent]) -> tuple[engine.Latent, engine.Latent]:
    """Returns the codes of parents A and B, once both faces are analysed."""
    code_a, code_b = (code_of(parent.person) for parent in parents)
    return code_a, code_b


def show_known_parents(work: Work, parents: Sequence[Parent]) -> None:
    shown = {f"preview_{parent.slot}": 1 for parent in parents if parent.portrait.preview}
    record_progress(work.claim, **shown)


def understand(
    work: Work, seen: Sequence[tuple[Parent, Sequence[engine.AlignedFace]]], plan: Plan, quality: Quality
) -> None:
    """Gives every parent's portrait a latent. Raises Cancelled, LostClaim, ConsentMissing."""
    on_progress = work.reporter.listener(plan.project, [(parent.slot, parent.portrait) for parent, _faces in seen])
    projections = engine.project(
        [faces for _parent, faces in seen],
        mode=MODES[quality],
        on_progress=on_progress,
        is_cancelled=work.watch.is_cancelled,
    )
    for (parent, _faces), projection in zip(seen, projections, strict=True):
        _store_projection(work, parent, projection)


def store_aligned(work: Work, parent: Parent, face: engine.AlignedFace) -> None:
    jpeg = engine.encode_jpeg(face.pixels, quality=PICTURE_QUALITY)
    _replace(work, parent.portrait, {"aligned": jpeg}, state=PortraitState.ALIGNED)


def _store_projection(work: Work, parent: Parent, projection: engine.Projection) -> None:
    picture = projection.reconstruction
    contents = {
        "latent": engine.save_latent(projection.latent),
        "reconstruction": marks(with_label=False).jpeg(picture, quality=PICTURE_QUALITY),
        "preview": encode_preview(picture),
    }
    _replace(
        work,
        parent.portrait,
        contents,
        state=PortraitState.PROJECTED,
        generator_identity=projection.latent.generator,
        lpips=projection.lpips,
        lpips_name=projection.lpips_name,
        identity_distance=projection.identity_distance,
    )
    work.reporter.count_preview(parent.slot)


def _replace(work: Work, portrait: Portrait, contents: dict[str, bytes], **fields: object) -> None:
    """Files first, then the row in one transaction, then the files it no longer names."""
    names = {kind: work.files.write(portrait.folder, kind, _suffix(kind), data) for kind, data in contents.items()}
    with holding(work.claim):
        row = Portrait.objects.select_for_update().get(pk=portrait.pk)
        outdated = [getattr(row, kind).name for kind in names]
        for field, value in {**names, **fields}.items():
            setattr(row, field, value)
            setattr(portrait, field, value)
        row.save(update_fields=[*names, *fields])
    work.files.retain(*names.values())
    discard_files(outdated)


def _suffix(kind: str) -> str:
    return "npz" if kind == "latent" else "jpg"
