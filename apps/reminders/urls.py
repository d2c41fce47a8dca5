"""The pages of reminders."""

from django.urls import path

from apps.reminders import views

urlpatterns = [
    path("reminders/", views.ReminderListView.as_view(), name="reminder-list"),
    path("reminders/read/", views.ReminderReadView.as_view(), name="reminder-read"),
    path("reminders/schedule/", views.ReminderScheduleView.as_view(), name="reminder-schedule"),
    path(
        "reminders/deliveries/", views.ReminderDeliveriesView.as_view(), name="reminder-deliveries"
    ),
    path(
        "reminders/deliveries/<uuid:pk>/retry/",
        views.DigestRetryView.as_view(),
        name="digest-retry",
    ),
]
