"""Who keeps trainings."""

from apps.engagement.approval.policies import VERBS, keepers_of
from apps.engagement.trainings.models import Training, TrainingAttendance
from focalpoint.policies import declare

PARTS = keepers_of("training")

declare(Training, **VERBS)
declare(TrainingAttendance, create=PARTS, change=PARTS, delete=PARTS)
