"""The site with the pages that reminders lead to, whether or not their apps have them yet."""

from django.http import HttpResponse
from django.urls import include, path


def page(request, key=None):
    return HttpResponse("a page")


urlpatterns = [
    path("", include("config.urls")),
    path("actions/<str:key>/", page, name="action-detail"),
    path("assessments/<str:key>/", page, name="assessment-detail"),
    path("appointments/<uuid:key>/", page, name="appointment-detail"),
]
