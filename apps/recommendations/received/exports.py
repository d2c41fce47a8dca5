"""Recommendations received as a file."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING
from apps.recommendations.received.choices import Mechanism, Position
from apps.recommendations.received_models import RecommendationWork, RecommendingState
from apps.recommendations.statuses import ProgressStatus
from focalpoint.actors import Actor
from focalpoint.exports.columns import Column, Export, Kind


def recommended_by(actor: Actor, keys: Collection[Any]) -> Mapping[Any, Any]:
    """The recommending States of each recommendation, unknown ones in quotation marks."""
    rows = RecommendingState.objects.filter(recommendation__in=keys, is_nobody=False)
    found: dict[Any, list[str]] = {}
    ordered = rows.order_by("recommendation", "order", "id")
    for key, known, name in ordered.values_list("recommendation", "country__name", "name"):
        found.setdefault(str(key), []).append(known or f"“{name}”")
    return {key: found.get(str(key), []) for key in keys}


def _work(actor: Actor, keys: Collection[Any], *fields: str) -> dict[str, tuple[Any, ...]]:
    rows = RecommendationWork.objects.visible_to(actor).filter(recommendation__in=keys)
    return {str(key): tuple(more) for key, *more in rows.values_list("recommendation", *fields)}


def leads(actor: Actor, keys: Collection[Any]) -> Mapping[Any, Any]:
    """The lead institution of each, as far as the actor reads the State's work."""
    found = _work(actor, keys, "lead__name")
    return {key: found[str(key)][0] or "" for key in keys if str(key) in found}


def dues(actor: Actor, keys: Collection[Any]) -> Mapping[Any, Any]:
    found = _work(actor, keys, "due_on")
    return {key: found[str(key)][0] for key in keys if str(key) in found}


def statuses(actor: Actor, keys: Collection[Any]) -> Mapping[Any, Any]:
    found = _work(actor, keys, "status")
    words = dict(ProgressStatus.choices)
    return {key: str(words[found[str(key)][0]]) for key in keys if str(key) in found}


RECEIVED = Export(
    "recommendations-received",
    _("Recommendations received"),
    (
        STATE,
        Column("mechanism", _("Mechanism"), words=Mechanism.choices, width=24),
        Column("body", _("Body"), width=12),
        Column("symbol", _("Document"), width=20),
        Column("session", _("Session"), kind=Kind.NUMBER),
        Column("cycle", _("Cycle"), kind=Kind.NUMBER),
        Column("paragraph", _("Paragraph")),
        Column("text", _("Recommendation"), width=70),
        Column(
            "recommended_by",
            _("Recommended by"),
            "id",
            kind=Kind.LIST,
            look_up=recommended_by,
            width=40,
        ),
        Column("position", _("Position"), words=Position.choices, width=18),
        Column("position_raw", _("Position in the source"), width=18),
        Column("prevention", _("Touches atrocity prevention, by rule"), kind=Kind.YES_NO),
        Column("themes", _("Themes of the source"), kind=Kind.LIST, width=30),
        Column("affected", _("Affected groups"), kind=Kind.LIST, width=30),
        Column("date", _("Date of the document"), kind=Kind.DATE),
        Column("provisional", _("Provisional"), kind=Kind.YES_NO),
        Column("lead", _("Lead institution"), "id", look_up=leads, width=30),
        Column("due_on", _("Due"), "id", kind=Kind.DATE, look_up=dues),
        Column("status", _("Status"), "id", look_up=statuses, width=18),
        Column("source_as_of", _("Source as of"), kind=Kind.DATE),
        Column("url", _("Address of the source"), width=40),
        TRAINING,
    ),
)
