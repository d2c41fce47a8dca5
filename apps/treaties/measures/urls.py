"""Addresses of domestic measures."""

from django.urls import path

from apps.treaties.measures import views
from apps.treaties.measures.checklist_views import ChecklistView, WaiverView

urlpatterns = [
    path("treaties/measures/", views.MeasureListView.as_view(), name="measure-list"),
    path("treaties/measures/new/", views.MeasureCreateView.as_view(), name="measure-create"),
    path("treaties/measures/<uuid:pk>/", views.MeasureDetailView.as_view(), name="measure-detail"),
    path(
        "treaties/measures/<uuid:pk>/edit/",
        views.MeasureUpdateView.as_view(),
        name="measure-update",
    ),
    path(
        "treaties/measures/<uuid:pk>/delete/",
        views.MeasureDeleteView.as_view(),
        name="measure-delete",
    ),
    path(
        "treaties/requirements/<uuid:pk>/waive/",
        WaiverView.as_view(),
        name="requirement-waive",
    ),
    path(
        "treaties/<str:code>/measures/",
        ChecklistView.as_view(),
        name="treaty-measures",
    ),
]
