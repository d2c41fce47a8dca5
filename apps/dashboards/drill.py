"""Where the matrices of the network lead: to one State, on the same days, and behind a cell.

Only to pages that everybody opens who reads the network.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from apps.catalogue.models import STEPS_2013, Item
from apps.engagement.meetings.models import Presence, Statement
from apps.engagement.meetings.selectors import DIALOGUES, EXCHANGES, REVIEWS
from apps.engagement.offers.models import Side, SupportStatus
from apps.recommendations.selectors import Progress
from focalpoint.ui.matrix import OF_ROW

# From which page the reader came to that of a State, as its address says it.
BACK = "back"
PAGES = {
    "treaties": "network-treaties",
    "assessments": "network-assessments",
    "engagement": "network-engagement",
}
# What belongs to one page alone.
_OWN = ("format", "page", "show", BACK)
_ATTENDED = {"presence": Presence.ATTENDED}
_SPOKE = [value for value in Statement.values if value != Statement.NONE]


@dataclass(frozen=True)
class Trail:
    """What a page hands on: its days and filters as a query string, and the day it was asked for.

    ``as_of`` is empty where the page is of today.
    """

    query: str = ""
    as_of: str = ""

    def state(self, code: str) -> str:
        """The page of a State."""
        page = reverse("network-state", args=[code])
        return f"{page}?{self.query}" if self.query else page

    def treaties(self, code: str) -> str:
        """The query string of the pages of treaties: one State, on the same day."""
        return f"?country={code}{f'&as_of={self.as_of}' if self.as_of else ''}"


def kept(sent: QueryDict) -> QueryDict:
    """The days and filters that are set."""
    query = sent.copy()
    for name in list(query):
        if name in _OWN or not query[name]:
            del query[name]
    return query


def trail_of(sent: QueryDict, page: str, as_of: dt.date | None) -> Trail:
    """What the page of this name hands on."""
    query = kept(sent)
    word = next((word for word, name in PAGES.items() if name == page), "")
    if word:
        query[BACK] = word
    return Trail(query.urlencode(), as_of.isoformat() if as_of else "")


def step_url(item: Item) -> str:
    """The reports on a step; the State's code goes behind it."""
    return step_page(item.code, item.framework.code)


def step_page(code: str, framework: str) -> str:
    """The same by the codes of both."""
    more = {} if framework == STEPS_2013 else {"framework": framework}
    return f"{reverse('progress-step', args=[code])}?{urlencode({**more, 'state': ''})}"


def at_report(report: Progress) -> str:
    """What leads from the page of a step to a report; goes behind the State's code."""
    return place_of(report.report_id)


def place_of(report: uuid.UUID | None) -> str:
    """The same by its id: the step finds the page, or the step of another framework, by it."""
    return f"&report={report}#report-{report}"


def treaty_url(code: str) -> str:
    """Where the State of the row stands on an instrument; ``Trail.treaties`` is the row's query."""
    return reverse("treaty-detail", args=[code]) + OF_ROW


def part_url(part: str, first: dt.date, last: dt.date) -> str:
    """The list of what a State shares of one part of its engagement; its code goes behind it."""
    days = {"since": first, "until": last}
    supports = {"status": SupportStatus.OPEN, "current": "true"}
    lists: dict[str, tuple[str, dict[str, Any]]] = {
        "exchanges": ("participation-list", {"kind": EXCHANGES, **_ATTENDED, **days}),
        "reviews": ("participation-list", {"kind": REVIEWS, **_ATTENDED, **days}),
        "dialogues": ("participation-list", {"kind": DIALOGUES, **_ATTENDED, **days}),
        "statements": (
            "participation-list",
            {"kind": DIALOGUES, **_ATTENDED, "statement": _SPOKE, **days},
        ),
        "partnerships": ("partnership-list", days),
        "trainings": ("training-list", days),
        "lessons": ("lesson-list", days),
        "offers": ("support-list", {"side": Side.OFFER, **supports}),
        "needs": ("support-list", {"side": Side.NEED, **supports}),
    }
    name, asked = lists[part]
    return f"{reverse(name)}?{urlencode({'shared': 'true', **asked, 'state': ''}, doseq=True)}"
