"""Reads of events, and of the factors that they bear on."""

from collections.abc import Mapping

from django.db.models import QuerySet, Subquery

from apps.assessments.event_models import EventStatus, RiskEvent
from apps.catalogue.models import RISK_FACTORS_2014, Framework, Item
from focalpoint.actors import Actor


def events(actor: Actor) -> QuerySet[RiskEvent]:
    """The events that ``actor`` reads, those that were withdrawn among them."""
    rows: QuerySet[RiskEvent] = RiskEvent.objects.visible_to(actor)
    return rows.select_related("country", "office", "withdrawn_by")


def standing_events(actor: Actor) -> QuerySet[RiskEvent]:
    """The events that ``actor`` reads and that count: nobody has withdrawn them."""
    return events(actor).filter(status=EventStatus.LOGGED)


def factors() -> QuerySet[Item]:
    """The factors of the framework in force, in its order; none before catalogues are loaded."""
    editions = Framework.objects.filter(code=RISK_FACTORS_2014, is_active=True)
    newest = editions.order_by("-edition").values("pk")[:1]
    rows = Item.objects.filter(framework=Subquery(newest), parent=None, is_active=True)
    return rows.order_by("order")


def factors_by_code() -> Mapping[str, Item]:
    """The same by their codes."""
    return {factor.code: factor for factor in factors()}
