"""The wiring. Celery's application is loaded with Django, so that `delay` finds the broker."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
