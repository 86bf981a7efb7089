from __future__ import annotations

from allauth.urls import build_provider_urlpatterns
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.staff import guard_admin
from babysite import health, installing

guard_admin(admin.site)

# What it answers to OPTIONS is an error.
API_DOCS = SpectacularSwaggerSplitView.as_view(url_name="api-schema", http_method_names=["get", "head"])

urlpatterns = [
    path("", include("generation.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/two-step/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/connections/", include("allauth.socialaccount.urls")),
    path("accounts/", include(build_provider_urlpatterns())),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    # The split view keeps its script in an address of its own, as the content security policy wants.
    path("api/docs/", API_DOCS, name="api-docs"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("manifest.webmanifest", installing.show_manifest, name="manifest"),
    # At the root: a worker sees only what is requested below its own address.
    path("service-worker.js", installing.show_service_worker, name="service-worker"),
    path("offline/", installing.show_offline_page, name="offline"),
    path("healthz/", health.live, name="health-live"),
    path("healthz/ready/", health.ready, name="health-ready"),
    path("admin/", admin.site.urls),
]

handler400 = "babysite.error_pages.bad_request"
handler403 = "babysite.error_pages.permission_denied"
handler404 = "babysite.error_pages.page_not_found"
handler500 = "babysite.error_pages.server_error"
