"""What the page of one State says beside its records: each step with its way on, and engagement."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.catalogue.models import Item
from apps.countries.models import Country
from apps.dashboards import moves
from apps.dashboards.drill import at_report, part_url, step_url
from apps.dashboards.engaged import TITLES, Part, counted, first_day, shares
from apps.engagement.approval.selectors import is_shared
from apps.engagement.offers.models import Side, Support
from apps.engagement.offers.selectors import is_current, own_today
from apps.recommendations.selectors import Progress
from focalpoint.actors import Actor
from focalpoint.db.days import day_in


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step, the newest report on it, where the reports are, and how it moved, in words."""

    item: Item
    report: Progress | None
    url: str
    arrow: str = ""
    moved: str = ""


@dataclass(frozen=True, slots=True)
class EngagementLine:
    """One part of engagement: how many are shared, the day of the newest, and their list.

    ``number`` is ``None`` where that is known for today only.
    """

    title: str
    number: int | None
    newest: dt.date | None
    url: str


def step_lines(
    state: Country,
    progress: Sequence[tuple[Item, Progress | None, Progress | None]],
    since: dt.date | None,
) -> list[StepLine]:
    """The steps of a State; compared with ``since`` if there is one."""
    found = []
    for item, report, before in progress:
        url = step_url(item) + state.code
        if report:
            url += at_report(report)
        move = moves.of_report(before, report) if since else None
        if since is None or move is None:
            found.append(StepLine(item, report, url))
            continue
        was = before.status.label if before else _("nothing shared")
        words = _("On %(date)s: %(before)s") % {"date": date_format(since), "before": was}
        found.append(StepLine(item, report, url, moves.ARROWS[move], words))
    return found


def engagement_lines(state: Country, actor: Actor, as_of: dt.date) -> list[EngagementLine]:
    """What a State shares of its engagement in the months that end on a day; one query.

    Offers and needs are those that stand today: what stood on an earlier day is not known.
    """
    queries = shares(actor, [state.pk], as_of)
    is_known = as_of >= timezone.localdate()
    if is_known:
        rows = Support.objects.visible_to(actor).filter(
            is_shared(), is_current(own_today()), country=state
        )
        rows = rows.annotate(shared_on=day_in("country__time_zone", "approved_at"))
        queries += [
            counted("offers", rows.filter(side=Side.OFFER), day="shared_on"),
            counted("needs", rows.filter(side=Side.NEED), day="shared_on"),
        ]
    first, *others = queries
    found = {part: (number, day) for _id, part, number, day in first.union(*others, all=True)}
    titles: dict[str, Any] = {
        **{part.value: title for part, title in TITLES.items()},
        "offers": _("Offers of help that stand"),
        "needs": _("Needs of help that stand"),
    }
    span = (first_day(as_of), as_of)
    lines = []
    for part, title in titles.items():
        number, newest = found.get(part, (0, None))
        known = is_known or part in Part.values
        lines.append(
            EngagementLine(
                str(title), number if known else None, newest, part_url(part, *span) + state.code
            )
        )
    return lines
