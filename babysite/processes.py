"""Starting and ending child processes so that none outlives the one who started it, and no stranger is ever touched."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h
POLL_SECONDS = 0.05

Process = subprocess.Popen[bytes]


@dataclass(frozen=True, kw_only=True)
class Command:
    """What to run, and how it wants to be ended.

    account: (uid, gid) to run as, None = as we are.
    log: file that gets the output, None = our own output.
    keep_files: descriptors that the child inherits.
    """

    arguments: list[str]
    directory: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    account: tuple[int, int] | None = None
    log: Path | None = None
    keep_files: tuple[int, ...] = ()


def start(command: Command) -> Process:
    """In a session of its own: Ctrl-C in the terminal reaches only us, who end things in the right order."""
    uid, gid = command.account or (None, None)
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(command.log.open("ab")) if command.log else None
        return subprocess.Popen(
            command.arguments,
            cwd=command.directory,
            env={**os.environ, **command.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
            user=uid,
            group=gid,
            extra_groups=None if uid is None else [],
            pass_fds=command.keep_files,
            preexec_fn=_die_with_parent(command.stop_signal),  # the callers have one thread, where this is safe
        )


def end(processes: Mapping[Process, signal.Signals], *, patience: float) -> None:
    """Asks all of them at once, waits `patience` seconds, kills what is left, each with the children it made."""
    for process, stop_signal in processes.items():
        if not has_ended(process):
            process.send_signal(stop_signal)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and not all(has_ended(process) for process in processes):
        time.sleep(POLL_SECONDS)
    for process in processes:
        bury(process)


def has_ended(process: Process) -> bool:
    """Without taking note of the end as poll() does: until then its number belongs to nobody else."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def bury(process: Process) -> int:
    """Ends the process and every child it left behind. Returns its status, negative for a signal."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # `start` made it the leader of a group of its own
    return process.wait()


def _die_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """kill -9 of the parent leaves it no time to end its children, so the kernel is asked to."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_kernel
