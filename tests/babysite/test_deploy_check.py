"""`manage.py check --deploy` as an operator runs it."""

from __future__ import annotations

import os
import subprocess
import sys

from babysite.paths import BASE_DIR

PRODUCTION = {
    "SECRET_KEY": "a-key-of-an-operator-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "babysite.example",
    "HTTPS_ONLY": "True",
    "TRUSTED_PROXY_COUNT": "1",
    "EMAIL_URL": "smtp+tls://babysite:secret@mail.example:587",
    "KAKAO_CLIENT_ID": "id",
    "KAKAO_CLIENT_SECRET": "secret",
}


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(
        command, cwd=BASE_DIR, env=os.environ | PRODUCTION | environment, capture_output=True, text=True
    )


def test_production_settings_raise_no_warning() -> None:
    said = check()
    assert said.returncode == 0, said.stderr
    assert "no issues (0 silenced)" in said.stdout


def test_a_site_that_cannot_send_mail_is_told_what_that_means() -> None:
    said = check(EMAIL_URL="")
    assert said.returncode != 0
    assert "(accounts.W001)" in said.stderr
    assert "HINT: Set EMAIL_URL=" in said.stderr


def test_half_of_a_pair_of_keys_is_an_error_with_both_names() -> None:
    said = check(KAKAO_CLIENT_SECRET="")
    assert "Only one of KAKAO_CLIENT_ID and KAKAO_CLIENT_SECRET is set." in said.stderr


def test_a_key_for_kakaotalk_that_is_none_is_an_error_with_its_name() -> None:
    said = check(KAKAO_SHARE_KEY="nonsense")
    assert said.returncode != 0
    assert "KAKAO_SHARE_KEY=nonsense is not the JavaScript key of an app at developers.kakao.com" in said.stderr
