"""Addresses of servers, as settings give them. They hold passwords, so a message never repeats one."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from redis.connection import parse_url

from babysite.environment import text, wrong


def database_at(name: str) -> dict[str, Any]:
    """Returns Django's settings for the database at an address; {} = unset."""
    example = "postgresql://user:password@host:5432/babysite"
    return _parse(name, "postgres(ql)?://", example, environ.Env.db_url_config)


def mail_at(name: str, default: str) -> dict[str, Any]:
    return _parse(name, r"\w+(\+\w+)?://", "smtp+tls://user:password@host:587", environ.Env.email_url_config, default)


def redis_at(name: str) -> str:
    """Returns the checked address of a Redis server; empty = unset."""
    _parse(name, "(rediss?|unix)://", "redis://host:6379/0", parse_url)
    return text(name)


def site_at(name: str, *, host: str, is_https: bool, port: int) -> str:
    """Returns the site's address without a trailing slash. Unset: derived from the other settings."""
    has_port = re.search(r":\d+$", host) is not None
    here = f"https://{host}" if is_https else f"http://{host}" if has_port else f"http://{host}:{port}"
    address = text(name, here).rstrip("/")
    if not re.fullmatch(r"https?://[^/?#\s]+", address):
        raise wrong(name, address, "an address such as https://babysite.example")
    return address


def webhook_at(name: str, *, may_be_private: bool) -> str:
    """Returns the checked address that messages are posted to; empty = unset."""
    address = text(name)
    if not address:
        return ""
    expected = f"{name} is no address such as https://chat.example/hooks/abc, without a user and a fragment"
    mistake = ImproperlyConfigured(f"{expected}. Correct it in .env or in the environment.")
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        is_right = parts.scheme == "https" and host and parts.port != 0
    except ValueError:
        raise mistake from None
    if not is_right or "@" in parts.netloc or re.search(r"[\s#]|[^!-~]", address):
        raise mistake
    if not may_be_private and _is_private(host):
        raise ImproperlyConfigured(
            f"{name} names a machine of a private network. Where that is meant, set MODERATION_WEBHOOK_PRIVATE=True."
        )
    return address


def _is_private(host: str) -> bool:
    """Tells of names only what can be told without asking; the rest is looked at whenever something is sent."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _parse(name: str, scheme: str, example: str, parse: Any, default: str = "") -> dict[str, Any]:
    address = text(name, default)
    if not address:
        return {}
    expected = f"{name} is no address such as {example}"
    if not re.match(scheme, address):
        raise ImproperlyConfigured(f"{expected}. Correct it in .env or in the environment.")
    try:
        return dict(parse(address))
    except (ValueError, ImproperlyConfigured):
        hint = "Special characters of a password are written as %XX there"
        raise ImproperlyConfigured(f"{expected}. {hint}. Correct it in .env or in the environment.") from None
