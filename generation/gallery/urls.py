from __future__ import annotations

from django.urls import path

from generation.gallery import album_views, gallery_views, views

app_name = "gallery"

urlpatterns = [
    path("", gallery_views.list_children, name="list"),
    path("selected/", gallery_views.act_on_selected, name="selected"),
    path("undo/", gallery_views.undo, name="undo"),
    path("compare/", gallery_views.compare, name="compare"),
    path("pictures.zip", gallery_views.download_listed, name="zip"),
    path("albums/", album_views.list_albums, name="albums"),
    path("albums/<uuid:album_id>/", album_views.show_album, name="album"),
    path("albums/<uuid:album_id>/edit/", album_views.edit_album, name="edit-album"),
    path("albums/<uuid:album_id>/delete/", album_views.delete_album, name="delete-album"),
    path("albums/<uuid:album_id>/pictures.zip", album_views.download_album, name="album-zip"),
    path("<uuid:child_id>/describe/", views.describe, name="describe"),
    path("<uuid:child_id>/favourite/", views.mark_favourite, name="favourite"),
    path("<uuid:child_id>/", views.show_child, name="child"),
    path("<uuid:child_id>/image/", views.show_image, name="image"),
    path("<uuid:child_id>/thumbnail/", views.show_thumbnail, name="thumbnail"),
    path("<uuid:child_id>/grow-up/", views.grow_up, name="grow-up"),
    path("<uuid:child_id>/film/", views.show_film, name="film"),
    path("<uuid:child_id>/film/animation/", views.show_animation, name="animation"),
    path("<uuid:child_id>/film/poster/", views.show_poster, name="poster"),
    path("<uuid:child_id>/film/strip/", views.show_strip, name="strip"),
    path("<uuid:child_id>/delete/", views.remove_child, name="delete"),
]
