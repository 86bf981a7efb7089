from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from babysite import health

# Its own form would let anybody guess passwords without a limit.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("generation.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    # The split view keeps its script in an address of its own, as the content security policy wants.
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz/", health.live, name="health-live"),
    path("healthz/ready/", health.ready, name="health-ready"),
    path("admin/", admin.site.urls),
]

handler400 = "babysite.error_pages.bad_request"
handler403 = "babysite.error_pages.permission_denied"
handler404 = "babysite.error_pages.page_not_found"
handler500 = "babysite.error_pages.server_error"
