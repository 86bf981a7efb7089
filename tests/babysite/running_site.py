"""The whole site as people start it: `python -m babysite.supervisor`, in a folder of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from babysite.paths import BASE_DIR
from babysite.processes import at_birth

MODELS_DIR = BASE_DIR / "var" / "models"
# Environment of a site whose heavy worker need not load the networks.
QUICK_NETWORKS = {"PYTHONPATH": str(Path(__file__).parent / "quick_networks")}
UP = re.compile(r"babysite is up: (http://\S+)/ ")
# What the tests' own site needs, and one that starts from its defaults must not see.
NOT_HANDED_ON = {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "HOST", "PORT", "SITE_URL"}

Answer = TypeVar("Answer")


def wait_for(question: Callable[[], Answer], *, seconds: float = 60.0, what: str) -> Answer:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:g} s: {what}")


@contextmanager
def new_home() -> Iterator[Path]:
    """A folder for servers. Not pytest's own: those are closed to the account that root lends to its servers."""
    with tempfile.TemporaryDirectory(dir=os.environ["VAR_DIR"], prefix="home-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name).resolve()


def free_port() -> str:
    """Returns a port that nothing listens on, far from those that sites choose by themselves."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


class RunningSite:
    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.log = home.with_name(f"{home.name}.log")
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
        own = {
            "VAR_DIR": str(home),
            "MEDIA_ROOT": str(home / "media"),
            "MODELS_DIR": str(MODELS_DIR),
            "ENV_FILE": os.devnull,
        }
        self.environment = {**inherited, **own, **environment}
        self.supervisor: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns at once."""
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "babysite.supervisor"]
            self.supervisor = subprocess.Popen(
                command,
                cwd=BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=at_birth(signal.SIGTERM, set()),  # Ctrl-C kills the workers of a parallel run
            )

    def wait_until_up(self, *, seconds: float = 60.0) -> None:
        def is_up_or_over() -> bool:
            return bool(UP.search(self.output)) or self.process.poll() is not None

        wait_for(is_up_or_over, seconds=seconds, what=f"a site that is up. It said:\n{self.output}")
        assert self.process.poll() is None, self.output

    def run_to_its_end(self, *, seconds: float = 30.0) -> int:
        self.start()
        return self.process.wait(timeout=seconds)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=40)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self.supervisor is not None, "not started"
        return self.supervisor

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def url(self) -> str:
        found = UP.search(self.output)
        assert found, self.output
        return found[1]

    def get(self, path: str, *, timeout: float = 10.0) -> tuple[int, str]:
        """Returns (status, body), or (0, "") when nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=timeout) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def checks(self) -> dict[str, bool]:
        status, body = self.get("/healthz/ready/")
        return json.loads(body)["checks"] if status else {}

    def search_for(self, num_steps: int) -> None:
        """From its next search on, with quick networks, each face takes as many steps."""
        (self.home / "num_steps").write_text(str(num_steps))

    def is_ready(self) -> bool:
        return self.get("/healthz/ready/")[0] == 200

    def pid_of(self, part: str) -> int:
        """Returns the pid, or 0 while there is no note."""
        try:
            note: dict[str, Any] = json.loads((self.home / "run" / f"{part}.json").read_text())
        except (FileNotFoundError, ValueError):
            return 0
        return int(note["pid"])

    def mapped_files(self, part: str) -> str:
        """What that part has loaded, among much else."""
        return Path(f"/proc/{self.pid_of(part)}/maps").read_text()

    def living(self) -> dict[int, str]:
        """Every process that belongs to this site, by its environment or by the folder it works in."""
        return {pid: name for pid, name in all_processes(self.home).items() if pid != os.getpid()}


def all_processes(home: Path) -> dict[int, str]:
    found = {}
    marker = f"VAR_DIR={home}\0".encode()
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            belongs = marker in (process / "environ").read_bytes() or (process / "cwd").readlink().is_relative_to(home)
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it has just ended
            continue
        if belongs and words:
            found[int(process.name)] = words
    return found
