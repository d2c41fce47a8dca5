"""Steps (d), (e) and (g): exchanges, peer reviews and dialogues that the State recorded.

What came of an introduction to another State is an exchange too; the State's own office is told.

What the State did not record is not known to be missing from the world, only from the record: so
the verdict says what would close the gap, and the page that it is read from.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.engagement.introductions.models import Introduction
from apps.engagement.meetings.models import MeetingKind
from apps.engagement.meetings.selectors import DIALOGUES, EXCHANGES, Attended
from apps.recommendations.record.checks import Check, Verdict, missing, partly, shown, unknown
from apps.recommendations.record.facts import Facts
from apps.recommendations.record.places import listed

# Months in which a meeting counts as recent: the rhythm of ¶71 (b) for assessments.
RECENT_MONTHS = 24
# Months of a cycle of the Universal Periodic Review: 14 sessions at three a year.
CYCLE_MONTHS = 56
# Months until a State has its turn again where sessions are put off.
LATE_MONTHS = 66


@dataclass(frozen=True)
class _Entry:
    """What stands in the record: in words, where, and of which day."""

    words: str
    url: str
    on: dt.date


def _named(meeting: Attended) -> str:
    return f"{meeting.title}, {date_format(meeting.on)}"


def _page(meeting: Attended) -> str:
    return reverse("participation-detail", args=[meeting.participation_id])


def _attended(facts: Facts, kinds: Collection[str]) -> list[_Entry]:
    return [_Entry(_named(each), _page(each), each.on) for each in facts.attended(kinds)]


def _helped(introduction: Introduction) -> _Entry:
    on: dt.date = introduction.outcome_on or dt.date.min
    words = f"{introduction.get_result_display()}: {introduction}, {date_format(on)}"
    return _Entry(words, introduction.get_absolute_url(), on)


def _latest(facts: Facts, found: list[_Entry], months: int, absent: str, closes: str) -> Verdict:
    last = max(found, key=lambda each: each.on, default=None)
    if last is None:
        return missing(absent, closes, url=listed(facts, "participation-list"))
    if last.on >= facts.on - relativedelta(months=months):
        return shown(last.words, url=last.url, on=last.on)
    words = _("The last one on record: %(meeting)s.") % {"meeting": last.words}
    return missing(words, closes, url=last.url, on=last.on)


def exchanges(facts: Facts) -> Verdict:
    """An exchange with other States or regional bodies, or help between two, not long ago."""
    return _latest(
        facts,
        [*_attended(facts, EXCHANGES), *(_helped(each) for each in facts.introductions)],
        RECENT_MONTHS,
        _("No exchange with other States or regional bodies is recorded."),
        _("Record the exchange, with its counterparts."),
    )


def _missed_none(facts: Facts, attended: dt.date) -> bool:
    """Whether the State had no turn since, as far as the calendar reaches back and ahead."""
    last, coming = facts.last_turn, facts.next_turn
    if last is not None and attended < last:
        return False
    if coming is None:
        # Nor may it have the newest one yet.
        return last is not None and attended >= facts.on - relativedelta(months=LATE_MONTHS)
    # Between two turns so far apart was another one.
    return last is not None or attended >= coming - relativedelta(months=2 * CYCLE_MONTHS)


def reviewed(facts: Facts) -> Verdict:
    """The Universal Periodic Review, the last time that it was the State's turn."""
    found = _attended(facts, [MeetingKind.UPR])
    last = max(found, key=lambda each: each.on, default=None)
    # Sessions were put off, and a cycle took longer than it should: nobody missed a review by that.
    is_older = last is not None and last.on < facts.on - relativedelta(months=CYCLE_MONTHS)
    if last is not None and is_older and _missed_none(facts, last.on):
        return shown(last.words, url=last.url, on=last.on)
    return _latest(
        facts,
        found,
        CYCLE_MONTHS,
        _("No part in the Universal Periodic Review is recorded."),
        _("Record your part in the last review."),
    )


def reviewed_in_region(facts: Facts) -> Verdict:
    """A review by the peers of the region, within the length of a cycle."""
    found = _attended(facts, [MeetingKind.REGIONAL_REVIEW])
    closes = _("Record your part in it, if your region has one.")
    if not found:
        words = _("No regional review is recorded; not every region has one.")
        return unknown(words, closes, url=listed(facts, "participation-list"))
    return _latest(facts, found, CYCLE_MONTHS, "", closes)


def dialogues(facts: Facts) -> Verdict:
    """A dialogue on the responsibility to protect, not long ago."""
    return _latest(
        facts,
        _attended(facts, DIALOGUES),
        RECENT_MONTHS,
        _("No dialogue is recorded."),
        _("Record the dialogue that you attended."),
    )


def statement(facts: Facts) -> Verdict:
    """Something was said there, by the State or for it."""
    attended = facts.attended(DIALOGUES, months=RECENT_MONTHS)
    spoke = next((each for each in attended if each.spoke), None)
    if spoke is not None:
        words = f"{spoke.statement.label}: {_named(spoke)}"
        return shown(words, url=_page(spoke), on=spoke.on)
    closes = _("Record the statement with its text or address.")
    if attended:
        words = _("Attended, and no statement is recorded: %(meeting)s.")
        return partly(words % {"meeting": _named(attended[0])}, closes, url=_page(attended[0]))
    return missing(_("No dialogue is recorded."), closes, url=listed(facts, "participation-list"))


EXCHANGE_CHECKS = (
    Check(
        "D1",
        "R2013-D",
        gettext_lazy("Were there exchanges with other States or regions?"),
        gettext_lazy(
            "Shown where, in the 24 months before the day, the State attended an exchange, a"
            " meeting of the network or a regional review, or help came of an introduction to"
            " another State, of which its own office alone is told."
        ),
        "71(d)",
        exchanges,
    ),
)
REVIEW_CHECKS = (
    Check(
        "E1",
        "R2013-E",
        gettext_lazy("Did the State take part in the Universal Periodic Review?"),
        gettext_lazy(
            "Shown where its part in a session of the last 56 months, the length of a cycle, is"
            " recorded; longer while its next turn in the calendar is still to come, and up to 66"
            " months where the calendar has only its last one."
        ),
        "71(e)",
        reviewed,
    ),
    Check(
        "E5",
        "R2013-E",
        gettext_lazy("Did it take part in a review by the peers of its region?"),
        gettext_lazy(
            "Shown where its part in a regional review of the last 56 months is recorded. Where"
            " none ever was, the record cannot say: not every region has one."
        ),
        "71(e)",
        reviewed_in_region,
    ),
)
DIALOGUE_CHECKS = (
    Check(
        "G1",
        "R2013-G",
        gettext_lazy("Did the State attend dialogues?"),
        gettext_lazy(
            "Shown where it attended a meeting of the network, a debate of the General Assembly or"
            " a dialogue in the 24 months before the day."
        ),
        "71(g)",
        dialogues,
    ),
    Check(
        "G2",
        "R2013-G",
        gettext_lazy("Did it make a statement there?"),
        gettext_lazy(
            "Shown where a statement of the State, or one on behalf of its group, is recorded with"
            " one of these meetings; a part where it attended without one."
        ),
        "71(g)",
        statement,
    ),
)
