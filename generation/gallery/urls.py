from __future__ import annotations

from django.urls import path

from generation.gallery import views

app_name = "gallery"

urlpatterns = [
    path("<uuid:child_id>/", views.show_child, name="child"),
    path("<uuid:child_id>/image/", views.show_image, name="image"),
    path("<uuid:child_id>/thumbnail/", views.show_thumbnail, name="thumbnail"),
    path("<uuid:child_id>/delete/", views.remove_child, name="delete"),
]
