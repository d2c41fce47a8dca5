"""The URL map: each app brings its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    # First: programs ask most often, and an address is compared with one pattern after the other.
    path("api/v1/", include("config.api")),
    path("accounts/", include("allauth.urls")),
    path("", include("apps.accounts.urls")),
    path("", include("apps.countries.urls")),
    path("", include("apps.engagement.urls")),
    path("", include("apps.treaties.urls")),
    path("", include("apps.catalogue.urls")),
    path("", include("focalpoint.ui.urls")),
    path("", include("apps.reminders.urls")),
    path("", include("apps.evidence.urls")),
    path("", include("apps.dashboards.urls")),
    path("assessments/", include("apps.assessments.urls")),
    path("consultation/", include("apps.assessments.guests.urls")),
    path("", include("apps.correspondence.urls")),
    path("", include("apps.actions.urls")),
    path("", include("apps.recommendations.urls")),
    path("", include("apps.reports.urls")),
    path("", include("apps.appointments.urls")),
    path("admin/", admin.site.urls),
]
