"""How answers of the record look: colour, icon and words together."""

from focalpoint.ui.tones import ToneMap

ANSWER_TONES: ToneMap = {
    "shown": ("success", "circle-check"),
    "partly": ("info", "progress-check"),
    "not_shown": ("warning", "circle-x"),
    "unknown": ("neutral", "help-circle"),
    "not_asked": ("neutral", "circle-minus"),
}
