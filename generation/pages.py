"""Pages that belong to no family: the front door and what this is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Purpose
from accounts.people.consents import get_consent_text
from generation.families.spec_form import ChildSpecForm
from generation.periods import periods
from generation.showcase import ages_in_words, couples


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "sample_form": ChildSpecForm(),
        "couples": couples(),
        "ages": ages_in_words(),
        "middle": _("both equally"),
    }
    return render(request, "pages/home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    consent_text = get_consent_text(Purpose.COMPUTE, get_language() or "en")
    return render(request, "pages/about.html", {"consent_text": consent_text, "periods": periods()})
