"""How the states of evidence look."""

from apps.evidence.models import Sensitivity
from focalpoint.ui.tones import ToneMap

SENSITIVITY_TONES: ToneMap = {
    Sensitivity.ORDINARY: ("neutral", "file"),
    Sensitivity.SENSITIVE: ("warning", "shield"),
    Sensitivity.RESTRICTED: ("danger", "shield-lock"),
}
