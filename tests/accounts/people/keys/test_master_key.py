"""The site's master key: made once, kept closed, and missed loudly."""

from __future__ import annotations

import base64
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

from accounts.models import PersonKey, SiteKey, User
from accounts.people.keys.errors import MasterKeyError, WrongMasterKey
from accounts.people.keys.keyring import check_master_keys, current_master_key
from accounts.people.keys.master import new_master_key
from accounts.people.keys.selectors import get_site_key
from accounts.people.services import create_person
from babysite.supervisor import prepare
from tests.accounts.people.keys.conftest import forget_keys

pytestmark = pytest.mark.django_db


def test_the_first_start_makes_one_and_says_so_loudly(master_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    check_master_keys()
    assert len(base64.b64decode(master_file.read_text())) == 32
    assert stat.S_IMODE(master_file.stat().st_mode) == 0o600
    assert [file.name for file in master_file.parent.iterdir()] == ["master_key"]
    assert f"A MASTER KEY WAS MADE: {master_file}. Keep a copy" in caplog.text
    assert master_file.read_text().strip() not in caplog.text


def test_the_next_start_takes_the_same(master_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = current_master_key()
    forget_keys(monkeypatch)
    assert current_master_key() == first


def test_the_environment_wins_and_no_file_is_made(master_file: Path, settings: Any) -> None:
    settings.MASTER_KEY = new_master_key().text
    assert current_master_key().text == settings.MASTER_KEY
    assert not master_file.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("correct horse", "is not base64; a master key is 32 bytes"),
        ("ä" * 44, "is not base64"),
        (base64.b64encode(b"short").decode(), "holds 5 bytes; a master key is 32 bytes in base64"),
    ],
)
def test_what_is_no_master_key_is_refused_without_repeating_it(
    master_file: Path, settings: Any, text: str, words: str
) -> None:
    settings.MASTER_KEY = text
    with pytest.raises(MasterKeyError, match=words) as caught:
        check_master_keys()
    assert "MASTER_KEY" in str(caught.value)
    assert text not in str(caught.value)
    settings.MASTER_KEY = ""
    master_file.parent.mkdir()
    master_file.write_text(text)
    master_file.chmod(0o600)
    with pytest.raises(MasterKeyError, match=f"Line 1 of {master_file}"):
        check_master_keys()


def test_a_file_that_others_may_read_is_refused(master_file: Path) -> None:
    check_master_keys()
    master_file.chmod(0o640)
    with pytest.raises(MasterKeyError, match=r"can be read by others \(mode 640\).* Run `chmod 600 "):
        check_master_keys()


def test_an_empty_file_is_never_filled(master_file: Path) -> None:
    check_master_keys()
    master_file.write_text("\n")
    with pytest.raises(MasterKeyError, match="Put your copy of it back"):
        check_master_keys()
    assert master_file.read_text() == "\n"


def test_a_file_that_cannot_be_read_is_named(master_file: Path) -> None:
    master_file.mkdir(parents=True)
    with pytest.raises(MasterKeyError, match=f"cannot be kept in {master_file}"):
        check_master_keys()


def test_no_new_one_is_made_where_the_old_one_is_missing(
    master_file: Path, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_person(owner=alice, name="Ada")
    (needed,) = PersonKey.objects.values_list("master_key_id", flat=True)
    master_file.unlink()
    forget_keys(monkeypatch)
    with pytest.raises(WrongMasterKey, match=f"master key {needed}, which is not here .*into {master_file}"):
        check_master_keys()
    assert not master_file.exists()


def test_a_site_started_with_another_one_says_which_it_needs(
    master_file: Path, alice: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = create_person(owner=alice, name="Ada")
    needed = current_master_key()
    other = new_master_key()
    settings.MASTER_KEY = other.text
    forget_keys(monkeypatch)
    with pytest.raises(WrongMasterKey, match=f"{needed.id}, which is not here \\(here: {other.id}\\)"):
        check_master_keys()
    with pytest.raises(WrongMasterKey):
        _ = person.name
    with pytest.raises(SystemCheckError, match=f"accounts.E001.*{needed.id}"):
        call_command("check", databases=["default"])
    monkeypatch.setattr(prepare, "call_command", lambda *_arguments, **_options: None)
    with pytest.raises(SystemExit, match=f"{needed.id}, which is not here"):
        prepare.main()
    settings.MASTER_KEY_OLD = [needed.text]
    check_master_keys()
    assert person.name == "Ada"


def test_a_site_restored_without_any_keys_does_not_start(
    master_file: Path, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would take everybody for erased."""
    person = create_person(owner=alice, name="Ada")
    monkeypatch.setattr(prepare, "call_command", lambda *_arguments, **_options: None)
    prepare.main()
    key = PersonKey.objects.get()
    PersonKey.objects.all().delete()
    with pytest.raises(SystemExit, match="restored without accounts_personkey"):
        prepare.main()
    key.save(force_insert=True)
    prepare.main()
    assert person.name == "Ada"


def test_a_site_restored_without_its_own_key_does_not_start_and_makes_no_other(
    master_file: Path, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file would open, and new ones would be encrypted under a key that is in no backup."""
    create_person(owner=alice, name="Ada")
    monkeypatch.setattr(prepare, "call_command", lambda *_arguments, **_options: None)
    SiteKey.objects.all().delete()
    with pytest.raises(SystemExit, match="restored without accounts_sitekey"):
        prepare.main()
    with pytest.raises(MasterKeyError, match="restored without accounts_sitekey"):
        create_person(owner=alice, name="Ben")


def test_a_damaged_site_key_is_named(master_file: Path, alice: User) -> None:
    create_person(owner=alice, name="Ada")
    SiteKey.objects.update(wrapped=b"x" * 60)
    with pytest.raises(MasterKeyError, match="The key of the site is damaged: its row in accounts_sitekey"):
        get_site_key()


def test_a_master_key_from_the_environment_is_rotated_there(
    master_file: Path, alice: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = new_master_key(), new_master_key()
    settings.MASTER_KEY = old.text
    person = create_person(owner=alice, name="Ada")
    with pytest.raises(CommandError, match="Set MASTER_KEY to a new one"):
        call_command("rotate_master_key")
    settings.MASTER_KEY, settings.MASTER_KEY_OLD = new.text, [old.text]
    call_command("rotate_master_key")
    settings.MASTER_KEY_OLD = []
    forget_keys(monkeypatch)
    person.refresh_from_db()
    assert person.name == "Ada"
    assert not master_file.exists()
