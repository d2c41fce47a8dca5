"""Scope: which rows of a model an actor reads. Declared once, enforced twice.

A model that carries a State's data declares ``scope = Scope(...)``. The application filters by
``Model.objects.visible_to(actor)``; the database enforces the same rule by row-level security
(``focalpoint.db.rls``), also where a query forgot its filter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from focalpoint.actors import Actor, Guest
from focalpoint.attachments import carriers
from focalpoint.notices import subjects
from focalpoint.visibility import GOVERNMENT_LEVELS, NETWORK_LEVELS, Visibility


@dataclass(frozen=True)
class Scope:
    """Where a model keeps the facts that decide who may read and write a row.

    ``country``, ``office``, ``visibility``: names of its fields; ``None`` where it has none.
    ``through``: the foreign key to the record that decides instead (a part of a whole).
    ``shared``: whether visibility ``network`` or ``public`` opens the row to other States at all
    (a part that is not shared stays with the State's own people when its whole is shared);
    ``shared_when``: fields that must be set before it does (an approval, say).
    ``own``: a foreign key to the user who always reads the row; ``own_writes``: and who writes it
    too, whatever their role, as long as it is shared with nobody.
    ``administered``: the secretariat reads and writes it too (memberships, institutions).
    ``directory``: everybody who reads the network reads the row (names of ministries, say).
    ``attached``: the row hangs on a record that its fields ``…_kind`` and ``…_id`` name (see
    ``focalpoint.attachments``); only those who read that record read the row.
    ``private``: the user whom ``own`` names reads and writes the row, and nobody else does.
    ``about``: the record that its fields ``…_kind`` and ``…_id`` name (``focalpoint.notices``); a
    private row exists only while its reader sees that record.
    ``unclaimed``: the secretariat reads and writes the rows that are no State's yet.
    ``coordinated``: rows without a State are the network's: its coordinators read and write them.
    ``desk``: of the State's people only those of the focal point's office read and write the row.
    ``guest``: the field that names an invitation; of its kind, a guest reads the rows of theirs.
    ``guest_at``: the field that names the record to which guests are invited: they read that one.
    ``guest_list``: ``app.Model.field``, a list of ids kept for the guest: they read those rows.
    ``sealed``: the row of a guest that nobody else reads or writes, not even who invited them.
    ``named``: an array of users. Of the State's people they alone read and write the row, beside
    its focal point and deputies, and beside its office where its level is that of the office.
    ``asked``: the field that names an institution which ``office`` asks for something. Of the
    State's people only those of these two read and write the row.
    ``parties``: the fields that name the States between which the row stands: of their people those
    of the focal point's office read and write it, and the coordinators of the network, who alone
    add one; nobody else.
    ``told_when``: of a part of such a row, the field that must be set before ``office`` reads it;
    only those who were asked write it.
    ``gate``: the row that opens its State to the public. The public reads what is ``public`` of the
    States whose gate is ``public`` itself; one model declares it. What is ``coordinated`` is the
    network's and no State's: it is read while the network's own gate is open (``network_gate``).
    """

    country: str = "country"
    office: str | None = "office"
    visibility: str | None = "visibility"
    through: str | None = None
    shared: bool = True
    shared_when: tuple[str, ...] = ()
    own: str | None = None
    own_writes: bool = False
    administered: bool = False
    directory: bool = False
    attached: str | None = None
    private: bool = False
    about: str | None = None
    unclaimed: bool = False
    coordinated: bool = False
    desk: bool = False
    guest: str | None = None
    guest_at: str | None = None
    guest_list: str | None = None
    sealed: bool = False
    named: str | None = None
    asked: str | None = None
    told_when: str | None = None
    parties: tuple[str, ...] = ()
    gate: bool = False

    @property
    def names_guest(self) -> bool:
        """Whether the row itself says which guest reads it."""
        return bool(self.guest or self.guest_at or self.guest_list)


def scope_of(model: type[models.Model]) -> Scope | None:
    """The scope that a model declares, or ``None`` for reference data that everybody reads."""
    return getattr(model, "scope", None)


def required_scope(model: type[models.Model]) -> Scope:
    """The scope of a model that must have one."""
    scope = scope_of(model)
    if scope is None:
        raise TypeError(f"{model._meta.label} carries no State's data")
    return scope


def parent_of(model: type[models.Model]) -> type[models.Model]:
    """The model that decides for a part of a whole (``Scope.through``)."""
    parent = model._meta.get_field(str(required_scope(model).through)).related_model
    if not isinstance(parent, type):
        raise TypeError(f"{model._meta.label}: Scope.through must name a foreign key")
    return parent


def scope_filter(
    model: type[models.Model], actor: Actor, prefix: str = "", *, shared: bool = True
) -> Q:
    """The rows of ``model`` that ``actor`` reads, as a ``Q`` (``prefix`` for a related path).

    ``shared``: also those of other States that are shared with them.
    """
    scope = scope_of(model)
    if scope is None or actor.is_system:
        return Q()
    if actor.guest:
        return _as_guest(model, actor.guest, prefix) if shared else Q(pk__in=[])
    if scope.sealed:
        return Q(pk__in=[])
    if scope.through:
        path = f"{prefix}{scope.through}__"
        found = scope_filter(parent_of(model), actor, path, shared=shared and scope.shared)
        return found & _told(model, actor, prefix) if scope.told_when else found
    if scope.private:
        return _private(scope, actor, prefix)
    if scope.named:
        return _among_named(scope, actor, prefix)
    if scope.parties:
        return _among_parties(scope, actor, prefix)
    if scope.asked:
        return _between(scope, actor, prefix)
    found = _any_of(_conditions(scope, actor, prefix, shared=shared))
    if scope.attached:
        kinds = {carrier.kind: carrier.model for carrier in carriers().values()}
        found &= _names_visible(f"{prefix}{scope.attached}", kinds, actor)
    return found


def _as_guest(model: type[models.Model], guest: Guest, prefix: str) -> Q:
    scope = required_scope(model)
    if scope.guest:
        return Q(**{f"{prefix}{scope.guest}": guest.invitation_id})
    if scope.guest_at:
        return Q(**{f"{prefix}{scope.guest_at}": guest.record_id})
    if scope.guest_list:
        keeper, field = guest_list_of(scope)
        rows = keeper._default_manager.filter(_as_guest(keeper, guest, ""))
        return Q(Exists(rows.filter(**{f"{field}__contains": [OuterRef(f"{prefix}pk")]})))
    if scope.through:
        return _as_guest(parent_of(model), guest, f"{prefix}{scope.through}__")
    return Q(pk__in=[])


def guest_list_of(scope: Scope) -> tuple[type[models.Model], str]:
    """The model and the field of ``Scope.guest_list``."""
    model, _, field = str(scope.guest_list).rpartition(".")
    return apps.get_model(model), field


def _names_visible(stem: str, kinds: Mapping[str, type[models.Model]], actor: Actor) -> Q:
    """The record that the fields ``…_kind`` and ``…_id`` name is one that ``actor`` reads."""
    named = []
    for kind, model in kinds.items():
        records = model._default_manager.filter(scope_filter(model, actor))
        exists = Q(Exists(records.filter(pk=OuterRef(f"{stem}_id"))))
        named.append(Q(**{f"{stem}_kind": kind}) & exists)
    return _any_of(named)


def _private(scope: Scope, actor: Actor, prefix: str) -> Q:
    if actor.user_id is None:
        return Q(pk__in=[])
    mine = Q(**{f"{prefix}{scope.own}": actor.user_id})
    if scope.about:
        kinds = {subject.name: subject.model for subject in subjects().values()}
        return mine & _names_visible(f"{prefix}{scope.about}", kinds, actor)
    country = f"{prefix}{scope.country}"
    return mine & (Q(**{f"{country}__isnull": True}) | Q(**{f"{country}__in": actor.read_states}))


def _among_named(scope: Scope, actor: Actor, prefix: str) -> Q:
    country = f"{prefix}{scope.country}__in"
    found = Q(**{country: actor.leads})
    if actor.user_id is not None:
        mine = {f"{prefix}{scope.named}__contains": [actor.user_id]}
        found |= Q(**{country: actor.read_states}, **mine)
    level = {f"{prefix}{scope.visibility}": Visibility.OFFICE}
    return found | Q(**{f"{prefix}{scope.office}__in": actor.offices}, **level)


def _among_parties(scope: Scope, actor: Actor, prefix: str) -> Q:
    """The reader coordinates the network, or belongs to the desk of one of the States."""
    if actor.brokers:
        return Q(**{f"{prefix}pk__isnull": False})
    return _any_of([Q(**{f"{prefix}{party}__in": actor.desks}) for party in scope.parties])


def _between(scope: Scope, actor: Actor, prefix: str) -> Q:
    """The reader belongs to the institution that asks, or to the one that was asked."""
    asking = Q(**{f"{prefix}{scope.office}__in": actor.offices})
    return asking | Q(**{f"{prefix}{scope.asked}__in": actor.offices})


def _told(model: type[models.Model], actor: Actor, prefix: str) -> Q:
    """The row was handed over, or the reader belongs to those who were asked for it."""
    scope = required_scope(model)
    asked = required_scope(parent_of(model)).asked
    told = Q(**{f"{prefix}{scope.told_when}__isnull": False})
    return told | Q(**{f"{prefix}{scope.through}__{asked}__in": actor.offices})


def _conditions(scope: Scope, actor: Actor, prefix: str, *, shared: bool) -> list[Q]:
    if scope.desk:
        return [_own_desk(scope, actor, prefix)]
    conditions = [_own_state(scope, actor, prefix)]
    if scope.office and actor.offices:
        conditions.append(Q(**{f"{prefix}{scope.office}__in": actor.offices}))
    if scope.own and actor.user_id:
        conditions.append(Q(**{f"{prefix}{scope.own}": actor.user_id}))
    if scope.administered and actor.administers:
        conditions.append(Q(**{f"{prefix}pk__isnull": False}))
    if scope.directory and shared and actor.reads_network:
        conditions.append(Q(**{f"{prefix}pk__isnull": False}))
    if scope.unclaimed and actor.administers:
        conditions.append(Q(**{f"{prefix}{scope.country}__isnull": True}))
    if scope.coordinated and actor.coordinates:
        conditions.append(Q(**{f"{prefix}{scope.country}__isnull": True}))
    if scope.visibility and scope.shared and shared:
        conditions.append(_shared(scope, actor, prefix))
    return conditions


def _own_state(scope: Scope, actor: Actor, prefix: str) -> Q:
    if not actor.read_states:
        return Q(pk__in=[])
    condition = Q(**{f"{prefix}{scope.country}__in": actor.read_states})
    if scope.visibility:
        condition &= Q(**{f"{prefix}{scope.visibility}__in": GOVERNMENT_LEVELS})
    return condition


def _own_desk(scope: Scope, actor: Actor, prefix: str) -> Q:
    if not actor.desks:
        return Q(pk__in=[])
    level = Q(**{f"{prefix}{scope.visibility}__in": GOVERNMENT_LEVELS})
    level |= Q(**{f"{prefix}{scope.office}__in": actor.offices})
    return Q(**{f"{prefix}{scope.country}__in": actor.desks}) & level


def _shared(scope: Scope, actor: Actor, prefix: str) -> Q:
    if actor.reads_network:
        levels: tuple[Visibility, ...] = NETWORK_LEVELS
    elif actor.user_id or actor.is_public:
        levels = (Visibility.PUBLIC,)
    else:
        return Q(pk__in=[])
    condition = Q(**{f"{prefix}{scope.visibility}__in": levels})
    for name in scope.shared_when:
        condition &= Q(**{f"{prefix}{name}__isnull": False})
    if actor.is_public and not scope.gate:
        opened = _gate_is_open(f"{prefix}{scope.country}")
        if scope.coordinated:
            opened |= Q(**{f"{prefix}{scope.country}__isnull": True}) & _network_is_open()
        condition &= opened
    return condition


@cache
def gate_model() -> type[models.Model] | None:
    """The model whose rows open States to the public (``Scope.gate``)."""
    scopes = ((model, scope_of(model)) for model in apps.get_models())
    return next((model for model, scope in scopes if scope is not None and scope.gate), None)


def _gate_is_open(country: str) -> Q:
    model = gate_model()
    if model is None:
        return Q(pk__in=[])
    scope = required_scope(model)
    opened = {f"{scope.country}_id": OuterRef(country), str(scope.visibility): Visibility.PUBLIC}
    return Q(Exists(model._default_manager.filter(**opened)))


@cache
def network_gate() -> tuple[type[models.Model], str] | None:
    """The model, and its field, that opens the network itself to the public.

    It declares ``opens_network``, the name of a truth value; it has one row at most.
    """
    fields = ((model, getattr(model, "opens_network", "")) for model in apps.get_models())
    return next(((model, field) for model, field in fields if field), None)


def _network_is_open() -> Q:
    gate = network_gate()
    if gate is None:
        return Q(pk__in=[])
    model, field = gate
    return Q(Exists(model._default_manager.filter(**{field: True})))


def _any_of(conditions: list[Q]) -> Q:
    combined = Q(pk__in=[])
    for condition in conditions:
        combined |= condition
    return combined


class ScopedQuerySet(models.QuerySet[Any]):
    """The query set of every record of a State; reads start at ``visible_to``."""

    def visible_to(self, actor: Actor) -> Self:
        """Only the rows that ``actor`` may read; for nobody, none."""
        return self.filter(scope_filter(self.model, actor))

    def of(self, country: models.Model) -> Self:
        """Only the rows of one State."""
        model: type[models.Model] = self.model
        scope = required_scope(model)
        path = ""
        while scope.through:
            path += f"{scope.through}__"
            model = parent_of(model)
            scope = required_scope(model)
        return self.filter(**{f"{path}{scope.country}": country})
