"""Addresses of engagement."""

from django.urls import path

from apps.engagement.introductions.urls import urlpatterns as introduction_urls
from apps.engagement.lessons.urls import urlpatterns as lesson_urls
from apps.engagement.meetings.urls import urlpatterns as meeting_urls
from apps.engagement.nudges.urls import urlpatterns as nudge_urls
from apps.engagement.offers.urls import urlpatterns as offer_urls
from apps.engagement.partnerships.urls import urlpatterns as partnership_urls
from apps.engagement.trainings.urls import urlpatterns as training_urls
from apps.engagement.views import UprExportView

urlpatterns = [
    path("upr/export/", UprExportView.as_view(), name="upr-export"),
    *meeting_urls,
    *partnership_urls,
    *training_urls,
    *lesson_urls,
    *offer_urls,
    *introduction_urls,
    *nudge_urls,
]
