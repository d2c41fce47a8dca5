"""Addresses of factors between cycles."""

from django.urls import path

from apps.assessments.rerating import views

urlpatterns = [
    path("factors/<str:code>/", views.FactorCourseView.as_view(), name="factor-course"),
    path("factors/<str:code>/rerate/", views.FactorRerateView.as_view(), name="factor-rerate"),
    path(
        "reratings/<uuid:pk>/withdraw/",
        views.ReratingWithdrawView.as_view(),
        name="rerating-withdraw",
    ),
    path("reratings/<uuid:pk>/share/", views.ReratingShareView.as_view(), name="rerating-share"),
]
