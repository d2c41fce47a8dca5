"""The elements of a national strategy (A/69/981-S/2015/500 ¶69), as far as the record answers them.

What an element asks and no record holds (political support, the legislature, the media) has no
check. Rules that the steps of 2013 have already are used again.
"""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.recommendations.record import assessment, capacity, mechanism, strategy
from apps.recommendations.record.checks import REPORT_2015, Check, Verdict
from apps.recommendations.record.facts import Facts


def _check(
    code: str,
    asks: Promise,
    rule: Promise,
    judge: Callable[[Facts], Verdict],
    paragraph: str = "69",
) -> Check:
    return Check(code, code.split(".")[0], asks, rule, paragraph, judge, REPORT_2015)


CHECKS = (
    _check(
        "ST1.1",
        gettext_lazy("Is there an approved assessment of the last two years?"),
        gettext_lazy("Shown where the last approval is not older than 24 months on the day."),
        assessment.approved,
    ),
    _check(
        "ST1.2",
        gettext_lazy("Does it rate resilience beside risk?"),
        gettext_lazy("Shown where each inhibitor has a strength; a part where some have none."),
        assessment.resilience,
    ),
    _check(
        "ST2.1",
        gettext_lazy("Does the strategy name priorities at home and abroad?"),
        gettext_lazy(
            "Reads the version of the strategy that was approved last: shown where it names"
            " priorities at home and abroad, a part where of one kind alone."
        ),
        strategy.home_and_abroad,
    ),
    _check(
        "ST2.2",
        gettext_lazy("Are the priorities built on the inhibitors?"),
        gettext_lazy(
            "Shown where each priority of the version approved last names an inhibitor that it"
            " strengthens; a part where some name none."
        ),
        strategy.on_inhibitors,
    ),
    _check(
        "ST3.1",
        gettext_lazy("Were officials trained?"),
        gettext_lazy(
            "Shown where a training of the 24 months before the day counts people from public"
            " bodies; a part where it does not say so."
        ),
        capacity.officials_trained,
    ),
    _check(
        "ST4.1",
        gettext_lazy("Are resources described?"),
        gettext_lazy("Shown where the staff or the budget of a mechanism is described."),
        mechanism.means,
    ),
    _check(
        "ST5.1",
        gettext_lazy("Was civil society consulted?"),
        gettext_lazy(
            "Shown where a consultation on the last approved assessment had ended by its approval"
            " and somebody contributed."
        ),
        assessment.consulted,
        "69 (last sentence)",
    ),
    _check(
        "ST5.2",
        gettext_lazy("Does a partnership with civil society go on?"),
        gettext_lazy("Shown where a partnership that goes on on the day has such a partner."),
        capacity.with_civil_society,
        "69 (last sentence)",
    ),
)
