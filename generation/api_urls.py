from __future__ import annotations

from django.urls import path

from accounts.people.api import ConsentTextApi
from generation.families.api import ChildListApi, FamilyDetailApi, FamilyListApi
from generation.gallery.api import ChildDetailApi, ChildFilmApi
from generation.invitations.api import InvitationRenewApi
from generation.jobs.api import JobAnswersApi, JobCancelApi, JobDetailApi

urlpatterns = [
    path("consent-text/", ConsentTextApi.as_view(), name="consent-text"),
    path("families/", FamilyListApi.as_view(), name="families"),
    path("families/<uuid:family_id>/", FamilyDetailApi.as_view(), name="family"),
    path("families/<uuid:family_id>/children/", ChildListApi.as_view(), name="family-children"),
    path("people/<uuid:invited_id>/invitation/", InvitationRenewApi.as_view(), name="invitation-renew"),
    path("jobs/<uuid:job_id>/", JobDetailApi.as_view(), name="job"),
    path("jobs/<uuid:job_id>/cancel/", JobCancelApi.as_view(), name="job-cancel"),
    path("jobs/<uuid:job_id>/answers/", JobAnswersApi.as_view(), name="job-answers"),
    path("children/<uuid:child_id>/", ChildDetailApi.as_view(), name="child"),
    path("children/<uuid:child_id>/film/", ChildFilmApi.as_view(), name="child-film"),
]
