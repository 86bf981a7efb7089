"""A seccomp filter for the decoder: it allows the few system calls that computing takes, and refuses all others.

    python -m generation.portraits.seccomp     fails with a sentence where this kernel offers no filter

The filter is an allow-list in classic BPF, as `linux/seccomp.h` has it. A refused call fails with EPERM; a call through
another architecture's table ends the process. The numbers are those of `asm/unistd_64.h` and `asm-generic/unistd.h`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from dataclasses import dataclass
from typing import Any

PR_SET_SECCOMP = 22  # linux/prctl.h
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2

KILL_PROCESS = 0x8000_0000
ERRNO = 0x0005_0000
ALLOW = 0x7FFF_0000

# linux/bpf_common.h: load a word, jump if equal, jump if not below, jump if a bit is set, return.
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# struct seccomp_data: the number, the architecture, the instruction pointer, six arguments of 64 bits.
NUMBER_AT, ARCHITECTURE_AT, ARGUMENTS_AT = 0, 4, 16

CLONE_THREAD = 0x1_0000
PROT_EXEC = 0x4
MAP_ANONYMOUS = 0x20
X32_CALLS = 0x4000_0000  # on x86-64, a second table of calls starts here
INSTRUCTION_BYTES = 8

# What a process without files needs: memory, locks, signals, clocks, an end.
PLAIN = (
    "brk",
    "clock_gettime",
    "clock_nanosleep",
    "exit",
    "exit_group",
    "futex",
    "getrandom",
    "gettimeofday",
    "madvise",
    "mremap",
    "munmap",
    "restart_syscall",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sched_yield",
)
# What the C library asks for each thread that it starts.
OF_THREADS = ("rseq", "set_robust_list")


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """The number of an architecture in linux/audit.h, and those of its system calls."""

    audit: int
    calls: dict[str, int]


X86_64 = Architecture(
    audit=0xC000_003E,
    calls={
        "brk": 12,
        "clock_gettime": 228,
        "clock_nanosleep": 230,
        "clone": 56,
        "clone3": 435,
        "exit": 60,
        "exit_group": 231,
        "futex": 202,
        "getrandom": 318,
        "gettimeofday": 96,
        "madvise": 28,
        "mmap": 9,
        "mprotect": 10,
        "mremap": 25,
        "munmap": 11,
        "restart_syscall": 219,
        "rt_sigaction": 13,
        "rt_sigprocmask": 14,
        "rt_sigreturn": 15,
        "rseq": 334,
        "sched_yield": 24,
        "set_robust_list": 273,
        "write": 1,
    },
)
AARCH64 = Architecture(
    audit=0xC000_00B7,
    calls={
        "brk": 214,
        "clock_gettime": 113,
        "clock_nanosleep": 115,
        "clone": 220,
        "clone3": 435,
        "exit": 93,
        "exit_group": 94,
        "futex": 98,
        "getrandom": 278,
        "gettimeofday": 169,
        "madvise": 233,
        "mmap": 222,
        "mprotect": 226,
        "mremap": 216,
        "munmap": 215,
        "restart_syscall": 128,
        "rt_sigaction": 134,
        "rt_sigprocmask": 135,
        "rt_sigreturn": 139,
        "rseq": 293,
        "sched_yield": 124,
        "set_robust_list": 99,
        "write": 64,
    },
)
ARCHITECTURES = {"x86_64": X86_64, "aarch64": AARCH64}


class SeccompMissing(OSError):
    """This kernel or processor offers no filter."""


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def install(*, with_threads: bool) -> None:
    """Allows this process the calls of `PLAIN`, writing to its output and error, and memory that holds no code.

    with_threads: further threads of this process may be started as well, and never another process.

    There is no way back. Raises SeccompMissing; then no_new_privs at most is set.
    """
    architecture = _architecture()
    if architecture is None:
        raise SeccompMissing(errno.ENOSYS, f"no filter is known for {sys.platform} on {platform.machine()}")
    code = _assemble(architecture, with_threads=with_threads)
    program = _Program(len(code) // INSTRUCTION_BYTES, code)
    _prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def _prctl(option: int, *arguments: Any) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, *[ctypes.c_ulong(each) if isinstance(each, int) else each for each in arguments]) != 0:
        raise SeccompMissing(ctypes.get_errno(), f"the kernel refused it ({os.strerror(ctypes.get_errno())})")


def _architecture() -> Architecture | None:
    is_wide = sys.maxsize > 2**32  # a 32-bit Python makes 32-bit calls
    return ARCHITECTURES.get(platform.machine()) if sys.platform.startswith("linux") and is_wide else None


def _assemble(architecture: Architecture, *, with_threads: bool) -> bytes:
    calls = architecture.calls
    code = [
        _step(LOAD, ARCHITECTURE_AT),
        _step(EQUAL, architecture.audit, hit=1),
        _step(RETURN, KILL_PROCESS),
        _step(LOAD, NUMBER_AT),
        _step(AT_LEAST, X32_CALLS, miss=1),
        _step(RETURN, KILL_PROCESS),
    ]
    for name in PLAIN + OF_THREADS if with_threads else PLAIN:
        code += [_step(EQUAL, calls[name], miss=1), _step(RETURN, ALLOW)]
    code += _when(calls["write"], [_argument(0), _step(EQUAL, 1, hit=1), _step(EQUAL, 2, miss=1)])
    code += _when(
        calls["mmap"],
        [_argument(2), _step(ANY_BIT, PROT_EXEC, hit=3), _argument(3), _step(ANY_BIT, MAP_ANONYMOUS, miss=1)],
    )
    code += _when(calls["mprotect"], [_argument(2), _step(ANY_BIT, PROT_EXEC, hit=1)])
    if with_threads:
        code += _when(calls["clone"], [_argument(0), _step(ANY_BIT, CLONE_THREAD, miss=1)])
        # Its flags lie in memory, where no filter can look. If it is missing, the C library falls back to `clone`.
        code += [_step(EQUAL, calls["clone3"], miss=1), _refuse(errno.ENOSYS)]
    return b"".join([*code, _refuse()])


def _when(number: int, checks: list[bytes]) -> list[bytes]:
    """Returns the steps for one call: `checks` of its arguments end just behind themselves, where it is allowed, or one
    step further, where it is refused."""
    return [_step(EQUAL, number, miss=len(checks) + 2), *checks, _step(RETURN, ALLOW), _refuse()]


def _argument(index: int) -> bytes:
    """Loads the lower half of an argument, which comes first on both architectures and holds all the flags."""
    return _step(LOAD, ARGUMENTS_AT + 8 * index)


def _refuse(error: int = errno.EPERM) -> bytes:
    return _step(RETURN, ERRNO | error)


def _step(operation: int, value: int, *, hit: int = 0, miss: int = 0) -> bytes:
    """Returns a struct sock_filter. hit, miss: how many steps are skipped then; value: what to compare with."""
    return struct.pack("=HBBI", operation, hit, miss, value)


if __name__ == "__main__":
    try:
        install(with_threads=False)
    except SeccompMissing as error:
        sys.exit(error.strerror)
