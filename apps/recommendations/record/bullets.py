"""The seven recommendations of 2015 (A/69/981-S/2015/500 ¶74), as far as the record answers them.

Bullets 5 and 6 have no check: nothing in the record speaks of peace operations or of recurrence.
Rules that the steps of 2013 have already are used again.
"""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.recommendations.record import assessment, capacity, mechanism, meetings, strategy
from apps.recommendations.record.checks import REPORT_2015, Check, Verdict
from apps.recommendations.record.facts import Facts


def _check(
    bullet: int, number: int, asks: Promise, rule: Promise, judge: Callable[[Facts], Verdict]
) -> Check:
    item = f"R2015-{bullet}"
    paragraph = f"74 bullet {bullet}"
    return Check(f"{item}.{number}", item, asks, rule, paragraph, judge, REPORT_2015)


CHECKS = (
    _check(
        1,
        1,
        gettext_lazy("Is there an approved assessment of the last two years?"),
        gettext_lazy("Shown where the last approval is not older than 24 months on the day."),
        assessment.approved,
    ),
    _check(
        1,
        2,
        gettext_lazy("Is there an approved national strategy?"),
        gettext_lazy("Shown where a version of the strategy was approved by the day."),
        strategy.adopted,
    ),
    _check(
        1,
        3,
        gettext_lazy("Does the strategy name priorities at home and abroad?"),
        gettext_lazy(
            "Reads the version of the strategy that was approved last: shown where it names"
            " priorities at home and abroad, a part where of one kind alone."
        ),
        strategy.home_and_abroad,
    ),
    _check(
        2,
        1,
        gettext_lazy("Is there an act behind the focal point or the mechanism?"),
        gettext_lazy(
            "Shown where the appointment names its act, or a mechanism its legal instrument."
        ),
        mechanism.legal_basis,
    ),
    _check(
        2,
        2,
        gettext_lazy("Are resources described?"),
        gettext_lazy("Shown where the staff or the budget of a mechanism is described."),
        mechanism.means,
    ),
    _check(
        3,
        1,
        gettext_lazy("Are lessons written down?"),
        gettext_lazy("Shown where a lesson learned was approved by the day; the last is named."),
        capacity.lessons,
    ),
    _check(
        4,
        1,
        meetings.EXCHANGE_CHECKS[0].asks,
        meetings.EXCHANGE_CHECKS[0].rule,
        meetings.exchanges,
    ),
    _check(
        4,
        2,
        gettext_lazy("Does a partnership with a regional organisation go on?"),
        gettext_lazy("Shown where a partnership that goes on on the day has such a partner."),
        capacity.with_regions,
    ),
    _check(
        7,
        1,
        gettext_lazy("Is there work on hate speech and incitement?"),
        gettext_lazy(
            "Shown where a training of the 24 months before the day, or a partnership that goes on,"
            " has this topic. Extremism is no topic of the record."
        ),
        capacity.on_incitement,
    ),
)
