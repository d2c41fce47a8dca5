"""The pages of incoming mail."""

from django.urls import path

from apps.correspondence import views

urlpatterns = [
    path("mail/", views.MailListView.as_view(), name="mail-list"),
    path("mail/address/", views.AddressRenewView.as_view(), name="state-address-renew"),
    path("mail/<uuid:pk>/", views.MailDetailView.as_view(), name="mail-detail"),
    path("mail/<uuid:pk>/file/", views.MailFileView.as_view(), name="mail-file"),
    path("mail/<uuid:pk>/make/", views.MailMakeView.as_view(), name="mail-make"),
    path("mail/<uuid:pk>/dismiss/", views.MailDismissView.as_view(), name="mail-dismiss"),
    path("mail/<uuid:pk>/hand-over/", views.MailHandOverView.as_view(), name="mail-hand-over"),
    path("mail/<uuid:pk>/raw/", views.MailRawView.as_view(), name="mail-raw"),
    path(
        "actions/<slug:reference>/mail/", views.ActionAddressView.as_view(), name="action-address"
    ),
    path(
        "actions/<slug:reference>/address/",
        views.AddressRenewView.as_view(),
        name="action-address-renew",
    ),
]
