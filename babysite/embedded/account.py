"""PostgreSQL refuses to run as root, so root lends its servers an account that owns their data and nothing else."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from logging import getLogger
from pathlib import Path

from babysite.embedded.errors import EmbeddedServerError
from babysite.processes import bare_environment

logger = getLogger(__name__)

SYSTEM_USER = "babysite"

Account = tuple[int, int]


def account_for(home: Path) -> Account | None:
    """Returns (uid, gid) to run the server of `home` as; None = as this process."""
    if os.geteuid() != 0:
        return None
    if home.exists() and home.stat().st_uid != 0 and _is_known(home.stat().st_uid):
        return home.stat().st_uid, home.stat().st_gid  # made by an ordinary user, who will want it back
    entry = _find_or_make_system_user()
    return entry.pw_uid, entry.pw_gid


def hand_over(home: Path, account: Account | None) -> None:
    """Makes `home` a private folder of the account, which can be reached by it."""
    home.mkdir(parents=True, exist_ok=True)
    if account is None:
        if home.stat().st_uid != os.geteuid():
            owner = home.stat().st_uid
            raise EmbeddedServerError(
                f"{home} belongs to user {owner}, and we are user {os.geteuid()}. It was probably made by root: "
                f"run `sudo chown -R $(id -u) {home}`, or start the site as that user again."
            )
        home.chmod(0o700)
        return
    for path in [home, *home.rglob("*")]:
        if path.lstat().st_uid != account[0]:
            os.chown(path, *account, follow_symlinks=False)
    home.chmod(0o700)
    make_reachable(home)


def make_reachable(path: Path) -> None:
    """Lets other accounts pass through (not list) the folders above `path`, as they could if we were not root."""
    for folder in path.resolve().parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            logger.warning("Letting other accounts pass through %s, so that the database can reach its files.", folder)
            folder.chmod(mode | stat.S_IXOTH)


def make_readable(tree: Path) -> None:
    """Makes programs readable: those installed by a root with a strict umask could be run by nobody else."""
    for path in [tree, *tree.rglob("*")]:
        if path.is_symlink():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if mode != wanted:
            path.chmod(wanted)


def _is_known(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def _find_or_make_system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        subprocess.run(
            ["useradd", *options, "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            check=True,
            capture_output=True,
            text=True,
            env=bare_environment(),
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedServerError(
            f"PostgreSQL refuses to run as root, and the account {SYSTEM_USER!r} for it could not be made: "
            f"{getattr(error, 'stderr', '') or error}. Run the site as an ordinary user, or set DATABASE_URL and "
            "REDIS_URL to servers of your own."
        ) from error
    return pwd.getpwnam(SYSTEM_USER)
