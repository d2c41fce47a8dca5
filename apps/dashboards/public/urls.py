"""Addresses of the public pages, and of the settings that open them."""

from django.urls import path

from apps.dashboards.public import settings_views, views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("public/", views.PublicNetworkView.as_view(), name="public-network"),
    path("public/states/<str:code>/", views.PublicStateView.as_view(), name="public-state"),
    path(
        "public/documents/<uuid:pk>/<str:format>/",
        views.PublicDocumentView.as_view(),
        name="public-document",
    ),
    path("public/<path:rest>", views.PublicNothingView.as_view(), name="public-nothing"),
    path("public-page/", settings_views.PublicPageView.as_view(), name="public-page"),
    path("public-page/preview/", settings_views.PublicPreviewView.as_view(), name="public-preview"),
    path(
        "network/public-page/",
        settings_views.NetworkPublicPageView.as_view(),
        name="network-public-page",
    ),
]
