"""Readers of settings, which name a mistake in one and what was expected. Empty means unset."""

from __future__ import annotations

import os
import re
import stat
import zoneinfo
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"true", "on", "yes", "y", "1"})
FALSE_WORDS = frozenset({"false", "off", "no", "n", "0"})
# A period longer than a hundred years is a slip of the finger.
MAX_DAYS = 36_500


# Whoever reads one of them can sign in as anybody, open the pictures or send mail as the site.
SECRETS = frozenset({
    "SECRET_KEY", "SECRET_KEY_OLD", "MASTER_KEY", "MASTER_KEY_OLD", "DATABASE_URL", "REDIS_URL", "EMAIL_URL",
    "MODERATION_WEBHOOK_URL",
    "KAKAO_CLIENT_SECRET", "NAVER_CLIENT_SECRET", "GOOGLE_CLIENT_SECRET", "AWS_SECRET_ACCESS_KEY",
})  # fmt: skip
GIVEN = re.compile(r"^\s*(?:export\s+)?(\w+)\s*=\s*\S", re.MULTILINE)


def read_env_file(path: Path) -> None:
    """Reads .env. Values already in the environment win."""
    _check_that_secrets_are_private(path)
    try:
        environ.Env.read_env(path)
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"{path} is no UTF-8 text: {error}. Save it again as UTF-8.") from error


def check_that_only_we_read(path: Path, what: str) -> None:
    mode = path.stat().st_mode
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ImproperlyConfigured(
            f"{path} holds {what} and can be read by others (mode {stat.S_IMODE(mode):o}). Run `chmod 600 {path}`."
        )


def _check_that_secrets_are_private(path: Path) -> None:
    if not path.is_file():
        return
    secrets = sorted(SECRETS.intersection(GIVEN.findall(path.read_text(errors="replace"))))
    if secrets:
        check_that_only_we_read(path, ", ".join(secrets))


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def words(name: str, default: list[str]) -> list[str]:
    """Splits a value at its commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or default


def whole_number(name: str, default: int, *, at_least: int = 1, at_most: int | None = None) -> int:
    given = text(name, str(default))
    number = int(given) if re.fullmatch("-?[0-9]+", given) else None
    if number is None or number < at_least or (at_most is not None and number > at_most):
        limits = f"from {at_least} to {at_most}" if at_most is not None else f"of {at_least} or more"
        raise wrong(name, given, f"a whole number {limits}")
    return number


def num_cores() -> int:
    """Returns how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def yes_or_no(name: str, *, default: bool) -> bool:
    given = text(name, str(default)).lower()
    if given not in TRUE_WORDS | FALSE_WORDS:
        raise wrong(name, given, "True or False")
    return given in TRUE_WORDS


def one_of(name: str, choices: list[str]) -> str:
    """The first is the default."""
    given = text(name, choices[0]).upper()
    if given not in choices:
        raise wrong(name, given, f"one of {', '.join(choices)}")
    return given


def time_zone(name: str, default: str) -> str:
    given = text(name, default)
    if given not in {default, *zoneinfo.available_timezones()}:
        raise wrong(name, given, "a time zone, such as Asia/Seoul")
    return given


def check_order(name: str, number: int, *, below: str, limit: int) -> None:
    """Checks that a setting is below another one."""
    if number >= limit:
        raise wrong(name, str(number), f"below {below}, which is {limit}")


def wrong(name: str, given: str, expected: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}={given} is not {expected}. Correct it in .env or in the environment.")
