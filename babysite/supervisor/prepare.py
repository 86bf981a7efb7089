"""Preparation before a new version serves: tables, keys, and static files under their hashed names.

It runs in a process of its own, which frees what it loaded: the supervisor stays small.
"""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command

from accounts.people.keys.errors import MasterKeyError
from babysite.database_owner import connect_as_owner, grant_rights_on_rows
from babysite.supervisor.console import describe_os_error


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
    django.setup()
    from accounts.chains.checking import BrokenChain
    from generation.provenance.errors import CredentialsError

    try:
        _prepare()
    except (MasterKeyError, BrokenChain, CredentialsError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(describe_os_error(error))


def _prepare() -> None:
    from django.conf import settings

    from accounts.people.checks import check_that_keys_are_here, check_that_ledger_is_whole
    from accounts.people.keys.keyring import check_master_keys
    from accounts.people.keys.private_file import remove_abandoned_draft
    from babysite import staticfiles
    from generation.provenance.signing import prepare_credentials
    from generation.restoring.services import remove_revived

    connect_as_owner()
    call_command("migrate", interactive=False, verbosity=0)
    grant_rights_on_rows()
    check_master_keys()
    check_that_keys_are_here()
    check_that_ledger_is_whole()
    prepare_credentials()
    for key_file in (settings.MASTER_KEY_FILE, settings.VAR_DIR / "secret_key"):
        remove_abandoned_draft(key_file)
    remove_revived()
    staticfiles.collect()


if __name__ == "__main__":
    main()
