"""How requests look: tone and icon of each progress, beside its words."""

from focalpoint.ui.tones import ToneMap

PROGRESS_TONES: ToneMap = {
    "asked": ("neutral", "hourglass"),
    "begun": ("progress", "pencil"),
    "handed_in": ("success", "check"),
    "given_back": ("warning", "arrow-back-up"),
    "ended": ("neutral", "ban"),
}
