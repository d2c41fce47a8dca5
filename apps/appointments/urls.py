"""Pages of focal points and national mechanisms."""

from django.urls import include, path

from apps.appointments import history_views, views

urlpatterns = [
    path("focal-points/", views.AppointmentListView.as_view(), name="appointment-list"),
    path("focal-points/new/", views.AppointmentCreateView.as_view(), name="appointment-create"),
    path("focal-points/states/<str:code>/", views.FocalPointView.as_view(), name="focal-point"),
    path(
        "focal-points/states/<str:code>/history/",
        history_views.FocalPointHistoryView.as_view(),
        name="focal-point-history",
    ),
    path("", include("apps.appointments.directory.urls")),
    path(
        "focal-points/<uuid:pk>/", views.AppointmentDetailView.as_view(), name="appointment-detail"
    ),
    path(
        "focal-points/<uuid:pk>/edit/",
        views.AppointmentUpdateView.as_view(),
        name="appointment-update",
    ),
    path("focal-points/<uuid:pk>/end/", views.AppointmentEndView.as_view(), name="appointment-end"),
    path("mechanisms/export/", views.MechanismExportView.as_view(), name="mechanism-export"),
    path("mechanisms/new/", views.MechanismCreateView.as_view(), name="mechanism-create"),
    path("mechanisms/<uuid:pk>/", views.MechanismDetailView.as_view(), name="mechanism-detail"),
    path(
        "mechanisms/<uuid:pk>/edit/", views.MechanismUpdateView.as_view(), name="mechanism-update"
    ),
]
