"""What others see of a link. Every byte goes through `access`; nothing here knows who is signed in."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.contrib.auth.hashers import check_password
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from generation.limits import limited_by
from generation.models import Child, Film, ShareLink, film_of
from generation.sharing.access import (
    is_unlocked,
    nothing_here,
    shown_before_the_password,
    shown_to_others,
    unlock,
)
from generation.sharing.forms import GuessForm
from generation.sharing.guesses import (
    Guess,
    answers_for,
    dominance_in_words,
    names_to_guess,
    remember,
    remembered,
)
from generation.sharing.limits import GuessLimit, LinkPasswordLimit, PasswordLimit
from generation.sharing.opens import is_by_a_person
from generation.sharing.pages import describe_guessing, describe_page, preview_of, shown_parents
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.selectors import get_drawn_pictures, get_guesses, get_shown_children, get_shown_parents
from generation.sharing.services import GoneMeanwhile, add_guess, normal_form, note_open
from generation.sharing.tokens import address_of, token_of
from generation.sharing.workflow import offered_formats
from generation.storage.serving import serve_film, serve_picture

MAX_PASSWORD_LENGTH = 128


@require_safe
@shown_before_the_password
def show_page(request: HttpRequest, link: ShareLink) -> HttpResponse:
    if not is_unlocked(request, link):
        return _ask_for_password(request, link)
    return render(request, "sharing/page.html", describe_page(link))


@require_POST
@limited_by(PasswordLimit, LinkPasswordLimit)
@shown_before_the_password
def give_password(request: HttpRequest, link: ShareLink) -> HttpResponse:
    given = request.POST.get("password", "")
    if link.password and not (len(given) <= MAX_PASSWORD_LENGTH and check_password(normal_form(given), link.password)):
        return _ask_for_password(request, link, error=_("This is not the password. Ask whoever gave you the link."))
    response = HttpResponseRedirect(address_of(link))
    if link.password:
        unlock(response, link)
    return response


@require_safe
@shown_to_others
def show_state(request: HttpRequest, link: ShareLink) -> JsonResponse:
    """Asked by open pages. What tells them that the link has ended is the 404 in place of this."""
    return JsonResponse({"is_live": True})


@require_safe
@shown_to_others
def show_picture(request: HttpRequest, link: ShareLink, number: int) -> HttpResponse:
    child = _child_at(link, number)
    response = serve_picture(child.image.name)
    # Who goes on to guess, and sees the picture there again, was counted on the first page.
    if number == 0 and "again" not in request.GET and is_by_a_person(request):
        note_open(link)
    return response


@require_safe
@shown_to_others
def show_card(request: HttpRequest, link: ShareLink) -> HttpResponse:
    """Shows the card with the face, while both parents want it. All other links have one card, which shows nobody."""
    if PictureFormat.CARD not in offered_formats(link):
        raise Http404("This link has no card of its own.")
    return serve_picture(get_drawn_pictures(link).get(PictureFormat.CARD.slug))


@require_safe
@shown_to_others
def show_thumbnail(request: HttpRequest, link: ShareLink, number: int) -> HttpResponse:
    return serve_picture(_child_at(link, number).thumbnail.name)


@require_safe
@shown_to_others
def show_film(request: HttpRequest, link: ShareLink, number: int) -> HttpResponse:
    return serve_film(request, _film_at(link, number).mp4.name)


@require_safe
@shown_to_others
def show_poster(request: HttpRequest, link: ShareLink, number: int) -> HttpResponse:
    return serve_picture(_film_at(link, number).poster.name)


@require_safe
@shown_to_others
def show_strip(request: HttpRequest, link: ShareLink, number: int) -> HttpResponse:
    return serve_picture(_film_at(link, number).strip.name)


@require_safe
@shown_to_others
def show_parent(request: HttpRequest, link: ShareLink, slot: str) -> HttpResponse:
    person = get_shown_parents(link).get(slot)
    if person is None:
        raise Http404("This parent's photo is not shown.")
    return serve_picture(person.portrait.aligned.name)


@require_http_methods(["GET", "HEAD", "POST"])
@limited_by(GuessLimit)
@shown_to_others
def guess(request: HttpRequest, link: ShareLink, number: int) -> HttpResponse:
    """Asks whose the traits of a child are and, once somebody has guessed, tells."""
    child = _child_at(link, number)
    parents = shown_parents(link)
    names = names_to_guess(link, num_photos=len(parents))
    if not (link.takes_guesses and child.shares and names):
        raise Http404("There is nothing to guess here.")
    if len(parents) == len(names):
        # Below each photo stands what its parent is called here.
        parents = [replace(parent, name=name) for parent, name in zip(parents, names, strict=True)]
    page = {**describe_guessing(link, child, number), "parents": parents, "names": names}
    guessed = remembered(request, link, child)
    if guessed is not None:
        return _tell(request, link, child, page, guessed)
    form = GuessForm(request.POST if request.method == "POST" else None, names=names, traits=child.shares)
    if not form.is_valid():
        status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
        return render(request, "sharing/guess.html", {**page, "form": form}, status=status)
    try:
        add_guess(link, child, form.guess)
    except GoneMeanwhile as error:
        raise Http404("It was ended a moment before.") from error
    response = HttpResponseRedirect(request.path)
    remember(response, link, child, form.guess)
    return response


@require_safe
def add_slash(request: HttpRequest, token: str) -> HttpResponse:
    """Leads on from an address whose last letter was cut off, as messengers do; of every token alike."""
    return HttpResponseRedirect(reverse("sharing:page", args=[token]))


@csrf_exempt
def show_nothing(request: HttpRequest, anything: str) -> HttpResponse:
    """Answers for all other addresses below `/s/`."""
    return nothing_here()


def _child_at(link: ShareLink, number: int) -> Child:
    children = get_shown_children(link)
    if number >= len(children):
        raise Http404("There is no such child here.")
    return children[number]


def _film_at(link: ShareLink, number: int) -> Film:
    film = film_of(_child_at(link, number))
    if film is None or not link.shows_films:
        raise Http404("There is no such film here.")
    return film


def _tell(request: HttpRequest, link: ShareLink, child: Child, page: dict[str, Any], guessed: Guess) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
    names, tally = page["names"], get_guesses(link).get(child.pk)
    answers = answers_for(child, names, tally, guessed)
    context = {
        **page,
        "answers": answers,
        "num_right": sum(answer.is_right is True for answer in answers),
        "num_judged": sum(answer.is_right is not None for answer in answers),
        "dominance": dominance_in_words(child.dominance, names),
        "dominance_guessed": dominance_in_words(guessed.dominance, names),
        "dominance_of_all": dominance_in_words(tally.dominance, names) if tally else "",
        "tally": tally,
    }
    return render(request, "sharing/guessed.html", context)


def _ask_for_password(request: HttpRequest, link: ShareLink, error: str = "") -> HttpResponse:
    address = address_of(link)
    context = {
        "action": f"{address}password/",
        "error": error,
        "report_url": reverse("moderation:report-link", args=[token_of(link)]),
        "preview": preview_of(link, num_children=0),
    }
    status = HTTPStatus.FORBIDDEN if error else HTTPStatus.OK
    return render(request, "sharing/password.html", context, status=status)
