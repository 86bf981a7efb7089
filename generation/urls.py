from __future__ import annotations

from django.urls import include, path

from generation import api_urls, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("models/", include("generation.cards.urls")),
    path("families/", include("generation.families.urls")),
    path("families/<uuid:family_id>/keep/", include("generation.retention.urls")),
    path("families/<uuid:family_id>/studio/", include("generation.studio.urls")),
    path("jobs/", include("generation.jobs.urls")),
    path("children/", include("generation.gallery.urls")),
    path("portraits/", include("generation.portraits.urls")),
    path("privacy/export/", include("generation.exporting.urls")),
    path("privacy/", include("generation.privacy.urls")),
    path("verify/", include("generation.verifying.urls")),
    path("", include("generation.moderation.urls")),  # before sharing, which answers for all else below /s/
    path("", include("generation.sharing.urls")),
    path("", include("generation.invitations.urls")),
    path("api/", include((api_urls.urlpatterns, "api"))),
]
