"""Who writes what of engagement."""

from apps.engagement.lessons import policies as lessons
from apps.engagement.meetings import policies as meetings
from apps.engagement.offers import policies as offers
from apps.engagement.partnerships import policies as partnerships
from apps.engagement.trainings import policies as trainings

__all__ = ["lessons", "meetings", "offers", "partnerships", "trainings"]
