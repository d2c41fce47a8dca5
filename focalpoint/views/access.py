"""Who may open a page, and which records it starts from."""

from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from focalpoint.actors import Actor
from focalpoint.roles import Role


class ActorRequiredMixin(AccessMixin):
    """Only for people who have signed in; ``roles`` narrows it to some, ``None`` opens it to all.

    Anonymous visitors are sent to sign in; others get a 403 that says so.
    """

    request: HttpRequest
    roles: frozenset[Role] | None = None

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request.actor  # type: ignore[attr-defined]
        return actor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.actor.is_authenticated:
            return self.handle_no_permission()
        if not self.may_open():
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def may_open(self) -> bool:
        """Whether the page is for this actor at all."""
        return self.roles is None or bool(self.roles & self.actor.roles)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {"country": self.actor.country, **context}


class ScopedMixin(ActorRequiredMixin):
    """A page on records of ``model``: it starts from what the actor may see; the rest is a 404."""

    model: type[models.Model]
    slug_field = "reference"
    slug_url_kwarg = "reference"

    def get_queryset(self) -> models.QuerySet[Any, Any]:
        rows: models.QuerySet[Any, Any] = self.model._default_manager.visible_to(  # type: ignore[attr-defined]
            self.actor
        )
        return rows
