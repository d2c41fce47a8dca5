"""Addresses of the library of lessons."""

from apps.engagement.approval.addresses import record_urls
from apps.engagement.lessons import views

urlpatterns = record_urls("lesson", "lessons", views, "Lesson")
