"""The chain both ways: factor → step → instrument → action → evidence, and its gaps."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.actions import selectors
from apps.actions.chain_numbers import Numbers, numbers_of, served_by
from apps.actions.models import Action, ActionLink, Status
from apps.assessments.models import Level
from apps.assessments.rerating.selectors import LevelInForce, levels_in_force
from apps.catalogue.models import RISK_FACTORS_2014, STEPS_2013, Framework, Item
from apps.countries.models import Country
from apps.evidence.models import Evidence
from apps.evidence.models import Status as EvidenceStatus
from apps.evidence.selectors import OnRecord, evidence_on
from apps.recommendations.received_models import ReceivedRecommendation
from apps.recommendations.selectors import Progress, own_step, with_own_words
from apps.recommendations.strategy.selectors import live_priorities
from apps.recommendations.strategy_models import StrategyPriority
from apps.treaties.models import Treaty
from apps.treaties.selectors import treaty_statuses
from apps.treaties.status import Standing
from focalpoint.actors import Actor
from focalpoint.attachments import carrier_of

Told = Mapping[UUID, Progress | None]

# A factor at one of these levels asks for action.
HIGH = (Level.HIGH, Level.VERY_HIGH)
# How many actions a page of the chain shows.
SHOWN = 100
# How many others that serve the same stand beside an action.
FELLOWS = 12


@dataclass(frozen=True)
class Link:
    """One thing that actions serve, with what is known of it.

    ``rating`` is the level in force as the reader sees it, ``progress`` the State's latest report,
    ``standing`` its place towards the instrument; ``is_decided``: it is a priority that is agreed
    or under way. ``open`` and ``done`` count the actions that serve it.
    """

    kind: str
    label: str
    code: str
    rating: LevelInForce | None = None
    progress: Progress | None = None
    standing: Standing | None = None
    open: int = 0
    done: int = 0
    is_decided: bool = False

    @property
    def is_high(self) -> bool:
        return self.rating is not None and self.rating.level in HIGH

    @property
    def gap(self) -> str:
        """What is missing, in words; empty where nothing is."""
        if self.is_high and not self.open:
            return _("The risk is high and no action is open.")
        if self.kind == "treaty" and self.standing == Standing.SIGNED and not self.open:
            return _("Signed and not ratified, and no action is open.")
        if self.kind == "step" and self.progress is None and not (self.open or self.done):
            return _("Neither an action nor a report on progress.")
        if self.is_decided and not self.open:
            return _("The State has decided on it, and no action is open.")
        return ""


@dataclass(frozen=True)
class Chain:
    """What leads to an action and what comes of it, with hints at what is missing."""

    factors: list[Link]
    steps: list[Link]
    others: list[Link]
    treaties: list[Link]
    priorities: list[Link]
    recommendations: list[Link]
    evidence: OnRecord
    fellows: list[Action]
    gaps: list[str] = field(default_factory=list)


def chain_of(action: Action, actor: Actor, *, today: dt.date) -> Chain:
    """The chain through one action."""
    links = selectors.links_of(action, actor)
    items = [link.item for link in links if link.item]
    treaties = [link.treaty for link in links if link.treaty]
    answers = [link.priority for link in links if link.priority]
    asked = [link.recommendation for link in links if link.recommendation]
    numbers = numbers_of(action.country, actor, items, treaties, answers, asked)
    told = _told(action.country, actor, items, today)
    made = _item_links(action.country, actor, items, numbers, told)
    instruments = _treaty_links(action.country, treaties, numbers, today)
    proof = evidence_on(action, actor)
    chain = Chain(
        factors=[link for link in made if link.kind == "risk_factor"],
        steps=[link for link in made if link.kind == "step"],
        others=[link for link in made if link.kind not in ("risk_factor", "step")],
        treaties=instruments,
        priorities=_priority_links(answers, numbers),
        recommendations=_recommendation_links(asked, numbers),
        evidence=proof,
        fellows=_fellows(action, actor, links),
    )
    chain.gaps.extend(_gaps(action, chain))
    return chain


def _gaps(action: Action, chain: Chain) -> list[str]:
    gaps = []
    if not chain.steps:
        gaps.append(_("It serves none of the steps (a) to (g) yet."))
    if not chain.factors:
        gaps.append(_("No risk factor says why it matters."))
    if action.status == Status.DONE and not chain.evidence.items:
        gaps.append(_("It is done, but nothing proves it yet."))
    for link in chain.factors:
        if link.is_high and link.open == 1 and not action.is_finished:
            label = {"factor": link.label}
            gaps.append(_("It is the only open action on a high risk: %(factor)s.") % label)
    for link in [*chain.factors, *chain.steps, *chain.treaties, *chain.priorities]:
        if link.gap:
            gaps.append(f"{link.label}: {link.gap}")
    return gaps


def _fellows(action: Action, actor: Actor, links: Sequence[ActionLink]) -> list[Action]:
    """The next actions of the State that serve the same."""
    if not links:
        return []
    rows: Any = selectors.linked_to(
        actor,
        items=[link.item_id for link in links if link.item_id],
        treaties=[link.treaty_id for link in links if link.treaty_id],
        priorities=[link.priority_id for link in links if link.priority_id],
        recommendations=[link.recommendation_id for link in links if link.recommendation_id],
    )
    others = rows.current().filter(country=action.country_id).exclude(pk=action.pk)
    # What is finished comes last.
    nearest = (F("completed_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "id")
    return list(others.order_by(*nearest)[:FELLOWS])


@dataclass(frozen=True)
class Overview:
    """Where the chain of a State begins: factors, priorities, steps, instruments at work."""

    factors: list[Link]
    priorities: list[Link]
    steps: list[Link]
    treaties: list[Link]

    @property
    def gaps(self) -> list[Link]:
        """The links in which something is missing."""
        every = (*self.factors, *self.priorities, *self.steps, *self.treaties)
        return [link for link in every if link.gap]


def overview(country: Country, actor: Actor, *, today: dt.date) -> Overview:
    """What the State's actions serve, from the highest risk down."""
    items = list(with_own_words(_beginnings(), country, today, actor))
    answers = live_priorities(country, actor)
    numbers, treaties = served_by(country, actor, items, answers)
    told = {item.pk: own_step(item, today).latest for item in items}
    made = _item_links(country, actor, items, numbers, told)
    order = {str(level): place for place, level in enumerate(reversed(Level.values))}
    rated = [link for link in made if link.kind == "risk_factor"]
    rated.sort(key=lambda link: order.get(link.rating.level if link.rating else "", 99))
    return Overview(
        factors=rated,
        priorities=_priority_links(answers, numbers),
        steps=[link for link in made if link.kind != "risk_factor"],
        treaties=_treaty_links(country, treaties, numbers, today),
    )


def _beginnings() -> QuerySet[Item]:
    """The risk factors of the edition in use and the seven steps, each in their order."""
    editions = Framework.objects.filter(code=RISK_FACTORS_2014, is_active=True)
    newest = Subquery(editions.order_by("-edition").values("pk")[:1])
    rows = Item.objects.filter(
        Q(framework=newest) | Q(framework__code=STEPS_2013), parent=None, is_active=True
    )
    return rows.select_related("framework").order_by("framework__edition", "order")


@dataclass(frozen=True)
class Down:
    """One thing that actions serve, and those actions, with what else each serves."""

    link: Link
    actions: list[Action]
    more: bool


Target = Item | Treaty | ReceivedRecommendation


def down_from(target: Target, country: Country, actor: Actor, *, today: dt.date) -> Down:
    """From a factor, a step, an instrument or a recommendation down to actions and evidence."""
    items = [target] if isinstance(target, Item) else []
    treaties = [target] if isinstance(target, Treaty) else []
    asked = [target] if isinstance(target, ReceivedRecommendation) else []
    numbers = numbers_of(country, actor, items, treaties, asked=asked)
    found = selectors.linked_to(
        actor,
        items=[item.pk for item in items],
        treaties=[treaty.pk for treaty in treaties],
        recommendations=[each.pk for each in asked],
    )
    rows: Any = found
    listed = list(
        rows.current()
        .filter(country=country)
        .annotate(evidence_total=_evidence_number())
        .order_by(F("completed_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "id")[
            : SHOWN + 1
        ]
    )
    actions = listed[:SHOWN]
    _add_links(actions, actor, without=target.pk)
    made = (
        _item_links(country, actor, items, numbers, _told(country, actor, items, today))
        or _treaty_links(country, treaties, numbers, today)
        or _recommendation_links(asked, numbers)
    )
    return Down(link=made[0], actions=actions, more=len(listed) > SHOWN)


def _evidence_number() -> Any:
    """How many current items of evidence hang on an action, as far as the reader sees them."""
    hanging = Evidence.objects.filter(
        target_kind=carrier_of(Action()).kind,
        target_id=OuterRef("pk"),
        status=EvidenceStatus.CURRENT,
    )
    counted = hanging.order_by().values("target_id").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def _add_links(actions: Sequence[Action], actor: Actor, *, without: UUID) -> None:
    """Give each action ``also``: what else it serves, in words; one query."""
    rows = ActionLink.objects.visible_to(actor).filter(action__in=actions)
    found: dict[UUID, list[str]] = {}
    ordered = rows.select_related(*ActionLink.TARGETS).order_by("item__order", "treaty__order")
    for link in ordered:
        # A priority out of sight is named to nobody.
        target = link.item or link.treaty or link.priority or link.recommendation
        if target is not None and target.pk != without:
            name = (link.item and link.item.label) or str(target)
            found.setdefault(link.action_id, []).append(name)
    for action in actions:
        action.also = found.get(action.pk, [])  # type: ignore[attr-defined]


def _priority_links(answers: Sequence[StrategyPriority], numbers: Numbers) -> list[Link]:
    made = []
    for each in answers:
        open_ones, done = numbers.get(each.pk, (0, 0))
        made.append(
            Link(
                kind="priority",
                label=each.title,
                code=each.reference,
                open=open_ones,
                done=done,
                is_decided=each.is_decided,
            )
        )
    return made


def _recommendation_links(asked: Sequence[ReceivedRecommendation], numbers: Numbers) -> list[Link]:
    made = []
    for each in asked:
        open_ones, done = numbers.get(each.pk, (0, 0))
        words = f"{each}: {Truncator(each.text).chars(120)}"
        made.append(Link("recommendation", words, str(each.pk), open=open_ones, done=done))
    return made


def _item_links(
    country: Country, actor: Actor, items: Sequence[Item], numbers: Numbers, told: Told
) -> list[Link]:
    ratings = _ratings(country, actor) if any(i.kind == "risk_factor" for i in items) else {}
    made = []
    for item in items:
        open_ones, done = numbers.get(item.pk, (0, 0))
        made.append(
            Link(
                kind=item.kind,
                label=str(item),
                code=item.code,
                rating=ratings.get(item.code),
                progress=told.get(item.pk) if item.kind == "step" else None,
                open=open_ones,
                done=done,
            )
        )
    return made


def _told(country: Country, actor: Actor, items: Iterable[Item], today: dt.date) -> Told:
    """What the State says last of each step, as the reader sees it; one query, none without."""
    asked = Item.objects.filter(pk__in=[item.pk for item in items if item.kind == "step"])
    rows = with_own_words(asked, country, today, actor)
    return {item.pk: own_step(item, today).latest for item in rows}


def _ratings(country: Country, actor: Actor) -> Mapping[str, LevelInForce]:
    """How each factor is judged now: as approved, or anew since, as far as the reader sees it."""
    found = levels_in_force(country, actor)
    return found.by_code if found else {}


def _treaty_links(
    country: Country, treaties: Sequence[Treaty], numbers: Numbers, today: dt.date
) -> list[Link]:
    if not treaties:
        return []
    # No standing says how far the record reaches.
    table = treaty_statuses(as_of=today, treaties=treaties, countries=[country], reach={})
    made = []
    for treaty in treaties:
        open_ones, done = numbers.get(treaty.pk, (0, 0))
        made.append(
            Link(
                kind="treaty",
                label=str(treaty),
                code=treaty.code,
                standing=table.standing(treaty, country),
                open=open_ones,
                done=done,
            )
        )
    return made
