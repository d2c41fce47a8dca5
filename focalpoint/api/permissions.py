"""Who may ask an operation at all; what it finds for them is the scope's matter."""

from typing import Any

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request


class ReadsNetwork(IsAuthenticated):
    """Those who read what States share with the network."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return super().has_permission(request, view) and view.actor.reads_network


class HasRole(IsAuthenticated):
    """Those who hold one of the view's ``roles``."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return super().has_permission(request, view) and bool(view.roles & view.actor.roles)
