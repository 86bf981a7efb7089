from __future__ import annotations

from accounts.management.chains import VerifyCommand
from generation.moderation.audit import AUDIT


class Command(VerifyCommand):
    chain = AUDIT
    help = (
        "Checks that no line of the audit of moderation was changed, removed or inserted, and prints the newest one. "
        "Keep that line elsewhere: with --contains, a later check also finds an audit that was rewritten as a whole."
    )
