from __future__ import annotations

from accounts.management.chains import VerifyCommand
from accounts.people.ledger import LEDGER


class Command(VerifyCommand):
    chain = LEDGER
    help = (
        "Checks that no line of the consent ledger was changed, removed or inserted, and prints the newest one. "
        "Keep that line elsewhere: with --contains, a later check also finds a ledger that was rewritten as a whole."
    )
