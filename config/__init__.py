"""The project's wiring. Celery's application is loaded with Django, for `delay` to find the broker."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
