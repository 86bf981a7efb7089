from __future__ import annotations

from django.urls import path

from generation.invitations import connecting_views, inviter_views, views

app_name = "invitations"

urlpatterns = [
    path("people/<uuid:invited_id>/invitation/", inviter_views.renew, name="renew"),
    path("people/<uuid:invited_id>/mail/", inviter_views.mail, name="mail"),
    path("invitations/connect/", connecting_views.confirm, name="connect-confirm"),
    path("invitations/<str:token>/", views.show_invitation, name="invitation"),
    path("invitations/<str:token>/refuse/", views.refuse_invitation, name="refuse"),
    path("invitations/<str:token>/photos/", views.send_other_photos, name="photos"),
    path("invitations/<str:token>/answers/", views.answer_own, name="answers"),
    path("invitations/<str:token>/consents/<str:purpose>/", views.change_consent, name="consent"),
    path("invitations/<str:token>/withdraw/", views.withdraw_invitation, name="withdraw"),
    path("invitations/<str:token>/connect/", connecting_views.connect_account, name="connect"),
    path("invitations/<str:token>/state/", views.show_state, name="state"),
    path("invitations/<str:token>/children/<uuid:child_id>/", views.show_child, name="child"),
    path("invitations/<str:token>/face/", views.show_own_face, name="face"),
    path("invitations/<str:token>/photos/<uuid:photo_id>/", views.show_own_original, name="original"),
    path(
        "invitations/<str:token>/photos/<uuid:photo_id>/faces/<int:number>/",
        views.show_one_of_several,
        name="one-of-several",
    ),
]
