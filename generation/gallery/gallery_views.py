"""All children of an account: looking for them, and doing something with several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from generation.gallery.albums import add_to_album, get_album_for, get_albums_for, move_to_front, take_out_of_album
from generation.gallery.describing import mark_favourites
from generation.gallery.selection import Selection, Undo, offer_undo, pick, selection_of, take_undo, uuid_in
from generation.gallery.selectors import get_children_for, get_listed_children_for
from generation.gallery.services import delete_child
from generation.gallery.wanted import WantedForm
from generation.limits import limited_by
from generation.models import Album, Child
from generation.storage.zipping import serve_zip

MIN_COMPARED, MAX_COMPARED = 2, 4

Action = Callable[[AuthenticatedRequest, Selection], HttpResponse]


@require_safe
@login_required
def list_children(request: AuthenticatedRequest) -> HttpResponse:
    wanted = WantedForm(request.GET, owner=request.user)
    children = wanted.choose(get_listed_children_for(request.user))
    page = Paginator(children, settings.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"wanted": wanted, "page": page, "children": list(page), "albums": get_albums_for(request.user)}
    return render(request, "gallery/list.html", context)


@require_safe
@login_required
@limited_by()
def download_listed(request: AuthenticatedRequest) -> HttpResponseBase:
    wanted = WantedForm(request.GET, owner=request.user)
    return zip_of(list(wanted.choose(get_listed_children_for(request.user))))


@require_safe
@login_required
def compare(request: AuthenticatedRequest) -> HttpResponse:
    """Shows up to four children side by side, in the order of the address."""
    children = pick(get_children_for(request.user), request.GET.getlist("child")[:MAX_COMPARED])
    if len(children) < MIN_COMPARED:
        raise Http404("There are no two such children.")
    return render(request, "gallery/compare.html", {"children": children})


@require_POST
@login_required
@limited_by()
def act_on_selected(request: AuthenticatedRequest) -> HttpResponseBase:
    selection = selection_of(request, request.user)
    if not selection.children:
        messages.warning(request, _("Choose at least one child first."))
        return redirect(selection.back)
    if (wanted := request.POST.get("action", "")) == "download":
        return zip_of(selection.children)
    action = ACTIONS.get(wanted)
    if action is None:
        raise Http404("There is no such action.")
    return action(request, selection)


@require_POST
@login_required
def undo(request: AuthenticatedRequest) -> HttpResponse:
    offered = take_undo(request)
    if offered is None:
        messages.warning(request, _("There is nothing to take back any more."))
        return redirect("gallery:list")
    children = pick(get_listed_children_for(request.user), offered["children"])
    _take_back(request, Undo(offered["undo"]), children, offered["album"])
    messages.success(request, _("It is as it was before."))
    return redirect(offered["back"])


def zip_of(children: Sequence[Child]) -> HttpResponseBase:
    """Raises Http404 if there is no picture, ZipTooLarge. The places name nobody."""
    files = {
        f"{number:04}-{child.sex}-{child.age_years:.0f}.jpg": str(child.image.name)
        for number, child in enumerate(children, start=1)
    }
    return serve_zip(files, download_as=f"babysite-{localtime(now()):%Y%m%d-%H%M}.zip")


def _take_back(request: AuthenticatedRequest, what: Undo, children: list[Child], album_id: str) -> None:
    match what:
        case Undo.FAVOURITE | Undo.UNFAVOURITE:
            mark_favourites(children, are_favourites=what == Undo.FAVOURITE)
        case Undo.TAKE_OUT:
            take_out_of_album(get_album_for(request.user, UUID(album_id)), children)
        case Undo.PUT_BACK:
            add_to_album(get_album_for(request.user, UUID(album_id)), children)


def _favourite(request: AuthenticatedRequest, selection: Selection) -> HttpResponse:
    changed = mark_favourites(selection.children, are_favourites=True)
    words = ngettext("%(number)d is a favourite now.", "%(number)d are favourites now.", len(changed))
    offer_undo(request, words % {"number": len(changed)}, Undo.UNFAVOURITE, changed, album=None)
    return redirect(selection.back)


def _unfavourite(request: AuthenticatedRequest, selection: Selection) -> HttpResponse:
    changed = mark_favourites(selection.children, are_favourites=False)
    words = ngettext("%(number)d is no favourite any more.", "%(number)d are no favourites any more.", len(changed))
    offer_undo(request, words % {"number": len(changed)}, Undo.FAVOURITE, changed, album=None)
    return redirect(selection.back)


def _compare(request: AuthenticatedRequest, selection: Selection) -> HttpResponse:
    if not MIN_COMPARED <= len(selection.children) <= MAX_COMPARED:
        messages.warning(request, _("Choose two to four children to compare."))
        return redirect(selection.back)
    query = urlencode([("child", str(child.pk)) for child in selection.children])
    return redirect(f"{reverse('gallery:compare')}?{query}")


def _add(request: AuthenticatedRequest, selection: Selection) -> HttpResponse:
    if not request.POST.get("album"):
        messages.warning(request, _("Choose an album, or make one first."))
        return redirect(selection.back)
    album = _album_in(request)
    added = add_to_album(album, selection.children)
    words = ngettext("%(number)d is in the album now.", "%(number)d are in the album now.", len(added))
    offer_undo(request, words % {"number": len(added)}, Undo.TAKE_OUT, added, album=album.pk)
    return redirect(selection.back)


def _take_out(request: AuthenticatedRequest, selection: Selection) -> HttpResponse:
    album = _album_in(request)
    taken = take_out_of_album(album, selection.children)
    words = ngettext("%(number)d was taken out of the album.", "%(number)d were taken out of the album.", len(taken))
    offer_undo(request, words % {"number": len(taken)}, Undo.PUT_BACK, taken, album=album.pk)
    return redirect(selection.back)


def _to_front(request: AuthenticatedRequest, selection: Selection) -> HttpResponse:
    move_to_front(_album_in(request), selection.children)
    return redirect(selection.back)


def _delete(request: AuthenticatedRequest, selection: Selection) -> HttpResponse:
    """Asks first, and deletes what the page that asked was about."""
    if "sure" not in request.POST:
        return render(request, "gallery/confirm_delete_selected.html", {"selection": selection})
    for child in selection.children:
        delete_child(child)
    number = len(selection.children)
    words = ngettext("%(number)d picture has been deleted.", "%(number)d pictures have been deleted.", number)
    messages.success(request, words % {"number": number})
    return redirect(selection.back)


def _album_in(request: AuthenticatedRequest) -> Album:
    """Raises Http404."""
    return get_album_for(request.user, uuid_in(request.POST.get("album", "")))


ACTIONS: dict[str, Action] = {
    "favourite": _favourite,
    "unfavourite": _unfavourite,
    "compare": _compare,
    "add": _add,
    "take-out": _take_out,
    "to-front": _to_front,
    "delete": _delete,
}
