"""How states of records look: tone, icon and words, so that colour never speaks alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from focalpoint.visibility import Visibility

# The tones that the style sheet knows; each passes contrast AA in both themes.
TONES = ("neutral", "info", "progress", "success", "warning", "danger", "accent", "training")

ToneMap: TypeAlias = Mapping[str, str | tuple[str, str]]

# Values that mean the same wherever they occur. A page may pass its own mapping.
USUAL: dict[str, tuple[str, str]] = {
    "draft": ("neutral", "pencil"),
    "planned": ("neutral", "calendar"),
    "open": ("info", "circle-dot"),
    "new": ("info", "circle-dot"),
    "to_do": ("info", "circle-dot"),
    "in_progress": ("progress", "progress"),
    "submitted": ("progress", "send"),
    "in_review": ("progress", "eye-check"),
    "waiting": ("warning", "hourglass"),
    "blocked": ("danger", "barrier-block"),
    "returned": ("warning", "arrow-back-up"),
    "approved": ("success", "rosette-discount-check"),
    "done": ("success", "check"),
    "completed": ("success", "check"),
    "active": ("success", "check"),
    "published": ("success", "world"),
    "cancelled": ("neutral", "ban"),
    "withdrawn": ("neutral", "ban"),
    "rejected": ("danger", "x"),
    "expired": ("danger", "clock-x"),
    "overdue": ("danger", "alert-triangle"),
}

PRIORITIES: dict[str, tuple[str, str, Promise]] = {
    "low": ("neutral", "chevron-down", _("Low")),
    "normal": ("neutral", "equal", _("Normal")),
    "medium": ("neutral", "equal", _("Medium")),
    "high": ("warning", "chevron-up", _("High")),
    "urgent": ("danger", "chevrons-up", _("Urgent")),
}


@dataclass(frozen=True, slots=True)
class Level:
    """A visibility level as people read it."""

    value: str
    label: str | Promise
    explanation: Promise
    icon: str
    tone: str


LEVELS: dict[str, Level] = {
    level.value: level
    for level in (
        Level(
            Visibility.OFFICE,
            Visibility.OFFICE.label,
            _("Only my own unit sees this."),
            "lock",
            "neutral",
        ),
        Level(
            Visibility.GOVERNMENT,
            Visibility.GOVERNMENT.label,
            _("Users of this State's government see this."),
            "building-bank",
            "info",
        ),
        Level(
            Visibility.NETWORK,
            Visibility.NETWORK.label,
            _("Coordinators and the focal points of other States see this."),
            "affiliate",
            "accent",
        ),
        Level(
            Visibility.PUBLIC,
            Visibility.PUBLIC.label,
            _("Anyone may see this."),
            "world",
            "success",
        ),
    )
}


def tone_of(value: str, tones: ToneMap | None = None) -> tuple[str, str]:
    """Tone and icon of a status: from the page's own mapping, else the usual one, else neutral."""
    chosen = (tones or {}).get(value) or USUAL.get(value) or "neutral"
    return (chosen, "") if isinstance(chosen, str) else chosen


@dataclass(frozen=True, slots=True)
class Due:
    """How near a deadline is, in words."""

    state: str
    words: str
    tone: str
    icon: str


def due_state(due: date, today: date, *, done: bool = False, soon: int = 14) -> Due:
    """Where a deadline stands on `today`, the date in its capital; `soon` is in days."""
    days = (due - today).days
    if done:
        # Whether it was done or called off, the status says.
        return Due("done", "", "neutral", "")
    if days < 0:
        words = ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}
        return Due("overdue", words, "danger", "alert-triangle")
    if days == 0:
        return Due("today", _now("due today"), "warning", "clock-exclamation")
    words = (
        _now("due tomorrow")
        if days == 1
        else ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    )
    return (
        Due("soon", words, "warning", "clock")
        if days <= soon
        else Due("later", words, "neutral", "calendar")
    )
