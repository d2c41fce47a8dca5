"""The URL map: each app brings its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("", include("focalpoint.ui.urls")),
    path("admin/", admin.site.urls),
]
