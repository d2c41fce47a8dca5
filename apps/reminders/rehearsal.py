"""In the demo, the reminders of any date: by the same sweep, workers and mail server."""

import datetime as dt
import time
import zoneinfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.reminders.services import sweep_deadlines
from apps.reminders.sweep import Swept
from apps.reminders.tasks import start_delivery_task


def noon(day: dt.date, country: Country | None = None) -> dt.datetime:
    """Noon of a day in the capital of a State, or in UTC."""
    zone = zoneinfo.ZoneInfo(country.time_zone if country else "UTC")
    return dt.datetime.combine(day, dt.time(12), zone)


def rehearse(*, as_of: dt.datetime, country: Country | None = None) -> Swept:
    """Sweep as if it were ``as_of``; the workers then deliver what is due by that instant.

    Raises ``PermissionDenied`` outside the demo: it sends what is not due yet.
    """
    if not settings.DEMO:
        raise PermissionDenied(_("Reminders run ahead of time in the demo only."))
    countries = None if country is None else [country.pk]
    while (swept := sweep_deadlines(now=as_of, countries=countries)) is None:
        time.sleep(0.1)
    start_delivery_task.delay_on_commit(as_of.isoformat())  # type: ignore[attr-defined]
    return swept
