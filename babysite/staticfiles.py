"""Static files under hashed names, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

_, _IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True  # hashes the names inside `import ... from` too
    # Only in our own modules: other packages' scripts name files they do not ship, even in their comments.
    _js_module_import_aggregation_patterns = ("js/*.js", _IMPORTS)


def collect() -> None:
    """Collects the static files, unless those that lie there were made of the same: it takes two seconds of a
    processor, at each start."""
    note = settings.VAR_DIR / "static.collected"
    sources = _describe_sources()
    if (settings.STATIC_ROOT / "staticfiles.json").exists() and note.exists() and note.read_text() == sources:
        return
    note.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(sources)


def _describe_sources() -> str:
    """Returns a hash of where each source and this file lie, their sizes and when they were changed."""
    places = [__file__, *(storage.path(name) for finder in get_finders() for name, storage in finder.list([]))]
    seen = sorted((place, stat.st_size, stat.st_mtime_ns) for place in places for stat in [Path(place).stat()])
    return hashlib.sha256(repr(seen).encode()).hexdigest()
