from __future__ import annotations

from django.urls import path

from generation.sharing import kakao_views, owner_views, parent_views, viewer_views

app_name = "sharing"

urlpatterns = [
    path("children/<uuid:child_id>/share/", owner_views.make_link, name="new"),
    path("links/", owner_views.show_links, name="links"),
    path("links/end/", owner_views.end_all_links, name="end-all"),
    path("links/<uuid:link_id>/", owner_views.show_link, name="link"),
    path("links/<uuid:link_id>/pictures/<slug:slug>/", owner_views.picture, name="picture-of"),
    path("links/<uuid:link_id>/kakao/", kakao_views.hand_to_kakao, name="kakao"),
    path("links/<uuid:link_id>/end/", owner_views.end_link, name="end"),
    path("links/<uuid:link_id>/ask/<str:slot>/", owner_views.ask_by_mail, name="ask"),
    path("invitations/<str:token>/links/", parent_views.show_links, name="with-me"),
    path("invitations/<str:token>/links/end/", parent_views.end_links_with_me, name="end-with-me"),
    path("invitations/<str:token>/links/permit/", parent_views.permit_on_link, name="permit-with-me"),
    path("s/<str:token>/", viewer_views.show_page, name="page"),
    path("s/<str:token>", viewer_views.add_slash, name="without-slash"),
    path("s/<str:token>/password/", viewer_views.give_password, name="password"),
    path("s/<str:token>/state/", viewer_views.show_state, name="state"),
    path("s/<str:token>/card.jpg", viewer_views.show_card, name="card"),
    path("s/<str:token>/<int:number>.jpg", viewer_views.show_picture, name="picture"),
    path("s/<str:token>/<int:number>-small.jpg", viewer_views.show_thumbnail, name="thumbnail"),
    path("s/<str:token>/<int:number>.mp4", viewer_views.show_film, name="film"),
    path("s/<str:token>/<int:number>-poster.jpg", viewer_views.show_poster, name="poster"),
    path("s/<str:token>/<int:number>-ages.jpg", viewer_views.show_strip, name="strip"),
    path("s/<str:token>/<int:number>/guess/", viewer_views.guess, name="guess"),
    path("s/<str:token>/parent-<str:slot>.jpg", viewer_views.show_parent, name="parent"),
    path("s/<path:anything>", viewer_views.show_nothing, name="nothing"),
]
