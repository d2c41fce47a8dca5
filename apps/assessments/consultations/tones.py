"""How consultations look: tone and icon of each status, beside its words."""

from focalpoint.ui.tones import ToneMap

CONSULTATION_TONES: ToneMap = {
    "prepared": ("neutral", "pencil"),
    "open": ("info", "message-2"),
    "closed": ("warning", "message-2-off"),
    "answered": ("success", "message-2-check"),
}
INVITATION_TONES: ToneMap = {
    "waiting": ("neutral", "hourglass"),
    "sending": ("progress", "send"),
    "sent": ("success", "mail-check"),
    "undelivered": ("danger", "mail-x"),
    "expired": ("danger", "clock-x"),
    "withdrawn": ("neutral", "ban"),
}
MODERATION_TONES: ToneMap = {
    "waiting": ("warning", "hourglass"),
    "accepted": ("success", "check"),
    "set_aside": ("neutral", "ban"),
}
OUTCOME_TONES: ToneMap = {
    "taken_up": ("success", "check"),
    "partly": ("info", "circle-half-2"),
    "not_taken_up": ("neutral", "minus"),
}
