"""The sentences from which a moderator starts to write the facts, in every language of the site."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from generation.models import Ground

SENTENCES: dict[str, Promise] = {
    Ground.LAW_CONSENT: _(
        "Somebody whose face went into what the link showed told us that they had not agreed to it, and we found "
        "nothing that says otherwise."
    ),
    Ground.LAW_SEXUAL: _("What the link showed, or how it was named, was sexual or degrading."),
    Ground.LAW_MINOR: _("What the link showed seems to rest on a photo of a child, who can’t agree to it."),
    Ground.LAW_OTHER: _("What the link showed breaks this law:"),
    Ground.RULE_PHOTOS: _("What the link showed seems to rest on a photo of somebody who did not agree to it."),
    Ground.RULE_REAL: _("The picture was shown to others as if it were a photo of a real child."),
    Ground.RULE_OTHER: _("What the link showed breaks this rule of the site:"),
    Ground.NONE: _("We looked at what was reported, and found nothing that breaks the law or our rules."),
}


def first_sentences_of(ground: Ground) -> str:
    """Returns them one below the other: no account says in which language its owner reads."""
    sentences = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            sentences.append(str(SENTENCES[ground]))
    return "\n\n".join(sentences)
