from __future__ import annotations

from django.urls import path

from generation.portraits import views

app_name = "portraits"

urlpatterns = [
    path("<uuid:portrait_id>/aligned/", views.show_aligned, name="aligned"),
    path("<uuid:portrait_id>/reconstruction/", views.show_reconstruction, name="reconstruction"),
    path("photos/<uuid:photo_id>/", views.show_original, name="original"),
    path("photos/<uuid:photo_id>/faces/<int:number>/", views.show_face, name="face"),
]
