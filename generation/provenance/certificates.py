"""Certificates that Content Credentials are signed with: made with their keys, and written as PEM.

A root vouches for one signer, and its key is forgotten then: nobody can make another signer that counts as the site.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from generation.provenance.errors import CredentialsError

# C2PA's names. Curves by their names in SEC 2, as `cryptography` has them.
ALGORITHMS: dict[str, Literal["es256", "es384", "es512"]] = {
    "secp256r1": "es256",
    "secp384r1": "es384",
    "secp521r1": "es512",
}
# Without a time stamp a picture is believed as long as its certificate holds, so it holds for longer than pictures are
# kept. The key is used for a year.
HOLDS = timedelta(days=50 * 365)
# Clocks of machines differ.
BEFORE = timedelta(days=1)
NAME = "babysite"
PRIVATE_KEY = re.compile(rb"-----BEGIN ([A-Z]+ )?PRIVATE KEY-----.+?-----END ([A-Z]+ )?PRIVATE KEY-----\n?", re.DOTALL)
ONLY_SIGNS = {
    "content_commitment": False,
    "key_encipherment": False,
    "data_encipherment": False,
    "key_agreement": False,
    "encipher_only": False,
    "decipher_only": False,
}


@dataclass(frozen=True)
class SigningCredentials:
    """A signer, and all certificates that are at hand. certificates: the signer's own and those above it, then those
    of earlier signers, each before those above it."""

    private_key: bytes = field(repr=False)  # PEM
    certificates: tuple[x509.Certificate, ...]

    @property
    def signer(self) -> x509.Certificate:
        return self.certificates[0]

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        above = self.certificates[1:]
        end = next((place for place, each in enumerate(above) if not is_root(each)), len(above))
        return self.certificates[: 1 + end]

    @property
    def algorithm(self) -> Literal["es256", "es384", "es512"]:
        key = self.signer.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)  # noqa: S101 -- `parse` checked it
        return ALGORITHMS[key.curve.name]

    @property
    def pem(self) -> str:
        return self.private_key.decode() + pem_of(self.certificates).decode()


def is_root(certificate: x509.Certificate) -> bool:
    """Returns True for a certificate that may vouch for others."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def pem_of(certificates: tuple[x509.Certificate, ...]) -> bytes:
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)


def new_credentials(now: datetime) -> SigningCredentials:
    """Makes a root and a signer, EC P-256."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _each in range(2))
    tag = secrets.token_hex(4)  # two roots of one name would be taken for each other
    root_name, name = _name(f"{NAME} root {tag}"), _name(f"{NAME} {tag}")
    root = (
        _begin(root_name, root_name, root_key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=False, key_cert_sign=True, crl_sign=True, **ONLY_SIGNS), critical=True
        )
        .sign(root_key, hashes.SHA256())
    )
    signer = (
        _begin(name, root_name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, key_cert_sign=False, crl_sign=False, **ONLY_SIGNS), critical=True
        )
        # C2PA asks for a purpose, and takes this one of signers that no list of its own knows.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SigningCredentials(text, (signer, root))


def parse(data: bytes, *, found_in: str) -> SigningCredentials:
    """Raises CredentialsError, which says where the text was found and never what it is."""
    found = PRIVATE_KEY.search(data)
    expected = (
        "Expected PEM: a private key without a password, on the curve P-256, P-384 or P-521, the certificate of its "
        "signer, and those above it."
    )
    if found is None:
        raise CredentialsError(f"{found_in} holds no private key. {expected}")
    try:
        key = serialization.load_pem_private_key(found[0], password=None)
        certificates = tuple(x509.load_pem_x509_certificates(data))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CredentialsError(f"{found_in} can't be read. {expected}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name not in ALGORITHMS:
        raise CredentialsError(f"{found_in} holds a key of another kind. {expected}")
    if key.public_key() != certificates[0].public_key():
        raise CredentialsError(f"The private key in {found_in} isn't that of its first certificate. {expected}")
    credentials = SigningCredentials(found[0], certificates)
    if len(credentials.chain) == 1 or is_root(credentials.signer):
        raise CredentialsError(f"{found_in} lacks the certificates above its signer's. {expected}")
    return credentials


def _name(words: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, NAME), x509.NameAttribute(NameOID.COMMON_NAME, words)]
    )


def _begin(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + HOLDS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
