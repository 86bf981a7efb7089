"""The rows of this app, one file for each concept. Querysets live with their row."""

from __future__ import annotations

from generation.models.album import Album, AlbumChild
from generation.models.audit_line import AuditAct, AuditLine
from generation.models.case import OPEN_CASE_STATES, UNDECIDED_STATES, URGENT_REASONS, Case, CaseState, Reason
from generation.models.child import Child, Expression, Sex
from generation.models.decision import Appeal, Appellant, Decision, DecisionKind, Ground, Outcome
from generation.models.export import Export, ExportState
from generation.models.family import SLOTS, Family, Quality
from generation.models.film import Film, film_of
from generation.models.job import OPEN_STATES, Job, JobStage, JobState
from generation.models.look import Look
from generation.models.owner_turn import OwnerTurn
from generation.models.portrait import MAX_PHOTOS, Portrait, PortraitPhoto, PortraitState, folder_of
from generation.models.refusal import Refusal
from generation.models.removed_child import RemovedChild
from generation.models.report import Report
from generation.models.share_guess import ShareGuess
from generation.models.share_link import EndedBy, PermissionKind, ShareLink, SharePermission
from generation.models.share_picture import SharePicture
from generation.models.sharing_pause import SharingPause
from generation.models.site_identity import SiteIdentity
from generation.models.studio_page import StudioPage

__all__ = [
    "MAX_PHOTOS",
    "OPEN_CASE_STATES",
    "OPEN_STATES",
    "SLOTS",
    "UNDECIDED_STATES",
    "URGENT_REASONS",
    "Album",
    "AlbumChild",
    "Appeal",
    "Appellant",
    "AuditAct",
    "AuditLine",
    "Case",
    "CaseState",
    "Child",
    "Decision",
    "DecisionKind",
    "EndedBy",
    "Export",
    "ExportState",
    "Expression",
    "Family",
    "Film",
    "Ground",
    "Job",
    "JobStage",
    "JobState",
    "Look",
    "Outcome",
    "OwnerTurn",
    "PermissionKind",
    "Portrait",
    "PortraitPhoto",
    "PortraitState",
    "Quality",
    "Reason",
    "Refusal",
    "RemovedChild",
    "Report",
    "Sex",
    "ShareGuess",
    "ShareLink",
    "SharePermission",
    "SharePicture",
    "SharingPause",
    "SiteIdentity",
    "StudioPage",
    "film_of",
    "folder_of",
]
