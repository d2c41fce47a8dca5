"""What an approved version of the national strategy shows: that it stands, and what it names.

Priorities are read from the version alone: it has a day, is never changed, and says how far it is
shared, while priorities themselves are never read abroad.
"""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.recommendations.record.checks import Verdict, missing, partly, shown, unknown
from apps.recommendations.record.facts import Facts
from apps.recommendations.strategy_models import Sphere


def _page(facts: Facts) -> str:
    return reverse("strategy") if facts.country.pk in facts.actor.read_states else ""


def adopted(facts: Facts) -> Verdict:
    """A version was approved by the day."""
    version = facts.strategy
    if version is None:
        return missing(
            _("No approved strategy is there to read."),
            _("Write the national strategy, and have it approved."),
            url=_page(facts),
        )
    day = facts.country.local_date(version.approved_at)
    words = _("Approved on %(day)s: %(title)s") % {"day": date_format(day), "title": version}
    return shown(words, url=version.get_absolute_url(), on=day)


def home_and_abroad(facts: Facts) -> Verdict:
    """The version names priorities in both spheres."""
    version = facts.strategy
    if version is None:
        return unknown(_("No approved strategy is there to read."), url=_page(facts))
    spheres = [each["sphere"] for each in version.content["priorities"]]
    home, abroad = spheres.count(Sphere.HOME), spheres.count(Sphere.ABROAD)
    words = _("Priorities at home: %(home)s, abroad: %(abroad)s") % {"home": home, "abroad": abroad}
    url = version.get_absolute_url()
    if home and abroad:
        return shown(words, url=url)
    closes = _("Agree on priorities at home and abroad, and approve a version that names them.")
    return partly(words, closes, url=url) if spheres else missing(words, closes, url=url)


def on_inhibitors(facts: Facts) -> Verdict:
    """Each priority of the version names an inhibitor that it strengthens."""
    version = facts.strategy
    if version is None:
        return unknown(_("No approved strategy is there to read."), url=_page(facts))
    named = version.content["priorities"]
    url = version.get_absolute_url()
    if not named:
        return unknown(_("The approved strategy names no priority."), url=url)
    built = sum(bool(each["inhibitors"]) for each in named)
    words = _("%(built)s of %(total)s priorities name an inhibitor that they strengthen.") % {
        "built": built,
        "total": len(named),
    }
    if built == len(named):
        return shown(words, url=url)
    closes = _("Name the inhibitors in each priority, and approve a version.")
    return partly(words, closes, url=url) if built else missing(words, closes, url=url)
