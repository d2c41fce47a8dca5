"""The addresses that every kind of approved record has."""

from typing import Any

from django.urls import URLPattern, path


def record_urls(name: str, place: str, views: Any, prefix: str) -> list[URLPattern]:
    """List, new, one, edit, approve and take away.

    ``name`` begins the names of the addresses, ``place`` is where they lie, ``prefix`` begins the
    names of the views.
    """
    steps = {
        "list": ("", "List"),
        "create": ("new/", "Create"),
        "detail": ("<uuid:pk>/", "Detail"),
        "update": ("<uuid:pk>/edit/", "Update"),
        "approve": ("<uuid:pk>/approve/", "Approve"),
        "delete": ("<uuid:pk>/delete/", "Delete"),
    }
    return [
        path(
            f"{place}/{where}",
            getattr(views, f"{prefix}{what}View").as_view(),
            name=f"{name}-{step}",
        )
        for step, (where, what) in steps.items()
    ]
