"""The tasks of this app, where Celery looks for them."""

from apps.recommendations.received.tasks import (
    make_draft_task,
    propose_clusters_task,
    read_recommendations_task,
    resume_drafts_task,
    resume_recommendations_task,
    settle_name_task,
)

__all__ = [
    "make_draft_task",
    "propose_clusters_task",
    "read_recommendations_task",
    "resume_drafts_task",
    "resume_recommendations_task",
    "settle_name_task",
]
