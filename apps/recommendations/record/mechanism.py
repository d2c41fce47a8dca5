"""Step (a): a senior focal point or another mechanism, with an act, with means, not vacant."""

import datetime as dt

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.recommendations.record.checks import (
    Check,
    Verdict,
    missing,
    partly,
    shown,
    unknown,
)
from apps.recommendations.record.facts import Facts

STEP = "R2013-A"
# Days without a principal, within the last twelve months, that a handover explains.
HANDOVER_DAYS = 30
YEAR = dt.timedelta(days=365)


def _page(facts: Facts) -> str:
    return reverse("focal-point", args=[facts.country.code])


def serves(facts: Facts) -> Verdict:
    """Somebody serves, or a mechanism stands."""
    principal = facts.principal
    if principal is not None:
        words = _("%(name)s serves since %(date)s.") % {
            "name": principal.person_name,
            "date": date_format(principal.starts_on),
        }
        return shown(words, url=_page(facts), on=principal.starts_on)
    if facts.mechanisms:
        mechanism = facts.mechanisms[0]
        words = _("No focal point serves; the mechanism is %(name)s.") % {"name": mechanism.name}
        return shown(words, url=mechanism.get_absolute_url(), on=mechanism.established_on)
    closes = _("Record the appointment, or the mechanism.")
    last = facts.tenures[0].ends_on if facts.tenures else None
    if last is not None:
        words = _("The last appointment ended on %(date)s.") % {"date": date_format(last)}
        return missing(words, closes, url=_page(facts), on=last)
    return missing(_("No appointment and no mechanism is recorded."), closes, url=_page(facts))


def rank(facts: Facts) -> Verdict:
    """The rank is written down; whether it is senior is for people to say."""
    principal = facts.principal
    if principal is None:
        return unknown(_("Nobody serves as focal point."), url=_page(facts))
    if principal.rank:
        return shown(principal.rank, url=principal.get_absolute_url(), on=principal.starts_on)
    return missing(
        _("The appointment names no rank."),
        _("Write the rank or title into the appointment."),
        url=principal.get_absolute_url(),
    )


def legal_basis(facts: Facts) -> Verdict:
    """An act of appointment, or the instrument behind the mechanism."""
    principal = facts.principal
    if principal is not None and principal.legal_act:
        return shown(principal.legal_act, url=principal.get_absolute_url(), on=principal.starts_on)
    for mechanism in facts.mechanisms:
        if mechanism.legal_instrument:
            return shown(
                mechanism.legal_instrument,
                url=mechanism.get_absolute_url(),
                on=mechanism.established_on,
            )
    if principal is None and not facts.mechanisms:
        return unknown(_("No appointment and no mechanism stands."), url=_page(facts))
    return missing(
        _("Neither the appointment nor a mechanism names an act."),
        _("Name the act of appointment, or the legal instrument of the mechanism."),
        url=_page(facts),
    )


def means(facts: Facts) -> Verdict:
    """The means of a mechanism are described."""
    described = next((each for each in facts.mechanisms if each.resources.strip()), None)
    if described is not None:
        return shown(
            _("The means of %(name)s are described.") % {"name": described.name},
            url=described.get_absolute_url(),
        )
    if not facts.mechanisms:
        return unknown(
            _("No mechanism is recorded, so nothing is said of its means."),
            _("Record the mechanism with its staff and budget."),
            url=_page(facts),
        )
    return missing(
        _("Nothing is said of staff or budget."),
        _("Describe the resources of the mechanism."),
        url=facts.mechanisms[0].get_absolute_url(),
    )


def continuity(facts: Facts) -> Verdict:
    """No longer without a principal, in the last twelve months, than a handover takes."""
    if not facts.tenures:
        return unknown(_("No appointment is recorded."), url=_page(facts))
    days = vacant_days(facts)
    if days <= HANDOVER_DAYS:
        return shown(_("Somebody has served all the time but for a handover."), url=_page(facts))
    words = ngettext(
        "Nobody served on %(count)s day of the last twelve months.",
        "Nobody served on %(count)s days of the last twelve months.",
        days,
    ) % {"count": days}
    closes = _("Appoint a successor in time; a deputy can be appointed as alternate.")
    if facts.principal is not None:
        return partly(words, closes, url=_page(facts))
    return missing(words, closes, url=_page(facts))


def vacant_days(facts: Facts) -> int:
    """Days of the last twelve months without a principal, counted from the first appointment."""
    first = min(each.starts_on for each in facts.tenures)
    start = max(facts.on - YEAR, first)
    served: set[int] = set()
    for each in facts.tenures:
        last = min(each.ends_on or facts.on, facts.on)
        begin = max(each.starts_on, start)
        served.update(range(begin.toordinal(), last.toordinal() + 1))
    return (facts.on - start).days + 1 - len(served)


CHECKS = (
    Check(
        "A1",
        STEP,
        gettext_lazy("Does a focal point serve, or does another mechanism stand?"),
        gettext_lazy(
            "Shown where a principal serves on the day, or a national mechanism is established and"
            " not dissolved."
        ),
        "71(a)",
        serves,
    ),
    Check(
        "A2",
        STEP,
        gettext_lazy("Is the rank on record?"),
        gettext_lazy(
            "Shown where the appointment names a rank or title. Whether it is senior is for people"
            " to judge, so it is quoted."
        ),
        "71(a)",
        rank,
    ),
    Check(
        "A3",
        STEP,
        gettext_lazy("Is there an act behind it?"),
        gettext_lazy(
            "Shown where the appointment names its act, or a mechanism its legal instrument."
        ),
        "71(a)",
        legal_basis,
    ),
    Check(
        "A4",
        STEP,
        gettext_lazy("Does it have resources?"),
        gettext_lazy("Shown where the staff or the budget of a mechanism is described."),
        "71(a)",
        means,
    ),
    Check(
        "A5",
        STEP,
        gettext_lazy("Has the seat been filled all year?"),
        gettext_lazy(
            "Shown where no more than 30 of the last 365 days passed without a principal, counted"
            " from the first appointment."
        ),
        "71(a)",
        continuity,
    ),
)
