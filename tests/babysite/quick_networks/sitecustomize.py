"""A module that Python reads when this folder is on PYTHONPATH: it gives a site under test quick networks.

Everything else of that site is what everybody runs, processes included, but that its static files are not compressed.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

STEP_SECONDS = float(os.environ.get("QUICK_STEP_SECONDS", "0.35"))
# Faces are looked for in earnest: a photo may have none, or several.
FINDS_FACES = os.environ.get("QUICK_FINDS_FACES") == "yes"

if sys.orig_argv[-2:] == ["babysite.worker", "heavy"]:
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

    from generation import engine
    from tests.generation.quick_engine import NUM_STEPS, PATCHED, QuickEngine

    # Written by `RunningSite.search_for`.
    number = Path(os.environ["VAR_DIR"]) / "num_steps"
    quick = QuickEngine(at_step=lambda stage, step: time.sleep(STEP_SECONDS))
    for name in PATCHED:
        if name != "align" or not FINDS_FACES:
            setattr(engine, name, getattr(quick, name))

    def project(*people: Any, **how: Any) -> list[engine.Projection]:
        quick.num_steps = int(number.read_text()) if number.exists() else NUM_STEPS
        return quick.project(*people, **how)

    engine.project = project
    engine.warm_up = lambda: None

if sys.orig_argv[-1] == "babysite.supervisor.prepare":
    from whitenoise.storage import CompressedManifestStaticFilesStorage

    # Two seconds of a processor at each start of a site.
    CompressedManifestStaticFilesStorage.compress_files = lambda *_: iter(())
