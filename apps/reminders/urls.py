"""The pages of reminders."""

from django.urls import path

from apps.reminders import demo, views

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
    path("demo/mail/", demo.DemoMailView.as_view(), name="demo-mail"),
    path("demo/mail/<str:key>/", demo.DemoMailMessageView.as_view(), name="demo-mail-message"),
    path("demo/mail/<str:key>/html/", demo.DemoMailHtmlView.as_view(), name="demo-mail-html"),
    path("demo/reminders/", demo.DemoRunRemindersView.as_view(), name="demo-run-reminders"),
]
