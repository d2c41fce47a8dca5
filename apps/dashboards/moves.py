"""How a cell of a matrix moved since an earlier day: further, back, new, said again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.appointments.selectors import Coverage, Vacancy
from apps.recommendations.models import ProgressStatus
from apps.recommendations.selectors import Progress
from apps.treaties.status import Standing
from focalpoint.ui.matrix import Cell


class Move(models.TextChoices):
    """From the earlier day to the later one."""

    FURTHER = "further", gettext_lazy("Further than before")
    BACK = "back", gettext_lazy("Back from before")
    NEW = "new", gettext_lazy("Not there on the earlier day")
    AGAIN = "again", gettext_lazy("Reported again, at the same place")


# Beside the symbol of the cell; never the tone, which says where the State stands.
ARROWS: Mapping[Move, str] = {Move.FURTHER: "↑", Move.BACK: "↓", Move.NEW: "+", Move.AGAIN: "="}

_STATUSES = list(ProgressStatus)
# How far a State has come with an instrument; what is not open to it is no step back.
_STANDINGS = {
    Standing.PARTY: 3,
    Standing.PROVISIONAL: 2,
    Standing.SIGNED: 1,
    Standing.WITHDRAWN: 0,
    Standing.NOT_PARTY: 0,
    Standing.NOT_OPEN: 0,
}
_HELD = (Coverage.SERVING, Coverage.REPORTED)


def of_report(before: Progress | None, now: Progress | None) -> Move | None:
    """How a State's word on a step moved; ``None`` where it is the same report."""
    if now is None or (before and before.report_id == now.report_id):
        return None
    if before is None:
        return Move.NEW
    return further(_STATUSES.index(before.status), _STATUSES.index(now.status)) or Move.AGAIN


def of_standing(before: Standing, now: Standing) -> Move | None:
    """How a State's place towards an instrument moved."""
    return further(_STANDINGS[before], _STANDINGS[now])


def of_focal_point(before: Vacancy | None, now: Vacancy) -> Move | None:
    """Whether somebody serves who did not, or nobody does any more."""
    held = before is not None and before.coverage in _HELD
    return further(int(held), int(now.coverage in _HELD))


def further(before: Any, now: Any) -> Move | None:
    """Whether what can be ordered lies further, or back."""
    if before == now:
        return None
    return Move.FURTHER if now > before else Move.BACK


def of_number(before: int, now: int) -> Move | None:
    """Whether a State shares more or fewer than it did; from none it is new."""
    return Move.NEW if now and not before else further(before, now)


def marked(cell: Cell, move: Move | None, was: str, since: dt.date) -> Cell:
    """The cell with its arrow; ``was`` is what it said on the earlier day, in words."""
    if move is None:
        return cell
    words = _("%(words)s. On %(date)s: %(before)s") % {
        "words": cell.words,
        "date": date_format(since),
        "before": was,
    }
    return replace(cell, symbol=f"{cell.symbol}{ARROWS[move]}", words=words)


def legend(words: Mapping[Move, Any] | None = None) -> list[tuple[str, str, str]]:
    """The arrows and what they mean, for the legend of a matrix; ``words`` where they differ."""
    told = words or {move: move.label for move in Move}
    return [(ARROWS[move], "plain", str(label)) for move, label in told.items()]
