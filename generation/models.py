"""Where Django looks for models; each lives with its capability."""

from __future__ import annotations

from generation.exporting.models import Export
from generation.families.models import Family
from generation.gallery.models import Child, Film
from generation.jobs.models import Job
from generation.portraits.models import Portrait, PortraitPhoto
from generation.site_identity import SiteIdentity
from generation.studio.models import StudioPage

__all__ = ["Child", "Export", "Family", "Film", "Job", "Portrait", "PortraitPhoto", "SiteIdentity", "StudioPage"]
