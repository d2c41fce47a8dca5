"""What was recommended to the State on its risk factors, for the report of an assessment."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.assessments.events.selectors import factors_by_code
from apps.assessments.report.chapters import Asked
from apps.catalogue.models import RISK_FACTORS_2014
from apps.recommendations.received.choices import EntryKind, Position
from apps.recommendations.received.rules import BY_CODE
from apps.recommendations.received.selectors import touching_prevention
from apps.recommendations.received_models import ReceivedRecommendation
from focalpoint.documents.blocks import Block, Heading, Table, Text
from focalpoint.visibility import NETWORK_LEVELS

# The positions that have a column of their own; what is partly so stands with the others.
TOLD = (Position.SUPPORTED, Position.NOTED)


def recommendations_received(asked: Asked) -> Iterator[Block]:
    """How many recommendations touch each factor, by the State's position. Public facts."""
    rows = ReceivedRecommendation.objects.filter(
        country=asked.country, kind=EntryKind.RECOMMENDATION, dropped_on=None
    )
    # What a person of the State said against the rule is for its own people.
    abroad = asked.marking in NETWORK_LEVELS
    rows = rows.filter(prevention=True) if abroad else touching_prevention(rows, value=True)
    told = list(rows.values_list("tags", "position"))
    yield Heading(_("Recommendations received"), 2)
    if not told:
        yield Text(_("No recommendation on record touches atrocity prevention."))
        return
    counts: Counter[tuple[str, str]] = Counter()
    for tags, position in told:
        for code in _factors(tags):
            counts[code, position if position in TOLD else ""] += 1
    said = {"number": len(told)}
    yield Text(
        _(
            "%(number)s recommendations of reviews, treaty bodies and special procedures touch "
            "atrocity prevention, by the rules that the record names. One may stand with several "
            "factors."
        )
        % said
    )
    known = factors_by_code()
    codes = [code for code in known if any(counts[code, p] for p in (*TOLD, ""))]
    if codes:
        yield Table(
            [_("Factor"), *(str(p.label) for p in TOLD), _("Other, or not said")],
            [[str(known[code]), *(str(counts[code, p]) for p in (*TOLD, ""))] for code in codes],
            [3, 1, 1, 1.2],
        )


def _factors(tags: list[str]) -> set[str]:
    """The codes of the factors that a recommendation serves by its rules."""
    return {
        code
        for tag in tags
        if tag in BY_CODE
        for framework, code in BY_CODE[tag].items
        if framework == RISK_FACTORS_2014
    }
