"""Step (f): partnerships that go on, with a purpose, and with something that came of them."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.recommendations.record.checks import Check, Verdict, missing, shown, unknown
from apps.recommendations.record.facts import Facts
from apps.recommendations.record.places import listed

STEP = "R2013-F"


def _list(facts: Facts) -> str:
    return listed(facts, "partnership-list")


def active(facts: Facts) -> Verdict:
    """One goes on on the day, and says what for."""
    with_purpose = [each for each in facts.partnerships if each.has_purpose]
    if with_purpose:
        latest = with_purpose[0]
        words = _("%(title)s, since %(date)s.") % {
            "title": latest.title,
            "date": date_format(latest.since),
        }
        url = reverse("partnership-detail", args=[latest.partnership_id])
        return shown(words, url=url, on=latest.since)
    if facts.partnerships:
        words = _("Partnerships go on, and none says what for.")
        return missing(words, _("Write the purpose into the partnership."), url=_list(facts))
    closes = _("Record the partnership with its purpose.")
    return missing(_("No partnership goes on."), closes, url=_list(facts))


def outcome(facts: Facts) -> Verdict:
    """Something came of one of them."""
    if not facts.partnerships:
        return unknown(_("No partnership goes on."), url=_list(facts))
    found = next((each for each in facts.partnerships if each.has_outcome), None)
    if found is None:
        words = _("No outcome is recorded of the partnerships that go on.")
        return missing(words, _("Write what came of the partnership so far."), url=_list(facts))
    url = reverse("partnership-detail", args=[found.partnership_id])
    return shown(_("An outcome is recorded: %(title)s.") % {"title": found.title}, url=url)


CHECKS = (
    Check(
        "F1",
        STEP,
        gettext_lazy("Do partnerships for capacity go on?"),
        gettext_lazy("Shown where a partnership goes on on the day and its purpose is written."),
        "71(f)",
        active,
    ),
    Check(
        "F2",
        STEP,
        gettext_lazy("Has anything come of them?"),
        gettext_lazy("Shown where one of the partnerships that go on names an outcome."),
        "71(f)",
        outcome,
    ),
)
