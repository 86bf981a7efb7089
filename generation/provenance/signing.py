"""Who signs pictures as this site: a key kept beside the master key, or the operator's; and who has signed before.

Each process reads it once. It changes at a start alone.
"""

from __future__ import annotations

import logging
import os
import stat
from datetime import timedelta
from functools import cache
from pathlib import Path

import numpy as np
from cryptography import x509
from django.conf import settings
from django.utils import timezone

from accounts.people.keys.private_file import make_private_file, remove_abandoned_draft, replace_private_file
from generation import engine
from generation.provenance.certificates import SigningCredentials, is_root, new_credentials, parse, pem_of
from generation.provenance.errors import CredentialsError

logger = logging.getLogger(__name__)

USED_FOR = timedelta(days=365)
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def signing_credentials() -> SigningCredentials:
    """Returns those of the operator, or the site's own, which are made when they are needed first.

    Raises CredentialsError.
    """
    return _loaded(settings.CONTENT_CREDENTIALS, settings.CONTENT_CREDENTIALS_FILE)[0]


def roots() -> bytes:
    """Returns the certificates that vouch for this site's signers, present and earlier, as PEM."""
    return pem_of(tuple(each for each in _certificates() if is_root(each)))


def serial_numbers() -> frozenset[str]:
    """Returns those of this site's signers, present and earlier."""
    return frozenset(str(each.serial_number) for each in _certificates() if not is_root(each))


def known_signers() -> engine.KnownSigners:
    """Raises CredentialsError."""
    return engine.KnownSigners(roots().decode(), serial_numbers())


def signer_with(credentials: SigningCredentials, *, time_stamp_url: str = "") -> engine.Signer:
    return engine.Signer(
        certificates=pem_of(credentials.chain),
        private_key=credentials.private_key,
        algorithm=credentials.algorithm,
        time_stamp_url=time_stamp_url,
    )


def prepare_credentials() -> None:
    """Makes the site's own, and others once they are a year old. For a start, before anything signs.

    Raises CredentialsError.
    """
    path = settings.CONTENT_CREDENTIALS_FILE
    remove_abandoned_draft(path)
    used = signing_credentials()
    if settings.CONTENT_CREDENTIALS or timezone.now() - used.signer.not_valid_before_utc <= USED_FOR:
        _try(used)
        return
    new = new_credentials(timezone.now())
    try:
        replace_private_file(path, new.pem + pem_of(used.certificates).decode())
    except OSError as error:
        raise _cannot_keep(path, error) from error
    _loaded.cache_clear()
    logger.warning("A new key signs pictures from now on. Keep a copy of %s, as docs/keeping-keys.md says.", path)


def _try(credentials: SigningCredentials) -> None:
    """Signs a picture and reads it: whatever is wrong with dates or the chain would only be found out by every job.

    Raises CredentialsError.
    """
    signer = signer_with(credentials)
    picture = engine.encode_jpeg(np.zeros((64, 64, 3), np.uint8))
    try:
        origin = engine.read_credentials(signer.sign(picture, "image/jpeg", settings.VERSION), known_signers()).origin
    except engine.MLCoreError as error:
        raise CredentialsError(f"Nothing can be signed with the key for pictures: {error}") from error
    if origin != "ours":
        raise CredentialsError(
            "What is signed with the key for pictures can't be told from what others sign: its certificates don't "
            "vouch for each other, or aren't valid today. Name others in CONTENT_CREDENTIALS, or look at the clock."
        )


def _certificates() -> tuple[x509.Certificate, ...]:
    loaded = _loaded(settings.CONTENT_CREDENTIALS, settings.CONTENT_CREDENTIALS_FILE)
    return tuple(each for credentials in loaded for each in credentials.certificates)


@cache
def _loaded(given: Path | None, own: Path) -> tuple[SigningCredentials, ...]:
    """Those in use, and the site's own where the operator gave others: what they signed stays the site's."""
    if given is None:
        return (_read(own) or _make(own),)
    in_use, before = _read(given), _read(own)
    if in_use is None:
        raise CredentialsError(f"CONTENT_CREDENTIALS={given} is not there. Name a file, or leave it unset.")
    return (in_use, before) if before else (in_use,)


def _read(path: Path) -> SigningCredentials | None:
    try:
        mode, data = path.stat().st_mode, path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _cannot_keep(path, error) from error
    if mode & OTHERS:
        raise CredentialsError(
            f"{path} can be read by others (mode {stat.S_IMODE(mode):o}), who could sign as this site then. "
            f"Run `chmod 600 {path}`."
        )
    return parse(data, found_in=str(path))


def _make(path: Path) -> SigningCredentials:
    """Returns another process's, where that one was quicker."""
    try:
        make_private_file(path, new_credentials(timezone.now()).pem)
        return parse(path.read_bytes(), found_in=str(path))
    except OSError as error:
        raise _cannot_keep(path, error) from error


def _cannot_keep(path: Path, error: OSError) -> CredentialsError:
    return CredentialsError(
        f"The key that signs pictures cannot be kept in {path}: {error.strerror}. Make it a file that only user "
        f"{os.geteuid()} may read and write."
    )
