"""Private storage of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def keep_files_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings
    from django.core.files.storage import default_storage

    inner: Any = default_storage.inner  # type: ignore[attr-defined]
    monkeypatch.setattr(settings, "MEDIA_ROOT", str(folder))
    monkeypatch.setattr(inner, "location", str(folder))
