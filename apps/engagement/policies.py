"""Who writes what of engagement."""

from apps.engagement.introductions import policies as introductions
from apps.engagement.lessons import policies as lessons
from apps.engagement.meetings import policies as meetings
from apps.engagement.nudges import policies as nudges
from apps.engagement.offers import policies as offers
from apps.engagement.partnerships import policies as partnerships
from apps.engagement.trainings import policies as trainings

__all__ = ["introductions", "lessons", "meetings", "nudges", "offers", "partnerships", "trainings"]
