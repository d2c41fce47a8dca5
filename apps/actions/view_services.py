"""The writers of saved views, one per verb."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.actions.filters import ActionFilter, Asking
from apps.actions.models import Action
from apps.actions.view_models import Audience, DefaultView, SavedView, Shape
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.services import create_record, update_record, writing

# Places in a set and the marks of tools are no part of it.
PASSING = frozenset({"page", "month", "from", "shown"})
# What a shape asks for besides the filters, and what it may be.
ORDERS = frozenset(
    {"title", "status", "priority", "due_on", "assignee", "lead_institution", "country"}
)
SPANS = frozenset({"3", "6", "12", "24"})


def canonical(actor: Actor, query: str) -> str:
    """A query string as saved views keep it: only filters that ``actor`` could set, in one order.

    Raises ``ValidationError`` that names each unknown or invalid parameter.
    """
    asked = QueryDict(query.removeprefix("?"), mutable=True)
    for name in PASSING | {name for name in asked if not any(asked.getlist(name))}:
        asked.pop(name, None)
    problems = _problems(actor, asked)
    if problems:
        raise ValidationError({"query": problems})
    kept = QueryDict(mutable=True)
    for name in sorted(asked):
        kept.setlist(name, sorted({value for value in asked.getlist(name) if value}))
    text = kept.urlencode()
    most = SavedView._meta.get_field("query").max_length or 0
    if len(text) > most:
        raise ValidationError({"query": [_("These filters are too long to keep.")]})
    return text


def _problems(actor: Actor, asked: QueryDict) -> list[str]:
    filters = ActionFilter(asked, queryset=Action.objects.none(), request=Asking(actor))
    known = {*filters.filters, "sort", "span"}
    problems = [
        _("The filter “%(name)s” is not known.") % {"name": name}
        for name in sorted(set(asked) - known)
    ]
    if asked.get("sort", "").removeprefix("-") not in {"", *ORDERS}:
        problems.append(_("The list cannot be sorted in this way."))
    if asked.get("span", "") not in {"", *SPANS}:
        problems.append(_("The timeline has no such length."))
    for name, messages in filters.errors.items():
        label = filters.form.fields[name].label if name in filters.form.fields else name
        problems += [f"{label}: {message}" for message in messages]
    return problems


def save_view(
    *, actor: Actor, name: str, query: str, shape: str = Shape.LIST, shared: bool = False
) -> SavedView:
    """Keep filters under a name, for oneself or (``shared``) for all people of the State.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    view = SavedView(
        country=actor.country,
        owner_id=_person(actor),
        name=name.strip(),
        shape=shape,
        query=canonical(actor, query),
        audience=Audience.GOVERNMENT if shared else Audience.OWNER,
    )
    if shared:
        authorize(actor, "share", view)
    return create_record(actor=actor, instance=view, event="view.saved")


def rename_view(*, actor: Actor, view: SavedView, name: str, version: int | None) -> SavedView:
    """Give a view another name. Raises ``StaleVersionError``, ``PermissionDenied`` …"""
    return _change(actor, view, version, {"name": name.strip()}, event="view.renamed")


def refilter_view(
    *, actor: Actor, view: SavedView, query: str, shape: str, version: int | None
) -> SavedView:
    """Let a view hold other filters, or the same ones in another shape."""
    changes = {"query": canonical(actor, query), "shape": shape}
    return _change(actor, view, version, changes, event="view.changed")


def share_view(*, actor: Actor, view: SavedView, shared: bool, version: int | None) -> SavedView:
    """Show a view to all people of the State, or to its owner alone again."""
    authorize(actor, "share", view)
    audience = Audience.GOVERNMENT if shared else Audience.OWNER
    event = "view.shared" if shared else "view.unshared"
    changed = update_record(
        actor=actor,
        instance=view,
        changes={"audience": audience},
        version=version,
        verb="share",
        event=event,
    )
    if not shared:
        # Those for whom it is gone open the list without a view again.
        with writing(actor, event=event):
            DefaultView.objects.filter(view=view).exclude(user=view.owner_id).delete()
    return changed


def change_view(
    *,
    actor: Actor,
    view: SavedView,
    version: int | None,
    name: str | None = None,
    query: str | None = None,
    shape: str | None = None,
    shared: bool | None = None,
) -> SavedView:
    """Change what is given, all of it or nothing; the rest stays as it is.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    with writing(actor, event="view.changed"):
        if name is not None:
            view = rename_view(actor=actor, view=view, name=name, version=version)
            version = view.version
        if query is not None or shape is not None:
            view = refilter_view(
                actor=actor,
                view=view,
                query=view.query if query is None else query,
                shape=shape or view.shape,
                version=version,
            )
            version = view.version
        if shared is not None and shared != view.is_shared:
            view = share_view(actor=actor, view=view, shared=shared, version=version)
    return view


def delete_view(*, actor: Actor, view: SavedView) -> None:
    """Delete a view; the history keeps it."""
    authorize(actor, "delete", view)
    with writing(actor, event="view.deleted"):
        SavedView.objects.visible_to(actor).filter(pk=view.pk).delete()


def set_default_view(*, actor: Actor, view: SavedView | None) -> None:
    """Let the actor's list of actions open with a view that they see, or with none."""
    with writing(actor, event="view.made_default"):
        if view is None:
            DefaultView.objects.filter(user=actor.user_id).delete()
            return
        seen = SavedView.objects.visible_to(actor).get(pk=view.pk)
        DefaultView.objects.bulk_create(
            [DefaultView(user_id=_person(actor), country=actor.country, view=seen)],
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["view", "country"],
        )


def _person(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise PermissionDenied(_("Views are kept by people."))
    return actor.user_id


def _change(
    actor: Actor, view: SavedView, version: int | None, changes: dict[str, Any], *, event: str
) -> SavedView:
    return update_record(actor=actor, instance=view, changes=changes, version=version, event=event)
