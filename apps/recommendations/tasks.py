"""The tasks of this app, where Celery looks for them."""

from apps.recommendations.received.tasks import (
    read_recommendations_task,
    resume_recommendations_task,
)

__all__ = ["read_recommendations_task", "resume_recommendations_task"]
