"""Two people record a principal at once: one is recorded, the other is told."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from apps.appointments.models import Appointment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM


@pytest.mark.django_db(transaction=True)
def test_only_one_principal_is_recorded(appoint):
    together = Barrier(2)

    def record(name):
        try:
            together.wait(timeout=30)
            return appoint(name, dt.date(2024, 1, 1), ends_on=dt.date(2030, 1, 1))
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(record, ["Ama Example", "Kofi Example"]))
    [refusal] = [r for r in results if isinstance(r, ValidationError)]
    assert "principal focal point" in " ".join(refusal.messages)
    with acting(SYSTEM):
        assert Appointment.objects.count() == 1
