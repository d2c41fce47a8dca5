"""What the record shows of each step, what the State says of it, and where the two differ."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.catalogue.models import STEPS_2013, Item
from apps.catalogue.selectors import mapped_of, with_mapped
from apps.countries.models import Country
from apps.recommendations.models import ProgressStatus
from apps.recommendations.record.catalogue import CHECKS, checks_of
from apps.recommendations.record.checks import Answer, Checked
from apps.recommendations.record.each_instrument import InstrumentLine, instrument_lines
from apps.recommendations.record.facts import Facts
from apps.recommendations.record.instruments import STEP as INSTRUMENTS
from apps.recommendations.selectors import (
    ASKING_KINDS,
    Progress,
    Step,
    answered_own,
    own_step,
    steps,
    with_own_words,
)
from focalpoint.actors import Actor

# What a State says when it holds a step to be done, and when it has hardly begun.
SAYS_DONE = (ProgressStatus.DONE, ProgressStatus.SUSTAINED)
SAYS_BEFORE = (ProgressStatus.NOT_STARTED, ProgressStatus.PLANNED)


class Difference(models.TextChoices):
    """How a State's word and its record part; told to its own office alone."""

    SAYS_MORE = "says_more", _("The report says more than the record shows")
    SHOWS_MORE = "shows_more", _("The record shows more than the report says")


@dataclass(frozen=True)
class StepRecord:
    """One step: the State's word beside what the record shows.

    ``difference`` is ``None`` where the two agree, where nothing is derived, and for everybody who
    does not belong to the office that answers for the record. ``answer`` is the report on a mapped
    item, where there is none on the step itself; what the record shows is not held against it.
    """

    step: Step
    checks: Sequence[Checked]
    difference: Difference | None
    answer: Progress | None = None
    # What the checks of step (c) add up, instrument by instrument; empty for every other step.
    instruments: Sequence[InstrumentLine] = ()

    @property
    def said(self) -> Progress | None:
        """The State's word on the step: its own, else the one that answers it."""
        return self.step.latest or self.answer

    @property
    def shown(self) -> int:
        """How many of the checks the record answers with yes."""
        return sum(each.verdict.answer == Answer.SHOWN for each in self.checks)

    @property
    def open(self) -> list[Checked]:
        """The checks that something would close."""
        return [each for each in self.checks if each.verdict.closes]


def asked_items(framework: str = STEPS_2013) -> QuerySet[Item]:
    """The items of a framework that asks States to do something; none of any other."""
    asked = steps(framework).filter(framework__is_active=True)
    return asked if framework == STEPS_2013 else asked.filter(kind__in=ASKING_KINDS)


def record_of(
    country: Country, actor: Actor, on: dt.date, *, items: QuerySet[Item] | None = None
) -> list[StepRecord]:
    """The seven steps (or ``items``) on a day, from what ``actor`` reads.

    Each part of the record is read once, and only where a check of the steps asks for it.
    """
    facts = Facts(country, actor, on)
    asked = with_mapped(steps() if items is None else items)
    told = [own_step(item, on) for item in with_own_words(asked, country, on, actor)]
    unsaid = [step.item for step in told if step.latest is None and mapped_of(step.item)]
    answers = answered_own(country, unsaid, on, actor) if unsaid else {}
    return [_record(step, facts, answers.get(step.item.pk)) for step in told]


def checked_items() -> QuerySet[Item]:
    """The items of all frameworks that have checks, the seven steps of 2013 first."""
    codes = {check.step for check in CHECKS}
    found = Item.objects.filter(
        code__in=codes, parent=None, is_active=True, framework__is_active=True
    )
    return found.select_related("framework").order_by(
        "framework__order", "framework__code", "framework__edition", "order"
    )


def differing(country: Country, actor: Actor, on: dt.date) -> list[StepRecord]:
    """Where the State's word and its record part, the claims that lack proof first.

    None for whoever does not belong to the office that answers for the record.
    """
    if not Facts(country, actor, on).is_own_office:
        return []
    records = record_of(country, actor, on, items=checked_items())
    found = [each for each in records if each.difference is not None]
    return sorted(found, key=lambda each: each.difference != Difference.SAYS_MORE)


def _record(step: Step, facts: Facts, answer: tuple[Progress, str] | None) -> StepRecord:
    found = [Checked(check, check.judge(facts)) for check in checks_of(step.item.code)]
    parted = difference(step, found) if facts.is_own_office else None
    lines = instrument_lines(facts) if step.item.code == INSTRUMENTS else ()
    return StepRecord(step, found, parted, answer[0] if answer else None, lines)


def difference(step: Step, checks: Sequence[Checked]) -> Difference | None:
    """Where the State's latest word and the checks part; what nobody can say parts no one."""
    answers = {each.verdict.answer for each in checks} - {Answer.UNKNOWN}
    if not answers:
        return None
    said = step.latest.status if step.latest else None
    if said in SAYS_DONE and answers != {Answer.SHOWN}:
        return Difference.SAYS_MORE
    if (said is None or said in SAYS_BEFORE) and answers == {Answer.SHOWN}:
        return Difference.SHOWS_MORE
    return None
