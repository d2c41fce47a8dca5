"""Duties are derived in the background: daily, after imports, and where people set a cycle."""

import uuid

from celery import shared_task
from django.db import OperationalError

from apps.countries.models import Country
from apps.treaties.obligations.derivation import derive_obligations


@shared_task(autoretry_for=(OperationalError,), max_retries=3, retry_backoff=True)
def derive_obligations_task(country_id: str = "") -> None:
    """Derive the duties of all States, or of one."""
    states = list(Country.objects.filter(pk=uuid.UUID(country_id))) if country_id else None
    derive_obligations(countries=states)
