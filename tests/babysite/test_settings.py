from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from babysite import environment
from babysite.paths import BASE_DIR
from babysite.secret_key import get_or_make_secret_key

READERS = (
    "babysite/settings.py",
    "babysite/limits.py",
    "babysite/media_files.py",
    "babysite/paths.py",
    "ml_core/catalogue/store.py",
    "ml_core/generators/registry.py",
    "ml_core/perceptual/trunks/__init__.py",
)
READ = re.compile(
    r"""(?:\b(?:text|words|whole_number|yes_or_no|one_of|time_zone|folder|database_at|redis_at|mail_at|site_at|webhook_at)\(|environ\.get\()"""
    r"""\s*"([A-Z_]+)\""""
)
NAMED = re.compile(r"^#? ?([A-Z_]+)=", re.MULTILINE)
# It says where the others are read from, so it cannot stand among them.
NOT_IN_THE_FILE = {"ENV_FILE"}


def test_every_setting_is_named_in_the_example_and_nothing_else_is() -> None:
    read = {name for file in READERS for name in READ.findall((BASE_DIR / file).read_text())}
    named = set(NAMED.findall((BASE_DIR / ".env.example").read_text()))
    assert "SECRET_KEY" in read
    assert read - NOT_IN_THE_FILE == named


def test_an_empty_setting_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert environment.whole_number("PORT", 8000) == 8000
    monkeypatch.setenv("ALLOWED_HOSTS", " ")
    assert environment.words("ALLOWED_HOSTS", ["localhost"]) == ["localhost"]


@pytest.mark.parametrize(("given", "expected"), [("True", True), ("on", True), ("0", False), ("No", False)])
def test_yes_and_no_have_many_names(monkeypatch: pytest.MonkeyPatch, given: str, expected: bool) -> None:
    monkeypatch.setenv("DEBUG", given)
    assert environment.yes_or_no("DEBUG", default=False) is expected


@pytest.mark.parametrize("given", ["1.5", "-1", "²", "1e3", "--5", "0"])
def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("JOB_MAX_ATTEMPTS", given)
    with pytest.raises(ImproperlyConfigured, match="is not a whole number of 1 or more"):
        environment.whole_number("JOB_MAX_ATTEMPTS", 3)


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "from the environment")
    monkeypatch.setenv("PORT", "")
    del os.environ["PORT"]  # monkeypatch goes on watching it, and takes back what the file adds
    file = tmp_path / ".env"
    file.write_text("HOST=from the file\nPORT=9000\n")
    environment.read_env_file(file)
    assert environment.text("HOST") == "from the environment"
    assert environment.whole_number("PORT", 8000) == 9000


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"DEFAULT_FROM_EMAIL=M\xfcller\n")
    with pytest.raises(ImproperlyConfigured, match="no UTF-8 text"):
        environment.read_env_file(file)


def test_the_signing_key_is_made_once_whoever_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(get_or_make_secret_key, [path] * 32))
    assert len(keys) == 1
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_the_signing_key_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    assert len(get_or_make_secret_key(path)) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


AS_ML_CORE_SEES_IT = (
    "from django.conf import settings as s; s.MODELS_DIR; "
    "from ml_core.catalogue import weights_dir; from ml_core.generators.registry import active_name; "
    "print(weights_dir() == s.MODELS_DIR, s.MODELS_DIR.name, active_name())"
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", "True models mobile-stylegan"),
        ("GENERATOR=mine", "True models mine"),
        ("GENERATOR=\nMODELS_DIR=", "True models mobile-stylegan"),
        ("MODELS_DIR=relative/one\nGENERATOR=some/where", "True one some/where"),
        ("MODELS_DIR=/absolute/two", "True two mobile-stylegan"),
    ],
)
def test_what_the_file_says_of_models_reaches_ml_core(tmp_path: Path, lines: str, expected: str) -> None:
    (tmp_path / ".env").write_text(f"{lines}\n")
    inherited = {name: value for name, value in os.environ.items() if name not in ("MODELS_DIR", "GENERATOR")}
    found = subprocess.run(
        [sys.executable, "-c", AS_ML_CORE_SEES_IT],
        cwd=BASE_DIR,
        env=inherited | {"ENV_FILE": str(tmp_path / ".env")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == expected


COOKIES = (
    "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME)"
)


def cookies_of_a_site(**environment: str) -> set[str]:
    inherited = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
    command = [sys.executable, "-c", COOKIES]
    found = subprocess.run(
        command, cwd=BASE_DIR, env=inherited | environment, capture_output=True, text=True, check=True
    )
    return set(found.stdout.split())


def test_two_sites_on_one_machine_have_cookies_of_their_own(tmp_path: Path) -> None:
    one, other, one_again = (cookies_of_a_site(VAR_DIR=str(tmp_path / name)) for name in ("one", "other", "one"))
    assert one == one_again
    assert len(one | other) == 6


def test_machines_that_share_a_site_share_its_cookies(tmp_path: Path) -> None:
    here, there = (cookies_of_a_site(VAR_DIR=str(tmp_path / name), SECRET_KEY="shared") for name in ("here", "there"))
    assert here == there


@pytest.mark.parametrize("line", ["SECRET_KEY=x", "export MASTER_KEY = x", "EMAIL_URL=smtp://me:x@host:25"])
def test_a_file_with_secrets_that_others_can_read_is_refused(
    tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = line.partition("=")[0].split()[-1]
    monkeypatch.setenv(name, "from the environment")
    file = tmp_path / ".env"
    file.write_text(f"# PORT=1\n{line}\n")
    file.chmod(0o640)
    with pytest.raises(ImproperlyConfigured, match=rf"holds {name} and can be read by others \(mode 640\). Run `chmod"):
        environment.read_env_file(file)
    file.chmod(0o600)
    environment.read_env_file(file)


def test_a_file_without_secrets_may_be_read_by_anybody(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# SECRET_KEY=\nMASTER_KEY=\n")
    file.chmod(0o644)
    environment.read_env_file(file)


def test_a_signing_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    get_or_make_secret_key(path)
    path.chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="signing key and can be read by others"):
        get_or_make_secret_key(path)


def test_a_new_key_keeps_the_names_of_cookies_while_the_old_one_is_given() -> None:
    before = cookies_of_a_site(SECRET_KEY="old")
    assert cookies_of_a_site(SECRET_KEY="new", SECRET_KEY_OLD="old") == before
    assert cookies_of_a_site(SECRET_KEY="new") != before


def test_under_https_no_neighbour_can_plant_a_cookie() -> None:
    names = cookies_of_a_site(SECRET_KEY="key", HTTPS_ONLY="True")
    assert all(name.startswith("__Host-") for name in names)
