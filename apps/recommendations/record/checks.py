"""How a check is declared: what it asks, where that is written, and how the record is read.

A check says what the record holds and what would close a gap. It is no score: checks of a step are
shown one by one, never added up between States.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.recommendations.record.facts import Facts

REPORT = "A/67/929-S/2013/399"
REPORT_2015 = "A/69/981-S/2015/500"


class Answer(models.TextChoices):
    """What the record says to one question."""

    SHOWN = "shown", _("The record shows it")
    PARTLY = "partly", _("The record shows a part of it")
    NOT_SHOWN = "not_shown", _("The record does not show it")
    # Kept apart from "no": what nobody wrote down is not known to be missing.
    UNKNOWN = "unknown", _("The record cannot say")
    # Of one instrument only: it does not ask this of the State on the day.
    NOT_ASKED = "not_asked", _("Not asked")


@dataclass(frozen=True)
class Verdict:
    """What one check found: the fact behind the answer, and what would close the gap.

    ``url`` leads to where the fact stands, or to where it would be written.
    """

    answer: Answer
    because: str
    closes: str = ""
    url: str = ""
    on: dt.date | None = None


@dataclass(frozen=True)
class Check:
    """One question to the record. ``rule`` says in one sentence how it is answered."""

    code: str
    step: str
    asks: Promise
    rule: Promise
    paragraph: str
    judge: Callable[[Facts], Verdict]
    report: str = REPORT

    @property
    def citation(self) -> str:
        """The paragraph that asks for it."""
        return f"{self.report} ¶{self.paragraph}"


@dataclass(frozen=True)
class Checked:
    """A check with what it found."""

    check: Check
    verdict: Verdict


def shown(because: str, *, url: str = "", on: dt.date | None = None) -> Verdict:
    """The record shows it."""
    return Verdict(Answer.SHOWN, because, url=url, on=on)


def missing(because: str, closes: str, *, url: str = "", on: dt.date | None = None) -> Verdict:
    """The record holds what the question is about, and does not show it."""
    return Verdict(Answer.NOT_SHOWN, because, closes, url, on)


def partly(because: str, closes: str, *, url: str = "", on: dt.date | None = None) -> Verdict:
    """Some of it stands in the record."""
    return Verdict(Answer.PARTLY, because, closes, url, on)


def unknown(because: str, closes: str = "", *, url: str = "") -> Verdict:
    """Nobody wrote down what would answer the question."""
    return Verdict(Answer.UNKNOWN, because, closes, url)


def not_asked(because: str) -> Verdict:
    """The question does not arise."""
    return Verdict(Answer.NOT_ASKED, because)
