"""The model cards. They are open to everybody, since people who send a photo should know what processes it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from generation.cards import selectors


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    generator = selectors.get_generator()
    text = selectors.get_generator_text(generator.card) if generator.card else None
    context = {"generator": generator, "text": text, "others": selectors.list_texts()}
    return render(request, "cards/overview.html", context)


@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    text = selectors.get_text(slug)
    if text is None:
        raise Http404
    return render(request, "cards/one.html", {"text": text, "title": text.title or slug})
