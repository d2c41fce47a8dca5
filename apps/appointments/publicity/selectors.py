"""Reads of the public pages: which are open."""

from typing import Any

from django.db.models import QuerySet

from apps.appointments.publicity_models import NETWORK_PAGE, NetworkPage, PublicPage
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.visibility import Visibility


def public_page_of(actor: Actor, country: Country) -> PublicPage | None:
    """The setting of a State, if it was ever made."""
    rows: QuerySet[PublicPage] = PublicPage.objects.visible_to(actor)
    return rows.filter(country=country).first()


def open_states(actor: Actor) -> QuerySet[Country]:
    """The States that have opened themselves to the public, by name."""
    gates: QuerySet[Any] = PublicPage.objects.visible_to(actor)
    opened = gates.filter(visibility=Visibility.PUBLIC).values("country")
    return Country.objects.filter(pk__in=opened).order_by("name")


def network_page() -> NetworkPage | None:
    """The setting of the network, if it was ever made."""
    return NetworkPage.objects.filter(pk=NETWORK_PAGE).first()
