"""Pages for contributors: no account, one consultation."""

from django.urls import path

from apps.assessments.guest_files.views import GuestFilesView
from apps.assessments.guests import views

urlpatterns = [
    path("open/<str:token>/", views.GuestOpenView.as_view(), name="guest-open"),
    path("open/<str:token>/code/", views.GuestCodeView.as_view(), name="guest-code"),
    path("<uuid:pk>/", views.GuestView.as_view(), name="guest-consultation"),
    path("<uuid:pk>/files/", GuestFilesView.as_view(), name="guest-files"),
    path("<uuid:pk>/leave/", views.GuestLeaveView.as_view(), name="guest-leave"),
]
