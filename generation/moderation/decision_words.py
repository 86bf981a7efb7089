"""What each kind of decision means, in words for the owner and for whoever reported it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from generation.models import DecisionKind
from generation.models.decision import ENDS_THE_LINK

# What each decision means for whoever it is about.
SCOPES: dict[str, Promise] = {
    DecisionKind.DISMISS: _("Nothing changes. If the link was hidden while we looked, it opens again."),
    DecisionKind.END_LINK: _(
        "The link that was reported opens for nobody any more. Its children stay yours, and other links stay as they "
        "are."
    ),
    DecisionKind.END_CHILD_LINKS: _(
        "No link to this child opens any more, and none can be made: not to the same child made again either. You go "
        "on seeing the child."
    ),
    DecisionKind.ERASE_CHILD: _(
        "The child is hidden from everybody, from you too, with its film and every link to it. It can’t be shared "
        "again if it is made again."
    ),
    DecisionKind.WARN: _("Nothing is taken away. If it happens again, more may be decided."),
    DecisionKind.PAUSE_SHARING: _("No link of your account opens, and none can be made. Then they open again."),
    DecisionKind.SUSPEND: _(
        "You can sign in only to withdraw a consent, to take your data away, to appeal and to close the account. The "
        "link that was reported opens for nobody any more, and no other one opens meanwhile."
    ),
    DecisionKind.CLOSE_ACCOUNT: _(
        "Your account is suspended, and then closed with everything in it. Until then you can sign in to withdraw a "
        "consent, to take your data away and to appeal. Parents whom you invited keep their rights."
    ),
    DecisionKind.RESTORE: _("What was decided before is undone, as far as it can be."),
}
# What whoever reported it is told: what became of the link, and nothing of the owner.
FOR_REPORTERS: dict[str, Promise] = {
    DecisionKind.DISMISS: _("It stays: neither the law nor our rules are broken."),
    DecisionKind.WARN: _("It stays, and whoever shows it was warned."),
    DecisionKind.PAUSE_SHARING: _("It is not shown for some days."),
    DecisionKind.RESTORE: _("An earlier decision is undone."),
    **{kind: _("It is not shown any more.") for kind in ENDS_THE_LINK},
}
# What happens when nobody can appeal any more. Nothing else changes then.
FINAL_STEPS: dict[str, Promise] = {
    DecisionKind.END_LINK: _("Until then the link is hidden. Then it ends for good."),
    DecisionKind.END_CHILD_LINKS: _("Until then these links are hidden. Then they end for good."),
    DecisionKind.ERASE_CHILD: _("Until then the child is hidden. Then it is erased, which can’t be undone."),
    DecisionKind.SUSPEND: _("Until then the link is hidden. Then it ends for good."),
    DecisionKind.CLOSE_ACCOUNT: _("The account is closed then, which can’t be undone."),
}
