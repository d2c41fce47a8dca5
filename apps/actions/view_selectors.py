"""Reads of saved views."""

from django.db.models import Exists, OuterRef, QuerySet

from apps.actions.view_models import DefaultView, SavedView
from focalpoint.actors import Actor


def saved_views(actor: Actor) -> QuerySet[SavedView]:
    """The views that the actor may open, by name; ``is_default`` marks the one that opens first."""
    rows: QuerySet[SavedView] = SavedView.objects.visible_to(actor)
    chosen = DefaultView.objects.filter(user=actor.user_id, view=OuterRef("pk"))
    return rows.annotate(is_default=Exists(chosen)).select_related("owner")


def default_view(actor: Actor) -> SavedView | None:
    """The view that the actor's list opens with, if they chose one and still see it."""
    chosen = DefaultView.objects.filter(user=actor.user_id).values("view")
    view: SavedView | None = SavedView.objects.visible_to(actor).filter(pk__in=chosen).first()
    return view
