"""Step (b): an approved assessment, by the framework, of risk and resilience, with others heard."""

import datetime as dt

from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.assessments.models import AssessmentSnapshot
from apps.assessments.resilience_models import Strength
from apps.catalogue.models import RISK_FACTORS_2014
from apps.recommendations.record.checks import (
    Check,
    Verdict,
    missing,
    partly,
    shown,
    unknown,
)
from apps.recommendations.record.facts import Facts

STEP = "R2013-B"
# Months after its approval in which an assessment counts as the present one.
CURRENT_MONTHS = 24


def _nothing(facts: Facts) -> Verdict:
    return unknown(_("No approved assessment is there to read."), url=_list(facts))


def _list(facts: Facts) -> str:
    if facts.is_own_office:
        return reverse("assessment-list")
    return f"{reverse('snapshot-list')}?state={facts.country.code}"


def approved(facts: Facts) -> Verdict:
    """Approved, and not older than two years."""
    snapshot, day = facts.assessment, facts.assessed_on
    if snapshot is None or day is None:
        return missing(
            _("No approved assessment is there to read."),
            _("Begin an assessment, and have it approved."),
            url=_list(facts),
        )
    url = snapshot.get_absolute_url()
    named = {"title": _title(snapshot), "date": date_format(day), "months": CURRENT_MONTHS}
    ends: dt.date = day + relativedelta(months=CURRENT_MONTHS)
    if facts.on <= ends:
        return shown(_("%(title)s, approved on %(date)s.") % named, url=url, on=day)
    return missing(
        _("%(title)s, approved on %(date)s, is older than %(months)s months.") % named,
        _("Begin the next cycle from it."),
        url=url,
        on=day,
    )


def by_the_framework(facts: Facts) -> Verdict:
    """Made with the Framework of Analysis, each factor rated."""
    snapshot = facts.assessment
    if snapshot is None:
        return _nothing(facts)
    content, url = snapshot.content, snapshot.get_absolute_url()
    if content["framework"]["code"] != RISK_FACTORS_2014:
        return missing(
            _("It was made with another framework."),
            _("Use the Framework of Analysis in the next cycle."),
            url=url,
        )
    counts = {"rated": content["rated"], "total": content["total"]}
    words = _("%(rated)s of %(total)s factors are rated.") % counts
    if counts["rated"] == counts["total"]:
        return shown(words, url=url)
    closes = _("Rate the factors that are left, in a correction or in the next cycle.")
    return partly(words, closes, url=url) if counts["rated"] else missing(words, closes, url=url)


def populations(facts: Facts) -> Verdict:
    """Populations at risk are named; readers abroad are never told."""
    if facts.assessment is None:
        return _nothing(facts)
    named = facts.has_named_populations
    url = facts.assessment.get_absolute_url()
    if named is None:
        return unknown(_("What is known of populations at risk stays with the focal point."))
    if named:
        return shown(_("Populations at risk are named, for those who may read of them."), url=url)
    return missing(
        _("No population at risk is named."),
        _("Name the populations at risk in the next cycle."),
        url=url,
    )


def resilience(facts: Facts) -> Verdict:
    """The inhibitors are rated beside the risks."""
    snapshot = facts.assessment
    if snapshot is None:
        return _nothing(facts)
    inhibitors, url = snapshot.content.get("inhibitors", []), snapshot.get_absolute_url()
    rated = sum(each["strength"] not in ("", Strength.UNKNOWN) for each in inhibitors)
    words = _("%(rated)s of %(total)s inhibitors are rated.") % {
        "rated": rated,
        "total": len(inhibitors),
    }
    if inhibitors and rated == len(inhibitors):
        return shown(words, url=url)
    closes = _("Rate what holds the risks down, inhibitor by inhibitor.")
    if rated:
        return partly(words, closes, url=url)
    return missing(_("No inhibitor is rated."), closes, url=url)


def consulted(facts: Facts) -> Verdict:
    """A consultation ended to which somebody contributed."""
    if facts.assessment is None:
        return _nothing(facts)
    url = facts.assessment.get_absolute_url()
    if facts.has_consulted:
        return shown(_("Civil society was heard in a consultation."), url=url)
    return missing(
        _("No consultation has ended to which anybody contributed."),
        _("Consult civil society in the next cycle."),
        url=url,
    )


def _title(snapshot: AssessmentSnapshot) -> str:
    return f"{snapshot.content['reference']} {snapshot.content['title']}"


CHECKS = (
    Check(
        "B1",
        STEP,
        gettext_lazy("Is there an approved assessment of the last two years?"),
        gettext_lazy("Shown where the last approval is not older than 24 months on the day."),
        "71(b)",
        approved,
    ),
    Check(
        "B2",
        STEP,
        gettext_lazy("Was it made with the UN framework, factor by factor?"),
        gettext_lazy(
            "Shown where the Framework of Analysis was used and each of its factors has a level;"
            " a part where some have none."
        ),
        "71(b)",
        by_the_framework,
    ),
    Check(
        "B3",
        STEP,
        gettext_lazy("Does it name vulnerable populations?"),
        gettext_lazy(
            "Shown to the focal point's office where any is named. Others are told nothing, not"
            " even whether."
        ),
        "71(b)",
        populations,
    ),
    Check(
        "B4",
        STEP,
        gettext_lazy("Does it rate resilience beside risk?"),
        gettext_lazy("Shown where each inhibitor has a strength; a part where some have none."),
        "71(b)",
        resilience,
    ),
    Check(
        "B5",
        STEP,
        gettext_lazy("Was civil society consulted?"),
        gettext_lazy("Shown where a consultation of it has ended and somebody contributed."),
        "71(b)",
        consulted,
    ),
)
