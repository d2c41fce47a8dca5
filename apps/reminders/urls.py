"""The pages of reminders."""

from django.urls import path

from apps.reminders import demo, inbox_views, views

urlpatterns = [
    path("reminders/", inbox_views.InboxView.as_view(), name="reminder-list"),
    path("reminders/mark/", inbox_views.InboxMarkView.as_view(), name="inbox-mark"),
    path("reminders/unread/", inbox_views.UnreadCountView.as_view(), name="inbox-unread"),
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
