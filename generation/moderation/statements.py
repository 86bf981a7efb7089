"""What owners and reporters read of a decision: what, why, for how long, where it came from, and how to appeal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from accounts.encryption import decrypt
from generation.models import URGENT_REASONS, Appeal, Appellant, Decision, Report
from generation.models.decision import ENDS_THE_LINK, RESTRICTS_NOTHING
from generation.moderation.appeals import may_appeal
from generation.moderation.decision_words import FINAL_STEPS, FOR_REPORTERS, SCOPES


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The statement of reasons of a decision.

    what: was decided, in the words for whoever reads it. final_step: what happens when nobody can appeal any more;
    empty once it has, and for reporters. own_appeal: the owner's, or of the report that it is for.
    """

    decision: Decision
    what: str | Promise
    scope: str | Promise
    final_step: str | Promise
    duration: str
    until: datetime | None
    facts: str
    is_from_a_report: bool
    was_hidden_by_itself: bool
    appeal_until: datetime | None
    may_appeal: bool
    own_appeal: Appeal | None
    appeal_answer: str
    appeal_words: str


def state_reasons(decision: Decision, *, facts: str | None = None, report: Report | None = None) -> Statement:
    """Returns what is said of a decision, for its owner or for whoever made a report. facts: of one that isn't made
    yet, as a preview.
    """
    is_made = facts is None
    own = _own_appeal(decision, report) if is_made else None
    may = may_appeal(decision, report) if is_made else decision.kind not in RESTRICTS_NOTHING
    is_over = decision.carried_out_at is not None or decision.undone_at is not None
    return Statement(
        decision=decision,
        what=FOR_REPORTERS[decision.kind] if report else decision.get_kind_display(),
        scope=SCOPES[decision.kind],
        final_step="" if is_over or report else FINAL_STEPS.get(decision.kind, ""),
        duration=_duration_of(decision),
        until=decision.until,
        facts=read(decision.encrypted_facts) if facts is None else facts,
        is_from_a_report=decision.case.num_reports > 0,
        was_hidden_by_itself=_was_hidden_by_itself(decision),
        appeal_until=decision.appeal_until if may else None,
        may_appeal=may,
        own_appeal=own,
        appeal_answer=read(own.encrypted_answer) if own else "",
        appeal_words=read(own.encrypted_words) if own else "",
    )


def _was_hidden_by_itself(decision: Decision) -> bool:
    """A case is urgent too once a moderator granted a reporter's appeal, which is no machine's doing."""
    case = decision.case
    return case.is_urgent and case.reason in URGENT_REASONS and decision.kind not in RESTRICTS_NOTHING


def read(encrypted: str) -> str:
    """Returns words; none once their time is over."""
    return decrypt(encrypted) if encrypted else ""


def _own_appeal(decision: Decision, report: Report | None) -> Appeal | None:
    by = Appellant.REPORTER if report else Appellant.OWNER
    return decision.appeals.filter(by=by, report=report).first()


def _duration_of(decision: Decision) -> str:
    if decision.days:
        return ngettext("%(days)d day", "%(days)d days", decision.days) % {"days": decision.days}
    if decision.kind in ENDS_THE_LINK:
        return gettext("without an end")
    return ""
