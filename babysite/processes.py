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
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_DUMPABLE = 4
POLL_SECONDS = 0.05
STOP_SECONDS = 10.0

# What a person or a system asks us to end with. Held back while a child is born: an exception raised then would leave a
# process that nobody knows of.
HELD_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# What any program may know of our environment.
HANDED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH")

Process = subprocess.Popen[bytes]


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command to run, and the signal that ends it.

    environment: all of the child's environment. Ours holds the site's secrets, so none of it is handed on by itself.
    account: (uid, gid) to run as, None = as we are.
    log: file that gets the output, None = our own output.
    keep_files: descriptors that the child inherits.
    """

    arguments: list[str]
    directory: Path
    environment: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    account: tuple[int, int] | None = None
    log: Path | None = None
    keep_files: tuple[int, ...] = ()


def bare_environment(*names: str, **own: str) -> dict[str, str]:
    """Returns an environment for programs that aren't the site itself: without its secrets.

    names: variables of ours that this program needs besides. own: what is set for it.
    """
    return {name: os.environ[name] for name in (*HANDED_ON, *names) if name in os.environ} | own


def start(command: Command) -> Process:
    """Starts the command in its own session: Ctrl-C in the terminal reaches only us, who end things in the right
    order.
    """
    uid, gid = command.account or (None, None)
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(command.log.open("ab")) if command.log else None
        before = signal.pthread_sigmask(signal.SIG_BLOCK, HELD_SIGNALS)
        stack.callback(signal.pthread_sigmask, signal.SIG_SETMASK, before)
        process = subprocess.Popen(
            command.arguments,
            cwd=command.directory,
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
            user=uid,
            group=gid,
            extra_groups=None if uid is None else [],
            pass_fds=command.keep_files,
            preexec_fn=at_birth(command.stop_signal, before),  # the callers have one thread, where this is safe
        )
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)  # a signal that was held back is heard here
        except BaseException:
            end({process: command.stop_signal}, patience=STOP_SECONDS)
            raise
        return process


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
    """Returns True if the process has ended, without reaping it as poll() does: until then its number is not reused."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def bury(process: Process) -> int:
    """Ends the process and every child it left behind. Returns its status, negative for a signal."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # `start` made it the leader of a group of its own
    return process.wait()


def close_memory() -> None:
    """Closes this process's memory, and with it the master key, to all other programs of its user, to debuggers and to
    core files."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def at_birth(stop_signal: signal.Signals, mask: set[int | signal.Signals]) -> Callable[[], None]:
    """The child hears all signals again. And since kill -9 of the parent leaves it no time to end its children, the
    kernel is asked to."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform.startswith("linux") else None
    parent = os.getpid()

    def run_in_child() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if prctl is None:
            return
        prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return run_in_child
