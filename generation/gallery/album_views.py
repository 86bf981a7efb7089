from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import AuthenticatedRequest
from generation.gallery.albums import (
    choose_cover,
    create_album,
    get_album_for,
    get_albums_for,
    rename_album,
)
from generation.gallery.forms import AlbumForm
from generation.gallery.gallery_views import zip_of
from generation.gallery.selection import uuid_in
from generation.gallery.selectors import get_child_row_for, get_listed_children_for
from generation.limits import limited_by
from generation.models import Album, Child


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limited_by()
def list_albums(request: AuthenticatedRequest) -> HttpResponse:
    form = AlbumForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        album = create_album(request.user, form.cleaned_data["name"])
        return redirect("gallery:album", album.pk)
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    context = {"albums": get_albums_for(request.user), "form": form}
    return render(request, "gallery/albums.html", context, status=status)


@require_safe
@login_required
def show_album(request: AuthenticatedRequest, album_id: UUID) -> HttpResponse:
    album = get_album_for(request.user, album_id)
    page = Paginator(_children_of(request, album), settings.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"album": album, "page": page, "children": list(page), "albums": get_albums_for(request.user)}
    return render(request, "gallery/album.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_album(request: AuthenticatedRequest, album_id: UUID) -> HttpResponse:
    album = get_album_for(request.user, album_id)
    form = AlbumForm(request.POST if request.method == "POST" else None, initial={"name": album.name})
    if not form.is_valid():
        status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
        context = {"album": album, "form": form, "children": _children_of(request, album)[: settings.PAGE_SIZE]}
        return render(request, "gallery/edit_album.html", context, status=status)
    rename_album(album, form.cleaned_data["name"])
    if cover := request.POST.get("cover"):
        choose_cover(album, get_child_row_for(request.user, uuid_in(cover)))
    return redirect("gallery:album", album.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_album(request: AuthenticatedRequest, album_id: UUID) -> HttpResponse:
    album = get_album_for(request.user, album_id)
    if request.method != "POST":
        return render(request, "gallery/confirm_delete_album.html", {"album": album})
    album.delete()
    messages.success(request, _("The album has been deleted. Its children are still there."))
    return redirect("gallery:albums")


@require_safe
@login_required
@limited_by()
def download_album(request: AuthenticatedRequest, album_id: UUID) -> HttpResponseBase:
    return zip_of(list(_children_of(request, get_album_for(request.user, album_id))))


def _children_of(request: AuthenticatedRequest, album: Album) -> QuerySet[Child]:
    places = get_listed_children_for(request.user).filter(places__album=album)
    return places.order_by("places__place", "places__pk")
