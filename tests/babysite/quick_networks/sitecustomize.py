"""A module that Python reads when this folder is on PYTHONPATH: it gives a site under test quick networks.

Everything else of that site is what everybody runs, processes included.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

STEP_SECONDS = float(os.environ.get("QUICK_STEP_SECONDS", "0.35"))

if sys.orig_argv[-2:] == ["babysite.worker", "heavy"]:
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

    from generation import engine
    from tests.generation.quick_engine import PATCHED, QuickEngine

    quick = QuickEngine(at_step=lambda stage, step: time.sleep(STEP_SECONDS))
    for name in PATCHED:
        setattr(engine, name, getattr(quick, name))
    engine.warm_up = lambda: None
