"""The pages of reminders."""

from django.urls import path

from apps.reminders import demo, feed_views, inbox_views, preference_views, rule_views, views

urlpatterns = [
    path("reminders/", inbox_views.InboxView.as_view(), name="reminder-list"),
    path("reminders/mark/", inbox_views.InboxMarkView.as_view(), name="inbox-mark"),
    path("reminders/unread/", inbox_views.UnreadCountView.as_view(), name="inbox-unread"),
    path("reminders/schedule/", views.ReminderScheduleView.as_view(), name="reminder-schedule"),
    path(
        "reminders/ladder/<str:kind>/<uuid:pk>/",
        rule_views.EscalationView.as_view(),
        name="reminder-escalation",
    ),
    path("reminders/rules/", rule_views.ReminderRulesView.as_view(), name="reminder-rules"),
    path(
        "reminders/rules/preview/",
        rule_views.ReminderRulesPreviewView.as_view(),
        name="reminder-rules-preview",
    ),
    path(
        "reminders/deliveries/", views.ReminderDeliveriesView.as_view(), name="reminder-deliveries"
    ),
    path(
        "reminders/deliveries/<uuid:pk>/retry/",
        views.DigestRetryView.as_view(),
        name="digest-retry",
    ),
    path("calendar/<str:secret>.ics", feed_views.CalendarFeedView.as_view(), name="calendar-feed"),
    path(
        "profile/mail/",
        preference_views.PreferencesView.as_view(),
        name="reminder-preferences",
    ),
    path(
        "profile/mail/end-links/",
        preference_views.EndLinksView.as_view(),
        name="unsubscribe-end-links",
    ),
    path(
        "unsubscribe/<str:token>/",
        preference_views.UnsubscribeView.as_view(),
        name="unsubscribe",
    ),
    path("profile/calendar/", feed_views.CalendarListView.as_view(), name="calendar-list"),
    path("profile/calendar/new/", feed_views.CalendarCreateView.as_view(), name="calendar-create"),
    path(
        "profile/calendar/<uuid:pk>/renew/",
        feed_views.CalendarRenewView.as_view(),
        name="calendar-renew",
    ),
    path(
        "profile/calendar/<uuid:pk>/revoke/",
        feed_views.CalendarRevokeView.as_view(),
        name="calendar-revoke",
    ),
    path("demo/mail/", demo.DemoMailView.as_view(), name="demo-mail"),
    path("demo/mail/<str:key>/", demo.DemoMailMessageView.as_view(), name="demo-mail-message"),
    path("demo/mail/<str:key>/html/", demo.DemoMailHtmlView.as_view(), name="demo-mail-html"),
    path("demo/reminders/", demo.DemoRunRemindersView.as_view(), name="demo-run-reminders"),
]
