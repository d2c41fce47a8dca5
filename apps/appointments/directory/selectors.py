"""Reads of the directory: who serves today, as far as each State allows it to be shown."""

import datetime as dt

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from apps.appointments.directory_models import Audience, DirectoryEntry, DirectoryListing
from apps.appointments.models import Appointment
from apps.appointments.selectors import serving_on
from apps.countries.models import Kind
from focalpoint.actors import Actor
from focalpoint.db.days import today_in
from focalpoint.visibility import Visibility


def listings(actor: Actor, now: dt.datetime) -> QuerySet[DirectoryListing]:
    """Those who serve as the network is shown them; training States come last.

    They serve on the day that it is in their own capital at ``now``, whoever reads.
    """
    rows: QuerySet[DirectoryListing] = DirectoryListing.objects.visible_to(actor)
    training = ExpressionWrapper(Q(country__kind=Kind.TRAINING), output_field=BooleanField())
    return (
        rows.filter(serving_on(today_in("country__time_zone", now)), visibility=Visibility.NETWORK)
        .annotate(in_training=training)
        .select_related("country")
        .order_by("in_training", "country__name", "is_alternate", "person_name", "id")
    )


def entry_of(actor: Actor, appointment: Appointment) -> DirectoryEntry | None:
    """What the State has decided for an appointment, for its own people."""
    rows: QuerySet[DirectoryEntry] = DirectoryEntry.objects.visible_to(actor)
    found = rows.filter(appointment=appointment).select_related("country").first()
    if found is not None:
        # As it was read: what the entry shows repeats it.
        found.appointment = appointment
    return found


def is_still_shown(entry: DirectoryEntry | None, today: dt.date) -> bool:
    """Whether others are, or will be, shown anything of an appointment, whoever reads it."""
    if entry is None or entry.shown_to == Audience.NOBODY:
        return False
    return entry.appointment.ends_on is None or entry.appointment.ends_on >= today
