"""What a version of the strategy says, and what has changed since another one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.catalogue.models import Item
from apps.countries.models import Country
from apps.recommendations.strategy_models import PriorityStatus, Sphere, StrategyPriority
from apps.recommendations.strategy_text_models import Strategy

FORMAT = "focalpoint.strategy/1"


@dataclass(frozen=True)
class Written:
    """What a State writes of an element, and the institution that answers for it, if any."""

    text: str
    owner: str


def strategy_content(
    country: Country,
    strategy: Strategy,
    elements: Iterable[tuple[Item, Written | None]],
    priorities: Iterable[StrategyPriority],
) -> dict[str, Any]:
    """The content of a version: strings, numbers and booleans only, so that it stays canonical.

    Of a priority it holds what it is, where it stands and what it answers; the reasons, and the
    assessment that they come from, stay with the State.
    """
    return {
        "format": FORMAT,
        "state": {"code": country.code, "name": country.name, "training": country.is_training},
        "title": strategy.title,
        "next_review_on": strategy.next_review_on.isoformat() if strategy.next_review_on else "",
        "elements": [
            {
                "code": item.code,
                "label": item.label,
                "title": item.title,
                "source": item.citation,
                "text": written.text if written else "",
                "owner": written.owner if written else "",
            }
            for item, written in elements
        ],
        "priorities": [
            {
                "reference": each.reference,
                "title": each.title,
                "sphere": each.sphere,
                "status": each.status,
                "inhibitors": each.inhibitors,
                "factors": each.factors,
                "lead_institution": str(each.lead_institution or ""),
                "target_on": each.target_on.isoformat() if each.target_on else "",
            }
            for each in priorities
        ],
    }


@dataclass(frozen=True)
class PriorityLine:
    """One priority of a version with the words for its codes."""

    reference: str
    title: str
    status: str
    status_words: str | Promise
    lead_institution: str
    target_on: str
    answers: str


def spheres(content: Mapping[str, Any]) -> list[tuple[str, list[PriorityLine]]]:
    """The priorities of a version at home and abroad."""
    return [
        (
            str(sphere.label),
            [_line(each) for each in content["priorities"] if each["sphere"] == sphere],
        )
        for sphere in Sphere
    ]


def _line(each: Mapping[str, Any]) -> PriorityLine:
    return PriorityLine(
        reference=each["reference"],
        title=each["title"],
        status=each["status"],
        status_words=PriorityStatus(each["status"]).label,
        lead_institution=each["lead_institution"],
        target_on=each["target_on"],
        answers=", ".join([*each["inhibitors"], *each["factors"]]),
    )


def changed_since(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What ``now`` says otherwise than ``before``, one sentence each."""
    found = []
    for name, words in (
        ("title", _("The title has changed.")),
        ("next_review_on", _("The next review has moved.")),
    ):
        if before[name] != now[name]:
            found.append(words)
    texts = {each["code"]: each for each in before["elements"]}
    for each in now["elements"]:
        if each != texts.get(each["code"]):
            found.append(_("Rewritten: %(title)s") % {"title": each["title"]})
    known = {each["reference"]: each for each in before["priorities"]}
    for each in now["priorities"]:
        former = known.pop(each["reference"], None)
        title = {"title": each["title"]}
        if former is None:
            found.append(_("New priority: %(title)s") % title)
        elif former["status"] != each["status"]:
            status = PriorityStatus(each["status"]).label
            found.append(_("%(title)s: %(status)s") % {**title, "status": status})
        elif former != each:
            found.append(_("Changed priority: %(title)s") % title)
    for each in known.values():
        found.append(_("No longer named: %(title)s") % {"title": each["title"]})
    return found
