from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.inversion.records import Store
from ml_core.contracts import Latent
from tests.benchmarks.inversion.made_up import record

LATENT = Latent(w_plus=np.zeros((4, 8), np.float32), generator="any")


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    kept = record("anna", "ours", (1, 1.0, None, 0.9), (10, 2.5, 0.3, 0.1), aged=None)
    Store(tmp_path).keep(kept, LATENT)
    assert Store(tmp_path).find(face="anna", recipe="ours", settings={"num_steps": 10}) == kept


def test_what_was_reached_with_other_settings_is_not(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(record("anna", "ours", (10, 2.5, 0.3, 0.1)), LATENT)
    assert store.find(face="anna", recipe="ours", settings={"num_steps": 1000}) is None
    assert store.find(face="ben", recipe="ours", settings={"num_steps": 10}) is None
