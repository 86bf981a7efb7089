"""Signers of the tests' own."""

from __future__ import annotations

from datetime import UTC, datetime

from generation.provenance.certificates import SigningCredentials, is_root, new_credentials, pem_of
from ml_core.marks.credentials import KnownSigners, Signer


def new_signer() -> tuple[Signer, KnownSigners]:
    made = new_credentials(datetime.now(UTC))
    return signer_of(made), known_of(made)


def signer_of(credentials: SigningCredentials) -> Signer:
    return Signer(pem_of(credentials.chain), credentials.private_key, credentials.algorithm)


def known_of(*all_credentials: SigningCredentials) -> KnownSigners:
    certificates = [each for credentials in all_credentials for each in credentials.certificates]
    return KnownSigners(
        roots=pem_of(tuple(each for each in certificates if is_root(each))).decode(),
        serial_numbers=frozenset(str(each.serial_number) for each in certificates),
    )
