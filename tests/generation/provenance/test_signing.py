"""The key that signs pictures: made once, kept closed, changed each year, and never told."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from generation.provenance.certificates import SigningCredentials, is_root, new_credentials, pem_of
from generation.provenance.errors import CredentialsError
from generation.provenance.signing import prepare_credentials, roots, serial_numbers, signing_credentials
from ml_core.marks.credentials import KnownSigners, read
from tests.ml_core.marks.signers import signer_of
from tests.ml_core.marks.test_credentials import FORMATS


@pytest.fixture
def own_file(tmp_path: Path, settings: Any) -> Path:
    """The path of this test's own credentials, which are made once they are needed."""
    settings.CONTENT_CREDENTIALS = None
    settings.CONTENT_CREDENTIALS_FILE = tmp_path / "var" / "content_credentials"
    return settings.CONTENT_CREDENTIALS_FILE


@pytest.fixture
def picture(tmp_path: Path) -> bytes:
    return FORMATS["image/jpeg"](tmp_path)


def _origin(data: bytes) -> str:
    return read(data, KnownSigners(roots().decode(), serial_numbers())).origin


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)


def test_the_first_start_makes_one_that_only_its_owner_reads(own_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    prepare_credentials()
    assert stat.S_IMODE(own_file.stat().st_mode) == 0o600
    assert [file.name for file in own_file.parent.iterdir()] == ["content_credentials"]
    assert "PRIVATE" not in caplog.text


def test_the_next_start_signs_with_the_same(own_file: Path) -> None:
    prepare_credentials()
    before = own_file.read_text()
    prepare_credentials()
    assert own_file.read_text() == before


def test_the_key_of_the_root_is_kept_nowhere(own_file: Path) -> None:
    signing_credentials()
    assert own_file.read_text().count("PRIVATE KEY-----\n") == 2  # the begin and the end of one
    key = load_pem_private_key(own_file.read_bytes(), None)
    assert key.public_key() == signing_credentials().signer.public_key()


def test_after_a_year_another_signs_and_the_former_stays_ours(own_file: Path, picture: bytes) -> None:
    former = new_credentials(datetime.now(UTC) - timedelta(days=366))
    _write(own_file, former.pem)
    prepare_credentials()
    assert signing_credentials().signer != former.signer
    assert former.private_key.decode() not in own_file.read_text()
    for credentials in (former, signing_credentials()):
        assert _origin(signer_of(credentials).sign(picture, "image/jpeg", "1.0")) == "ours"
    assert len(x509.load_pem_x509_certificates(roots())) == 2
    assert stat.S_IMODE(own_file.stat().st_mode) == 0o600


def test_an_operators_certificate_signs_and_the_sites_own_stays_ours(
    own_file: Path, picture: bytes, tmp_path: Path, settings: Any
) -> None:
    own = signing_credentials()
    given = new_credentials(datetime.now(UTC) - timedelta(days=900))
    settings.CONTENT_CREDENTIALS = tmp_path / "given.pem"
    _write(settings.CONTENT_CREDENTIALS, given.pem)
    prepare_credentials()
    assert signing_credentials().signer == given.signer
    for credentials in (own, given):
        assert _origin(signer_of(credentials).sign(picture, "image/jpeg", "1.0")) == "ours"
    stranger = new_credentials(datetime.now(UTC))
    assert _origin(signer_of(stranger).sign(picture, "image/jpeg", "1.0")) == "foreign"


def _of_tomorrow() -> str:
    return new_credentials(datetime.now(UTC) + timedelta(days=7)).pem


def _of_long_ago() -> str:
    return new_credentials(datetime.now(UTC) - timedelta(days=60 * 365)).pem


def _of_two_roots() -> str:
    """A signer, and a root that never vouched for it."""
    one, other = (new_credentials(datetime.now(UTC)) for _each in range(2))
    return one.private_key.decode() + pem_of((one.signer, other.certificates[1])).decode()


@pytest.mark.parametrize("make", [_of_tomorrow, _of_long_ago, _of_two_roots])
def test_what_signs_in_vain_is_refused_at_the_start(
    own_file: Path, tmp_path: Path, settings: Any, make: Callable[[], str]
) -> None:
    """Every job would fail for it, or its pictures would be somebody else's."""
    settings.CONTENT_CREDENTIALS = tmp_path / "operator.pem"
    _write(settings.CONTENT_CREDENTIALS, make())
    with pytest.raises(CredentialsError):
        prepare_credentials()


def test_a_file_that_others_may_read_is_refused(own_file: Path) -> None:
    _write(own_file, new_credentials(datetime.now(UTC)).pem)
    own_file.chmod(0o640)
    with pytest.raises(CredentialsError, match=r"can be read by others \(mode 640\).* Run `chmod 600 "):
        prepare_credentials()


def _without_chain(good: SigningCredentials) -> str:
    return good.private_key.decode() + pem_of((good.signer,)).decode()


def _with_another_key(good: SigningCredentials) -> str:
    return new_credentials(datetime.now(UTC)).private_key.decode() + pem_of(good.certificates).decode()


def _with_a_rare_curve(good: SigningCredentials) -> str:
    key = ec.generate_private_key(ec.SECP256K1())
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return text + pem_of(good.certificates).decode()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _good: "",
        lambda good: pem_of(good.certificates).decode(),
        lambda good: good.private_key.decode(),
        lambda good: good.pem.replace("MI", "!!"),
        lambda good: good.private_key.decode() + pem_of(good.certificates[::-1]).decode(),
        _without_chain,
        _with_another_key,
        _with_a_rare_curve,
    ],
)
def test_a_damaged_file_is_refused_kept_and_not_repeated(own_file: Path, spoil: Any) -> None:
    good = new_credentials(datetime.now(UTC))
    _write(own_file, spoil(good))
    before = own_file.read_text()
    with pytest.raises(CredentialsError, match=str(own_file)) as caught:
        prepare_credentials()
    assert "-----" not in str(caught.value)
    assert own_file.read_text() == before


def test_an_operators_file_that_is_missing_is_named(own_file: Path, tmp_path: Path, settings: Any) -> None:
    settings.CONTENT_CREDENTIALS = tmp_path / "nowhere.pem"
    with pytest.raises(CredentialsError, match=r"CONTENT_CREDENTIALS=.*nowhere"):
        prepare_credentials()
    assert not own_file.exists()


def test_a_folder_that_cannot_be_written_is_named(own_file: Path) -> None:
    own_file.mkdir(parents=True)
    with pytest.raises(CredentialsError, match=f"cannot be kept in {own_file}"):
        prepare_credentials()


def test_certificates_hold_no_names_and_outlast_the_pictures(own_file: Path) -> None:
    signer, root = signing_credentials().certificates
    assert is_root(root)
    assert not is_root(signer)
    assert signer.not_valid_after_utc.year - datetime.now(UTC).year >= 49
    assert signer.subject.rfc4514_string().startswith("CN=babysite ")
