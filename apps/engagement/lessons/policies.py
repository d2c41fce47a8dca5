"""Who keeps lessons."""

from apps.engagement.approval.policies import VERBS
from apps.engagement.lessons.models import Lesson
from focalpoint.policies import declare

declare(Lesson, **VERBS)
