"""Starting and ending child processes so that none outlives the one who started it, and no stranger is ever touched."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h

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
    """Asks all of them at once, waits, then kills what is left, each with the children it made."""
    for process, stop_signal in processes.items():
        if process.poll() is None:
            process.send_signal(stop_signal)
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    for process in processes:
        kill_group(process.pid)
        process.wait()


def kill_group(leader: int) -> None:
    """What `start` began is the leader of its own group, so a group with its number holds nothing else."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


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
