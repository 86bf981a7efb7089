from __future__ import annotations

from django.urls import path

from generation.privacy import views

app_name = "privacy"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("people/<uuid:person_id>/<str:purpose>/give/", views.give, name="give"),
    path("people/<uuid:person_id>/<str:purpose>/withdraw/", views.withdraw, name="withdraw"),
    path("receipts/<uuid:receipt_id>/", views.receipt, name="receipt"),
    path("close/", views.close, name="close"),
]
