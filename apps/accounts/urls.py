"""Addresses of accounts."""

from django.urls import path

from apps.accounts.views import acceptance, invitations, own, people

urlpatterns = [
    path("", own.HomeView.as_view(), name="home"),
    path("welcome/", own.WelcomeView.as_view(), name="welcome"),
    path("i18n/setlang/", own.choose_language, name="set_language"),
    path("profile/", own.ProfileView.as_view(), name="profile"),
    path("profile/address/", own.AddressConfirmView.as_view(), name="address-confirm"),
    path("profile/tokens/", own.TokenListView.as_view(), name="token-list"),
    path("profile/tokens/new/", own.TokenCreateView.as_view(), name="token-create"),
    path("profile/tokens/<uuid:pk>/revoke/", own.TokenRevokeView.as_view(), name="token-revoke"),
    path("people/", people.PeopleView.as_view(), name="people"),
    path(
        "people/<uuid:pk>/change/", people.MembershipChangeView.as_view(), name="membership-change"
    ),
    path("people/<uuid:pk>/end/", people.MembershipEndView.as_view(), name="membership-end"),
    path("invitations/", invitations.InvitationListView.as_view(), name="invitation-list"),
    path("invitations/new/", invitations.InvitationCreateView.as_view(), name="invitation-create"),
    path(
        "invitations/<uuid:pk>/resend/",
        invitations.InvitationResendView.as_view(),
        name="invitation-resend",
    ),
    path(
        "invitations/<uuid:pk>/revoke/",
        invitations.InvitationRevokeView.as_view(),
        name="invitation-revoke",
    ),
    path(
        "invitations/accept/<str:token>/",
        acceptance.InvitationAcceptView.as_view(),
        name="invitation-accept",
    ),
]
