"""How progress and its freshness look: colour, icon and words together."""

from focalpoint.ui.tones import ToneMap

STATUS_TONES: ToneMap = {
    "not_started": ("neutral", "circle"),
    "planned": ("neutral", "calendar"),
    "under_way": ("progress", "progress"),
    "partly_done": ("info", "progress-check"),
    "done": ("success", "check"),
    "sustained": ("success", "checks"),
}
FRESHNESS_TONES: ToneMap = {
    "fresh": ("success", "clock-check"),
    "ageing": ("warning", "clock"),
    "stale": ("danger", "clock-exclamation"),
    "none": ("neutral", "minus"),
}
