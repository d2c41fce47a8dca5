"""How plans and stages look, everywhere alike."""

from apps.treaties.plans.choices import PlanStatus, StageStatus
from focalpoint.ui.tones import ToneMap

PLAN_TONES: ToneMap = {
    str(PlanStatus.OPEN): ("progress", "progress"),
    str(PlanStatus.DEPOSITED): ("success", "mail-check"),
    str(PlanStatus.DROPPED): ("neutral", "ban"),
}
STAGE_TONES: ToneMap = {
    str(StageStatus.OPEN): ("info", "circle-dot"),
    str(StageStatus.IN_PROGRESS): ("progress", "progress"),
    str(StageStatus.DONE): ("success", "check"),
    str(StageStatus.SKIPPED): ("neutral", "arrow-bounce"),
}
