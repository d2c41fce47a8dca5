"""The pages of the interface itself."""

from django.urls import path

from focalpoint.ui.views import gallery

urlpatterns = [path("gallery/", gallery, name="gallery")]
