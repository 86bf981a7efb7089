from __future__ import annotations

from django.urls import path

from generation.gallery import views

app_name = "gallery"

urlpatterns = [
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
