"""What it costs that private files lie sealed: a child's 1024 px picture and its code, against plain files beside them.

python -m benchmarks.sealing [--out FILE] measures on a PostgreSQL of its own, in seconds; `measure` starts that.
Everything is in it that a worker or a page does: whose keys, the rows that hold them, unwrapping, and the ciphers.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.core.files.storage import Storage

ROOT = Path(__file__).parents[1]
PHOTO = ROOT / "generation" / "samples" / "mother.jpg"
REPEATS = 101
LATENT_SHAPE = (23, 512)


def measure() -> dict[str, Any]:
    with TemporaryDirectory() as var:
        own = {
            "VAR_DIR": var,
            "MEDIA_ROOT": f"{var}/media",
            "ENV_FILE": os.devnull,
            "DATABASE_URL": "",
            "MASTER_KEY": "",
        }
        environment = {**os.environ, **own}
        command = [sys.executable, "-m", "benchmarks.sealing", "--here"]
        output = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment).stdout
    figures: dict[str, Any] = json.loads(output.splitlines()[-1])
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sealing", description=__doc__)
    parser.add_argument("--out", type=Path, default=None, help="default: benchmarks/results/sealing-DATE.json")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.here:
        sys.stdout.write(f"{json.dumps(_measure_here())}\n")
        return
    from benchmarks import machine

    out = arguments.out or ROOT / "benchmarks" / "results" / f"sealing-{machine.today()}.json"
    measured = {"machine": machine.describe(), "sealing": measure()}
    out.write_text(json.dumps(measured, indent=2) + "\n")
    sys.stdout.write(out.read_text() + f"{out}\n")


def _measure_here() -> dict[str, Any]:
    import django
    from django.core.management import call_command

    from babysite import processes
    from babysite.embedded.postgres import PostgresServer
    from babysite.embedded.running import start_server

    os.environ["DJANGO_SETTINGS_MODULE"] = "babysite.settings"
    django.setup()
    server = start_server(PostgresServer(Path(os.environ["VAR_DIR"])))
    try:
        call_command("migrate", verbosity=0)
        return {kind: _compare(folder, data) for kind, (folder, data) in _files().items()}
    finally:
        from django.db import connection

        connection.close()
        processes.end({server: signal.SIGINT}, patience=20)


def _files() -> dict[str, tuple[str, bytes]]:
    """Of a family of two: where each would lie, and what is in it."""
    import numpy as np

    from accounts.models import User
    from accounts.people.services import create_person
    from generation import engine
    from generation.models import Family

    owner = User.objects.create_user("owner@example.org")
    mother, father = (create_person(owner=owner, name=name) for name in ("Ada", "Ben"))
    family = Family.objects.create(owner=owner, parent_a=mother, parent_b=father)
    code = np.random.default_rng(1).normal(size=LATENT_SHAPE).astype(np.float32)
    return {
        "picture": (family.folder, engine.encode_jpeg(_picture(), quality=95)),
        "latent": (f"people/{mother.pk}", engine.save_latent(engine.Latent(w_plus=code, generator="any"))),
    }


def _picture() -> Any:
    from ml_core.images import load_picture, resize

    return resize(load_picture(PHOTO), 1024)


def _compare(folder: str, data: bytes) -> dict[str, Any]:
    from django.core.files.storage import FileSystemStorage, default_storage

    sealed, plain = _times(default_storage, folder, data), _times(FileSystemStorage(), folder, data)
    cost = sum(sealed[way] - plain[way] for way in ("write", "read"))
    return {"bytes": len(data), "sealed_ms": sealed, "plain_ms": plain, "cost_of_both_ms": round(cost, 2)}


def _times(storage: Storage, folder: str, data: bytes) -> dict[str, float]:
    from django.core.files.base import ContentFile

    names: list[str] = []

    def write() -> None:
        names.append(storage.save(f"{folder}/{len(names)}.bin", ContentFile(data)))

    def read() -> None:
        with storage.open(names[-1]) as file:
            assert file.read() == data  # noqa: S101

    return {"write": _median_ms(write), "read": _median_ms(read)}


def _median_ms(work: Callable[[], None]) -> float:
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return round(median(seconds) * 1000, 2)


if __name__ == "__main__":
    main()
