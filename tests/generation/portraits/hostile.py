"""`python -m tests.generation.portraits.hostile KIND VICTIM`: hostile code inside the decoder's sandbox.

It tries every door by the C library itself, as code does that has taken over a parser, and prints what each answered.
KIND: "sandbox" and "threads" enter the sandbox as the decoder does, "filter" only its seccomp filter, as the user it
is run by. VICTIM: a file that may be lost.
"""

from __future__ import annotations

import ctypes
import errno
import json
import mmap
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from generation.portraits import decoder, seccomp

libc = ctypes.CDLL(None, use_errno=True)
VICTIM = sys.argv[2].encode() if len(sys.argv) > 2 else b"/nonexistent"
PARENT = os.getppid()
PAGE = mmap.PAGESIZE
BUFFER = ctypes.create_string_buffer(PAGE)
ARGUMENTS = (ctypes.c_char_p * 2)(b"true", None)
NO_FILE, HERE = -1, -100
PTRACE_SEIZE = 0x4206  # which stops nobody
READ, WRITE, EXECUTE = mmap.PROT_READ, mmap.PROT_WRITE, mmap.PROT_EXEC
PRIVATE, ANONYMOUS = mmap.MAP_PRIVATE, mmap.MAP_ANONYMOUS


class Vector(ctypes.Structure):
    """struct iovec."""

    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


VECTOR = Vector(1, 8)  # an address that nobody has: it is refused for another reason where the door is open
for name in ("mmap", "shmat"):
    getattr(libc, name).restype = ctypes.c_ssize_t

ONE = ctypes.byref(VECTOR)
# Numbers of newer system calls are the same on every architecture.
DOORS: dict[str, tuple[Any, ...]] = {
    "open": (libc.open, VICTIM, os.O_RDONLY),
    "open to write": (libc.open, VICTIM, os.O_WRONLY),
    "creat": (libc.creat, VICTIM + b".new", 0o600),
    "openat2": (libc.syscall, 437, HERE, VICTIM, BUFFER, 24),
    "read": (libc.read, 0, BUFFER, 1),
    "readlink": (libc.readlink, b"/proc/self/exe", BUFFER, PAGE),
    "stat": (libc.access, VICTIM, os.R_OK),
    "statfs": (libc.statfs, b"/", BUFFER),
    "unlink": (libc.unlink, VICTIM),
    "rename": (libc.rename, VICTIM, VICTIM + b".moved"),
    "link": (libc.link, VICTIM, VICTIM + b".link"),
    "symlink": (libc.symlink, VICTIM, VICTIM + b".symlink"),
    "mkdir": (libc.mkdir, VICTIM + b".folder", 0o700),
    "mkfifo": (libc.mkfifo, VICTIM + b".fifo", 0o600),
    "chmod": (libc.chmod, VICTIM, 0o777),
    "chown": (libc.chown, VICTIM, 0, 0),
    "truncate": (libc.truncate, VICTIM, 0),
    "utimes": (libc.utimes, VICTIM, None),
    "chdir": (libc.chdir, b"/"),
    "chroot": (libc.chroot, b"/"),
    "mount": (libc.mount, b"none", b"/", b"no such", 0, None),
    "memfd_create": (libc.memfd_create, b"x", 0),
    "inotify": (libc.inotify_init1, 0),
    "fork": (libc.fork,),
    "clone3": (libc.syscall, 435, BUFFER, 88),
    "socket": (libc.socket, 2, 1, 0),
    "socket to the broker": (libc.socket, 1, 1, 0),
    "netlink": (libc.socket, 16, 3, 0),
    "socketpair": (libc.socketpair, 1, 1, 0, BUFFER),
    "pipe": (libc.pipe, BUFFER),
    "dup": (libc.dup, 1),
    "fcntl": (libc.fcntl, 1, 4, 0),
    "terminal": (libc.ioctl, 1, 0x5401, BUFFER),
    "ptrace": (libc.ptrace, PTRACE_SEIZE, PARENT, None, None),
    "process_vm_readv": (libc.process_vm_readv, PARENT, ONE, 1, ONE, 1, 0),
    "process_vm_writev": (libc.process_vm_writev, PARENT, ONE, 1, ONE, 1, 0),
    "kill": (libc.kill, PARENT, 0),
    "kill everybody": (libc.kill, -1, 0),
    "tgkill": (libc.tgkill, PARENT, PARENT, 0),
    "pidfd_open": (libc.syscall, 434, PARENT, 0),
    "pidfd_getfd": (libc.syscall, 438, 0, 0, 0),
    "process_madvise": (libc.syscall, 440, 0, ONE, 1, 0, 0),
    "setuid": (libc.setuid, 0),
    "setgroups": (libc.setgroups, 0, None),
    "setsid": (libc.setsid,),
    "setpriority": (libc.setpriority, 0, 0, 1),
    "setrlimit": (libc.setrlimit, resource.RLIMIT_CORE, BUFFER),
    "prctl": (libc.prctl, 15, b"other", 0, 0, 0),
    "personality": (libc.personality, 0xFFFFFFFF),
    "unshare": (libc.unshare, 0x1000_0000),
    "setns": (libc.setns, 0, 0),
    "shmget": (libc.shmget, 0, PAGE, 0o1600),
    "msgget": (libc.msgget, 0, 0o1600),
    "semget": (libc.semget, 0, 1, 0o1600),
    "epoll": (libc.epoll_create1, 0),
    "eventfd": (libc.eventfd, 0, 0),
    "timerfd": (libc.timerfd_create, 1, 0),
    "signalfd": (libc.signalfd, -1, BUFFER, 0),
    "io_uring": (libc.syscall, 425, 1, BUFFER),
    "landlock": (libc.syscall, 444, None, 0, 1),
    "memory with code": (libc.mmap, None, PAGE, READ | WRITE | EXECUTE, PRIVATE | ANONYMOUS, NO_FILE, 0),
    "memory of a file": (libc.mmap, None, PAGE, READ, PRIVATE, 0, 0),
    "memory turned to code": (libc.mprotect, ctypes.c_void_p(ctypes.addressof(BUFFER) // PAGE * PAGE), PAGE, 7),
    "write elsewhere": (libc.write, 0, b"x", 1),
    "exec": (libc.execve, b"/bin/true", ARGUMENTS, None),
}


def enter(kind: str) -> None:
    if kind == "filter":
        seccomp.install(with_threads=False)
        return
    decoder.limit_this_process()
    decoder.enter_sandbox(with_threads=kind == "threads", require_seccomp=True)


def knock(function: Callable[..., int], *arguments: Any) -> str:
    """Returns the name of the error, or "open"."""
    result = function(*arguments)
    if function is libc.fork and result == 0:
        os._exit(0)
    return "open" if result != -1 else errno.errorcode[ctypes.get_errno()]


def main() -> None:
    enter(sys.argv[1])
    answers = {name: knock(*door) for name, door in DOORS.items()}
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
