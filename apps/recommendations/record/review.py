"""Step (e): the Universal Periodic Review attended, its papers handed in, its word answered."""

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.recommendations.record.checks import Check, Verdict, missing, partly, shown, unknown
from apps.recommendations.record.facts import Facts
from apps.recommendations.record.places import owed
from apps.treaties.obligations.choices import DueKind, DutyKind

STEP = "R2013-E"


def _paper(facts: Facts, kind: DueKind, closes: str) -> Verdict:
    last = facts.last_due(kind)
    if last is None:
        return unknown(
            _("No such date of the last review is recorded."), url=owed(facts, body=DutyKind.UPR)
        )
    url = last.get_absolute_url()
    if not facts.was_handed_in(last):
        words = _("Due on %(date)s, and not recorded as handed in.") % {
            "date": date_format(last.due_on)
        }
        if not last.is_confirmed:
            return unknown(words, _("Enter the day on which it was submitted."), url=url)
        return missing(words, closes, url=url, on=last.due_on)
    assert last.submitted_on is not None
    if last.days_late:
        words = ngettext(
            "Handed in on %(date)s, %(days)s day late.",
            "Handed in on %(date)s, %(days)s days late.",
            last.days_late,
        ) % {"date": date_format(last.submitted_on), "days": last.days_late}
        return partly(
            words, _("Plan the next one from the calendar."), url=url, on=last.submitted_on
        )
    words = _("Handed in on %(date)s, in time.") % {"date": date_format(last.submitted_on)}
    return shown(words, url=url, on=last.submitted_on)


def report_on_time(facts: Facts) -> Verdict:
    """The national report of the last review."""
    return _paper(facts, DueKind.NATIONAL_REPORT, _("Submit the national report."))


def positions(facts: Facts) -> Verdict:
    """The State's positions on what was recommended to it."""
    return _paper(facts, DueKind.POSITIONS, _("Submit the positions to the Human Rights Council."))


def mid_term(facts: Facts) -> Verdict:
    """The voluntary mid-term report."""
    return _paper(
        facts, DueKind.MID_TERM, _("A mid-term report is voluntary; draft it from progress.")
    )


def _check(code: str, asks: Promise, rule: Promise, judge: object) -> Check:
    return Check(code, STEP, asks, rule, "71(e)", judge)  # type: ignore[arg-type]


CHECKS = (
    _check(
        "E2",
        gettext_lazy("Was the national report of the last review in on time?"),
        gettext_lazy(
            "Reads the last date that has passed, or whose report is in already: shown where the"
            " report was submitted by then, a part where later."
        ),
        report_on_time,
    ),
    _check(
        "E3",
        gettext_lazy("Were the recommendations answered?"),
        gettext_lazy(
            "Shown where the State's positions were submitted by their date, a part where later."
        ),
        positions,
    ),
    _check(
        "E4",
        gettext_lazy("Was a mid-term report handed in?"),
        gettext_lazy(
            "Shown where it was by its date, a part where later. It is voluntary (A/HRC/RES/16/21,"
            " annex, paragraph 18)."
        ),
        mid_term,
    ),
)
