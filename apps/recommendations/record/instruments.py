"""Step (c): the listed instruments signed, in force, answered by law, reports not overdue."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.recommendations.record.checks import Check, Verdict, missing, partly, shown, unknown
from apps.recommendations.record.facts import Facts
from apps.recommendations.record.places import instruments, listed, owed
from apps.treaties.measures.selectors import Checklist
from apps.treaties.obligations.models import Occurrence
from apps.treaties.status import Standing, TreatyStatus

STEP = "R2013-C"
# So many instruments are named in a sentence; the page behind the link has all of them.
NAMED = 4
SIGNED = (Standing.PARTY, Standing.SIGNED, Standing.PROVISIONAL)


def _names(statuses: list[TreatyStatus]) -> str:
    names = ", ".join(str(each.treaty) for each in statuses[:NAMED])
    return f"{names} …" if len(statuses) > NAMED else names


def _nothing(facts: Facts) -> Verdict:
    return unknown(
        _("The catalogue lists no instrument that this State may join."), url=instruments(facts)
    )


def signed(facts: Facts) -> Verdict:
    """Signed, or joined in another way."""
    if not facts.instruments:
        return _nothing(facts)
    absent = [each for each in facts.instruments if each.standing not in SIGNED]
    return _share(
        facts,
        absent,
        ngettext(
            "%(found)s of %(total)s listed instrument is signed or joined.",
            "%(found)s of %(total)s listed instruments are signed or joined.",
            len(facts.instruments),
        ),
        _("Sign or accede to: %(names)s"),
    )


def in_force(facts: Facts) -> Verdict:
    """Binding the State on the day."""
    if not facts.instruments:
        return _nothing(facts)
    return _share(
        facts,
        [each for each in facts.instruments if not each.is_in_force],
        ngettext(
            "%(found)s of %(total)s listed instrument is in force for the State.",
            "%(found)s of %(total)s listed instruments are in force for the State.",
            len(facts.instruments),
        ),
        _("Ratify, or wait for entry into force: %(names)s"),
    )


def _share(facts: Facts, absent: list[TreatyStatus], words: str, closes: str) -> Verdict:
    total = len(facts.instruments)
    said = words % {"found": total - len(absent), "total": total}
    if not absent:
        return shown(said, url=instruments(facts))
    verdict = missing if len(absent) == total else partly
    return verdict(said, closes % {"names": _names(absent)}, url=instruments(facts))


def in_law(facts: Facts) -> Verdict:
    """What the instruments in force ask of national law is covered."""
    if not any(each.applicable for each in facts.law.values()):
        return unknown(_("No instrument in force asks anything of national law that is listed."))
    return verdict_on_law(list(facts.law.values()), listed(facts, "measure-list"))


def verdict_on_law(checklists: Sequence[Checklist], url: str) -> Verdict:
    """Of checklists that ask something."""
    total = sum(each.applicable for each in checklists)
    covered = sum(each.covered for each in checklists)
    begun = covered + sum(each.partly for each in checklists)
    said = _("%(covered)s of %(total)s points are covered by law in force.") % {
        "covered": covered,
        "total": total,
    }
    if covered == total:
        return shown(said, url=url)
    closes = _("Record the laws that answer the open points, or waive what does not apply.")
    if begun:
        return partly(said, closes, url=url)
    # Nothing recorded is no proof that there is no law.
    return unknown(said, closes, url=url)


def reports_in(facts: Facts) -> Verdict:
    """No report to a treaty body is overdue."""
    return verdict_on_reports(facts, facts.reports_due(), owed(facts))


def verdict_on_reports(facts: Facts, due: Sequence[Occurrence], url: str) -> Verdict:
    """Of reports that fell due, the latest first."""
    late = [each for each in due if not facts.was_handed_in(each)]
    if not due:
        return unknown(_("No report is recorded that fell due by this day."), url=url)
    known = [each for each in late if each.is_confirmed]
    if known:
        oldest = known[-1]
        said = ngettext(
            "%(count)s report is overdue, the longest since %(date)s.",
            "%(count)s reports are overdue, the longest since %(date)s.",
            len(known),
        ) % {"count": len(known), "date": date_format(oldest.due_on)}
        closes = _("Submit it, or say why it is not owed.")
        return missing(said, closes, url=oldest.get_absolute_url(), on=oldest.due_on)
    if late:
        said = ngettext(
            "Of %(count)s date nobody has said whether the report was handed in.",
            "Of %(count)s dates nobody has said whether the report was handed in.",
            len(late),
        ) % {"count": len(late)}
        return unknown(said, _("Confirm the dates, or enter what was submitted."), url=url)
    return shown(_("Each report that fell due was handed in."), url=url)


CHECKS = (
    Check(
        "C1",
        STEP,
        gettext_lazy("Are the listed instruments signed or joined?"),
        gettext_lazy(
            "Counts the instruments of footnote 4 that are open to the State: shown where each is"
            " signed or joined on the day."
        ),
        "71(c)",
        signed,
    ),
    Check(
        "C2",
        STEP,
        gettext_lazy("Are they in force for the State?"),
        gettext_lazy(
            "Shown where each of them binds the State on the day, by the rule of entry into force"
            " of the instrument itself."
        ),
        "71(c)",
        in_force,
    ),
    Check(
        "C3",
        STEP,
        gettext_lazy("Does national law carry them out?"),
        gettext_lazy(
            "Shown where laws in force cover every point that the instruments in force ask of"
            " national law; where no law is recorded at all, the record cannot say."
        ),
        "71(c)",
        in_law,
    ),
    Check(
        "C4",
        STEP,
        gettext_lazy("Are reports to the treaty bodies in?"),
        gettext_lazy(
            "Shown where each report that fell due was handed in. A date that the State has not"
            " confirmed proves no delay."
        ),
        "71(c)",
        reports_in,
    ),
)
