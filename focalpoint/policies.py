"""Policies: which role may do what with which record. No policy means no access.

Each app declares its policies in ``policies.py``::

    declare(Action, create=may(GOVERNMENT_WRITERS), change=may(FOCAL_POINT_OFFICE),
            complete=[may(FOCAL_POINT_OFFICE), may({Role.MINISTRY_OFFICER}, where=leads_it)])

Reading is not a policy but a scope (``focalpoint.scope``).
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from focalpoint.actors import Actor
from focalpoint.roles import Role
from focalpoint.scope import scope_of

Condition = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class Grant:
    """Roles that may use a verb; ``where`` narrows it to some records."""

    roles: frozenset[Role]
    where: Condition | None = None


_POLICIES: dict[type[models.Model], dict[str, tuple[Grant, ...]]] = {}


def may(roles: Iterable[Role], *, where: Condition | None = None) -> Grant:
    """A grant for ``roles``, held in the State of the record (or in the network)."""
    return Grant(frozenset(roles), where)


def declare(model: type[models.Model], **verbs: Grant | Iterable[Grant]) -> None:
    """Declare who may do what with ``model``; declared once per model."""
    if model in _POLICIES:
        raise ValueError(f"{model._meta.label} has a policy already")
    _POLICIES[model] = {
        verb: (grants,) if isinstance(grants, Grant) else tuple(grants)
        for verb, grants in verbs.items()
    }


def policy_of(model: type[models.Model]) -> dict[str, tuple[Grant, ...]]:
    """The declared verbs of a model; empty where there is no policy."""
    return _POLICIES.get(model, {})


def country_of(instance: models.Model) -> uuid.UUID | None:
    """The State whose record this is; ``None`` for reference data.

    Reference data that a State may bring about itself names the State's field in ``brought_by``.
    """
    scope = scope_of(type(instance))
    if scope is None:
        field = getattr(type(instance), "brought_by", None)
        return getattr(instance, f"{field}_id") if field else None
    if scope.through:
        parent = getattr(instance, scope.through)
        return country_of(parent)
    value: uuid.UUID | None = getattr(
        instance,
        str(instance._meta.get_field(scope.country).attname),  # type: ignore[union-attr]
    )
    return value


def states_of(instance: models.Model) -> set[uuid.UUID | None]:
    """The States in which a role counts for this record; ``None`` stands for the network."""
    scope = scope_of(type(instance))
    if scope is not None and scope.parties:
        fields = (instance._meta.get_field(party) for party in scope.parties)
        return {None, *(getattr(instance, field.attname) for field in fields)}  # type: ignore[union-attr]
    return {country_of(instance), None}


def allowed(actor: Actor, verb: str, instance: models.Model) -> bool:
    """Whether ``actor`` may use ``verb`` on ``instance``; fails closed."""
    if actor.is_system:
        return True
    states = states_of(instance)
    for grant in _POLICIES.get(type(instance), {}).get(verb, ()):
        holds = any(post.role in grant.roles and post.country_id in states for post in actor.posts)
        if holds and (grant.where is None or grant.where(actor, instance)):
            return True
    return False


def authorize(actor: Actor, verb: str, instance: models.Model) -> None:
    """Raise ``PermissionDenied`` unless ``actor`` may use ``verb`` on ``instance``."""
    if not allowed(actor, verb, instance):
        raise PermissionDenied(f"{actor.name} may not {verb} {instance._meta.label}")
