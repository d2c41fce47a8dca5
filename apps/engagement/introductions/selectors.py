"""Reads of introductions."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db.models import Q, QuerySet

from apps.countries.models import Country
from apps.engagement.introductions.models import Introduction, IntroductionStatus, Result
from apps.engagement.offers.models import Support
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor


def introductions(actor: Actor) -> QuerySet[Introduction]:
    """The introductions that ``actor`` reads: of their own State, or all."""
    rows: QuerySet[Introduction] = Introduction.objects.visible_to(actor)
    return rows.select_related("country", "needing", "made_by")


def helpful_introductions(
    country: Country, actor: Actor, *, as_of: dt.date
) -> QuerySet[Introduction]:
    """Those of a State of which help came by a day, given or received, the latest first."""
    found = introductions(actor).filter(
        Q(country=country) | Q(needing=country),
        status=IntroductionStatus.CONCLUDED,
        result__in=(Result.HELPED, Result.PARTLY),
        outcome_on__lte=as_of,
    )
    return found.order_by("-outcome_on", "-pk")


def gone_from(introduction: Introduction, now: dt.datetime) -> tuple[bool, bool]:
    """Whether the offer and the need no longer stand: closed, expired, or not shared any more.

    Each expires at midnight in its own capital. Each side learns that of the other, and no more;
    one query.
    """
    keys = (introduction.offer_id, introduction.need_id)
    with acting(SYSTEM):
        rows = Support.objects.filter(pk__in=keys).select_related("country")
        standing = {
            row.pk for row in rows if row.is_shared and row.is_current(row.country.local_date(now))
        }
    return (
        introduction.offer_id not in standing,
        introduction.need_id not in standing,
    )


def seen_of(introduction: Introduction, actor: Actor) -> Mapping[uuid.UUID, Support]:
    """The offer and the need by their keys, as far as ``actor`` sees them; one query."""
    keys = (introduction.offer_id, introduction.need_id)
    return {row.pk: row for row in Support.objects.visible_to(actor).filter(pk__in=keys)}
