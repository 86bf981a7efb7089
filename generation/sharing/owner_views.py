"""The owner's side of links: making one, all of them, and each."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import ConsentBasis, Person, Purpose, User
from accounts.requests import AuthenticatedRequest
from generation.consent.answers import PersonGone, give
from generation.consent.gate import publishing_lacks
from generation.consent.shown_texts import texts_now
from generation.families.keeping import about_ending
from generation.gallery.selectors import get_child_for
from generation.invitations.forms import MailForm
from generation.invitations.panels import qr_code_of
from generation.invitations.reach import opens_here_only
from generation.invitations.selectors import may_send_emails
from generation.limits import limit_mails, limit_submissions
from generation.models import Child, EndedBy, Family, PermissionKind, ShareLink
from generation.refusals import TooManyFilms
from generation.sharing.asking import asking_of, page_of, send_request
from generation.sharing.ending import ask_to_end
from generation.sharing.forms import ChangeForm, LinkForm
from generation.sharing.guesses import answers_for, dominance_in_words
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.places import places_for
from generation.sharing.selectors import (
    Standing,
    get_drawn_pictures,
    get_guesses,
    get_link_for,
    get_links_for,
    get_permitted,
    permits,
    standing_of,
)
from generation.sharing.services import (
    GoneMeanwhile,
    ask_for_picture,
    change_link,
    create_link,
    end_links,
    permit,
    require_none_removed,
)
from generation.sharing.tokens import address_of
from generation.sharing.waiting import wait_of
from generation.sharing.with_me import describe_links_with_account
from generation.sharing.workflow import offered_formats
from generation.storage.serving import serve_film, serve_picture

MAX_LISTED_CHILDREN = 60
FORMAT_WORDS = {
    PictureFormat.SQUARE: gettext_lazy("Square, for a feed"),
    PictureFormat.STORY: gettext_lazy("Tall, for a story"),
    PictureFormat.SIBLINGS: gettext_lazy("All children on one sheet"),
    PictureFormat.TRIPTYCH: gettext_lazy("Parents and child"),
    PictureFormat.AGES: gettext_lazy("The child at several ages on one sheet"),
    PictureFormat.CARD: gettext_lazy("The face beside the link, in messengers"),
    PictureFormat.FILM: gettext_lazy("The film, tall, with the age counting up"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limit_submissions
def make_link(request: AuthenticatedRequest, child_id: UUID) -> HttpResponse:
    child = get_child_for(request.user, child_id)
    family, lacks = child.family, publishing_lacks(child.family)
    own = _own_entry(family)
    form = LinkForm(
        request.POST or None,
        initial={"children": [str(child.pk)]},
        children=_siblings_of(child),
        is_parent=own is not None,
        needs_consent=own is not None and own in lacks,
    )
    if request.method != "POST" or not form.is_valid():
        return _show_form(request, child, form, lacks)
    try:
        data = form.cleaned_data
        link = create_link(family, data["children"], form.terms, submission=data["submission"])
        if own is not None:
            permit(link, own, form.permissions)
            for text in form.texts.values():
                give(person=own, text=text, by=request.user)
    except (GoneMeanwhile, PersonGone) as error:
        raise Http404("It was deleted a moment before.") from error
    return redirect("sharing:link", link.pk)


@require_safe
@login_required
def show_links(request: AuthenticatedRequest) -> HttpResponse:
    own = [standing_of(link) for link in get_links_for(request.user)]
    entries = describe_links_with_account(request.user)
    return render(request, "sharing/links.html", {"standings": own, "entries": entries})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limit_submissions
def show_link(request: AuthenticatedRequest, link_id: UUID) -> HttpResponse:
    link = get_link_for(request.user, link_id)
    own = _own_entry(link.family)
    form = ChangeForm(
        request.POST or None,
        initial=_initial_of(link, own),
        is_parent=own is not None,
        has_password=bool(link.password),
    )
    if request.method == "POST" and not link.is_over and form.is_valid():
        try:
            change_link(link, form.terms)
            if own is not None:
                permit(link, own, form.permissions)
        except GoneMeanwhile as error:
            raise Http404("It was deleted or ended a moment before.") from error
        messages.success(request, _("The link was changed. Its address is the same."))
        return redirect("sharing:link", link.pk)
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "sharing/link.html", _describe(request, standing_of(link), form), status=status)


@require_POST
@login_required
@limit_mails
def ask_by_mail(request: AuthenticatedRequest, link_id: UUID, slot: str) -> HttpResponse:
    """Asks an invited parent, whose consent a link lacks, by email."""
    standing = standing_of(get_link_for(request.user, link_id))
    person = standing.link.family.slots.get(slot)
    page = page_of(person) if person is not None and person in standing.lacks and person.is_invited else ""
    if not page:
        raise Http404("There is nobody to ask.")
    require_none_removed(Child.objects.filter(share_links=link_id))
    form = MailForm(request.POST)
    if not may_send_emails(request.user):
        messages.error(request, _("Confirm your own address first, so that nobody can write in your name."))
    elif not form.is_valid():
        messages.error(request, _("Enter an email address, such as name@example.org."))
    else:
        send_request(sender=request.user, page=page, **form.cleaned_data)
        messages.success(request, _("The email is on its way. Once it is sent, the address is deleted."))
    return redirect("sharing:link", link_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limit_submissions
def picture(request: AuthenticatedRequest, link_id: UUID, slug: str) -> HttpResponse:
    """A POST has the picture drawn, a GET sends it."""
    standing = standing_of(get_link_for(request.user, link_id))
    formats = {each.slug: each for each in offered_formats(standing.link)} if standing.is_live else {}
    if slug not in formats:
        raise Http404("There is no such picture.")
    if request.method == "POST":
        try:
            ask_for_picture(standing.link, formats[slug])
        except TooManyFilms as refusal:
            messages.error(request, str(refusal.detail))
        return redirect(reverse("sharing:link", args=[link_id]) + "#pictures")
    drawn = get_drawn_pictures(standing.link).get(slug)
    download_as = formats[slug].download_name if "download" in request.GET else None
    if formats[slug] is PictureFormat.FILM:
        return serve_film(request, drawn, download_as=download_as)
    return serve_picture(drawn, download_as=download_as)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end_link(request: AuthenticatedRequest, link_id: UUID) -> HttpResponse:
    link = get_link_for(request.user, link_id)
    if request.method != "POST":
        return ask_to_end(request, [link], back=reverse("sharing:link", args=[link_id]), is_one=True)
    end_links(ShareLink.objects.filter(pk=link_id), EndedBy.OWNER)
    messages.success(request, _("The link has ended. Nobody sees anything under it any more."))
    return redirect("sharing:links")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end_all_links(request: AuthenticatedRequest) -> HttpResponse:
    if request.method != "POST":
        return ask_to_end(request, get_links_for(request.user), back=reverse("sharing:links"), is_one=False)
    end_links(ShareLink.objects.filter(family__owner=request.user), EndedBy.OWNER)
    messages.success(request, _("All your links have ended."))
    return redirect("sharing:links")


def _siblings_of(child: Child) -> list[Child]:
    """Returns the child, and the newest others of its family."""
    others = Child.objects.seen().filter(family=child.family_id).exclude(pk=child.pk).newest_first()
    return [child, *others[: MAX_LISTED_CHILDREN - 1]]


def _own_entry(family: Family) -> Person | None:
    """Returns the parent who is the owner."""
    return next((person for person in family.parents if person.consent_basis == ConsentBasis.SELF), None)


def _initial_of(link: ShareLink, own: Person | None) -> dict[str, Any]:
    return {
        **{name: getattr(link, name) for name in ("label", "shows_films", "shows_names", "takes_guesses")},
        "own_photo": own is not None and permits(link, own, PermissionKind.PHOTO),
        "own_preview": own is not None and permits(link, own, PermissionKind.PREVIEW),
    }


def _show_form(request: AuthenticatedRequest, child: Child, form: LinkForm, lacks: list[Person]) -> HttpResponse:
    context = {
        "child": child,
        "family": child.family,
        "wait": wait_of(child.family),
        "form": form,
        "chosen": set(form["children"].value() or []),
        "texts": texts_now([Purpose.PUBLISH]),
        **about_ending(child.family),
        **_who_is_missing(child.family, lacks, request.user),
    }
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "sharing/new.html", context, status=status)


def _describe(request: AuthenticatedRequest, standing: Standing, form: ChangeForm) -> dict[str, Any]:
    address = settings.SITE_URL + address_of(standing.link)
    return {
        "standing": standing,
        "link": standing.link,
        "family": standing.link.family,
        "address": address,
        "qr_code": qr_code_of(address) if standing.is_live else "",
        "opens_here_only": opens_here_only(address),
        "pictures": _pictures_of(standing),
        "youngest": standing.link.children.all()[0] if standing.is_live else None,
        "places": places_for(address),
        "has_kakao": bool(settings.KAKAO_SHARE_KEY),
        "guessed": _guesses_about(standing.link),
        "form": form,
        "allowed": [
            (person, get_permitted(standing.link, person))
            for person in standing.link.family.parents
            if person.is_invited
        ],
        **about_ending(standing.link.family),
        **_who_is_missing(standing.link.family, list(standing.lacks), request.user),
    }


def _guesses_about(link: ShareLink) -> list[dict[str, Any]]:
    """Returns what was guessed about each child that somebody guessed about."""
    guesses, (first, second) = get_guesses(link), link.family.names
    return [
        {
            "child": child,
            "tally": guesses[child.pk],
            "answers": answers_for(child, (first, second), guesses[child.pk]),
            "dominance": dominance_in_words(child.dominance, (first, second)),
            "dominance_of_all": dominance_in_words(guesses[child.pk].dominance, (first, second)),
        }
        for child in link.children.all()
        if child.pk in guesses
    ]


def _pictures_of(standing: Standing) -> list[dict[str, Any]]:
    """Returns what can be made of a link that opens: words, address, and how far it is."""
    if not standing.is_live:
        return []
    drawn = get_drawn_pictures(standing.link)
    return [
        {
            "words": FORMAT_WORDS[each],
            "address": reverse("sharing:picture-of", args=[standing.link.pk, each.slug]),
            "is_film": each is PictureFormat.FILM,
            "is_drawn": bool(drawn.get(each.slug)),
            "is_asked": each.slug in drawn,
        }
        for each in offered_formats(standing.link)
    ]


def _who_is_missing(family: Family, lacks: list[Person], owner: User) -> dict[str, Any]:
    """Sorts the parents who have not agreed by what can be done about it.

    to_ask: invitees, and how to ask them. attested: nobody can agree for them.
    """
    return {
        "own_lacks": [person for person in lacks if person.consent_basis == ConsentBasis.SELF],
        "to_ask": [asking_of(family, person, owner=owner) for person in lacks if person.is_invited],
        "attested": [person for person in lacks if person.consent_basis == ConsentBasis.ATTESTED],
    }
