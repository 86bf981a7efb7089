from __future__ import annotations

from django.urls import path

from generation.families import photo_views, views

app_name = "families"

urlpatterns = [
    path("", views.list_families, name="list"),
    path("here/", views.families_here, name="here"),
    path("new/", views.new_family, name="new"),
    path("sample/", views.try_sample, name="sample"),
    path("<uuid:family_id>/", views.show_family, name="detail"),
    path("<uuid:family_id>/another/", views.another_child, name="another"),
    path("<uuid:family_id>/photos/<str:slot>/", photo_views.choose_other_photos, name="photos"),
    path("<uuid:family_id>/delete/", views.remove_family, name="delete"),
]
