"""Reads of introductions."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db.models import QuerySet

from apps.engagement.introductions.models import Introduction
from apps.engagement.offers.models import Support
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor


def introductions(actor: Actor) -> QuerySet[Introduction]:
    """The introductions that ``actor`` reads: of their own State, or all."""
    rows: QuerySet[Introduction] = Introduction.objects.visible_to(actor)
    return rows.select_related("country", "needing", "made_by")


def gone_from(introduction: Introduction, today: dt.date) -> tuple[bool, bool]:
    """Whether the offer and the need no longer stand: closed, expired, or not shared any more.

    Each side learns that of the other, and no more; one query.
    """
    with acting(SYSTEM):
        rows = Support.objects.filter(pk__in=(introduction.offer_id, introduction.need_id))
        standing = {row.pk for row in rows if row.is_shared and row.is_current(today)}
    return (
        introduction.offer_id not in standing,
        introduction.need_id not in standing,
    )


def seen_of(introduction: Introduction, actor: Actor) -> Mapping[uuid.UUID, Support]:
    """The offer and the need by their keys, as far as ``actor`` sees them; one query."""
    keys = (introduction.offer_id, introduction.need_id)
    return {row.pk: row for row in Support.objects.visible_to(actor).filter(pk__in=keys)}
