"""Static files under hashed names, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

_, _IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True  # hashes the names inside `import ... from` too
    # Only in our own modules: other packages' scripts name files they do not ship, even in their comments.
    _js_module_import_aggregation_patterns = ("js/*.js", _IMPORTS)
