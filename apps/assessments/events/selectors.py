"""Reads of events, and of the factors that they bear on."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import QuerySet, Subquery

from apps.assessments.event_models import EventStatus, RiskEvent
from apps.catalogue.models import RISK_FACTORS_2014, Framework, Item
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor


def events(actor: Actor) -> QuerySet[RiskEvent]:
    """The events that ``actor`` reads, those that were withdrawn among them."""
    rows: QuerySet[RiskEvent] = RiskEvent.objects.visible_to(actor)
    return rows.select_related("country", "office", "withdrawn_by")


def standing_events(actor: Actor) -> QuerySet[RiskEvent]:
    """The events that ``actor`` reads and that count: nobody has withdrawn them."""
    return events(actor).filter(status=EventStatus.LOGGED)


def hold_events(ids: Collection[UUID]) -> None:
    """Lock events until the transaction ends: nobody changes or withdraws them meanwhile.

    Of whatever office: who judges by an event may not be who may write it.
    """
    if not ids:
        return
    with acting(SYSTEM):
        rows: QuerySet[RiskEvent] = RiskEvent.objects.visible_to(SYSTEM).filter(pk__in=ids)
        list(rows.order_by("pk").only("pk").select_for_update(of=("self",)))


def factors() -> QuerySet[Item]:
    """The factors of the framework in force, in its order; none before catalogues are loaded."""
    editions = Framework.objects.filter(code=RISK_FACTORS_2014, is_active=True)
    newest = editions.order_by("-edition").values("pk")[:1]
    rows = Item.objects.filter(framework=Subquery(newest), parent=None, is_active=True)
    return rows.order_by("order")


def factors_by_code() -> Mapping[str, Item]:
    """The same by their codes."""
    return {factor.code: factor for factor in factors()}
