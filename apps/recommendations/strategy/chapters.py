"""The priorities of the State, for the report of an assessment: no more than its marking allows."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.assessments.report.chapters import Asked
from apps.recommendations.strategy.contents import strategy_content
from apps.recommendations.strategy.selectors import priorities
from apps.recommendations.strategy.text_selectors import NAMED, versions
from apps.recommendations.strategy_models import PriorityStatus, Sphere
from apps.recommendations.strategy_text_models import Strategy
from focalpoint.documents.blocks import Block, Heading, Table, Text
from focalpoint.visibility import NETWORK_LEVELS


def priorities_of_strategy(asked: Asked) -> Iterator[Block]:
    """In the State, those that it has decided on; for others, those of the shared strategy."""
    yield Heading(_("Priorities of the State"), 2)
    if asked.marking in NETWORK_LEVELS:
        yield from _shared(asked)
        return
    rows = priorities(asked.actor).filter(
        country=asked.country, status__in=NAMED, visibility__in=asked.levels
    )
    content = strategy_content(asked.country, Strategy(title=""), (), rows)
    yield from _table(content["priorities"])


def _shared(asked: Asked) -> Iterator[Block]:
    """What the newest version of the strategy says that all readers of the report may read."""
    rows = versions(asked.actor).filter(country=asked.country, visibility__in=asked.levels)
    version = rows.first()
    if version is None:
        yield Text(_("The State has shared no strategy."))
        return
    day = date_format(asked.country.local_date(version.approved_at))
    said = {"number": version.number, "day": day}
    yield Text(_("As the strategy says, version %(number)s, approved on %(day)s.") % said)
    yield from _table(version.content["priorities"])


def _table(found: list[Mapping[str, Any]]) -> Iterator[Block]:
    if not found:
        yield Text(_("The State has agreed on no priority yet."))
        return
    yield Table(
        [
            _("Priority"),
            _("Where"),
            _("Status"),
            _("Lead institution"),
            _("To be achieved by"),
            _("Answers"),
        ],
        [_row(each) for each in found],
        [2.2, 0.8, 0.9, 1.4, 1, 1],
    )


def _row(each: Mapping[str, Any]) -> list[str]:
    day = parse_date(each["target_on"]) if each["target_on"] else None
    return [
        each["title"],
        str(Sphere(each["sphere"]).label),
        str(PriorityStatus(each["status"]).label),
        each["lead_institution"] or "–",
        date_format(day, "SHORT_DATE_FORMAT") if day else "–",
        ", ".join([*each["inhibitors"], *each["factors"]]) or "–",
    ]
