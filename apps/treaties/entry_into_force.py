"""When an instrument enters into force for a State, from the date of deposit: pure rules of law.

Each instrument names a rule, a number and the article (``Treaty.entry_rule``, ``entry_number``,
``entry_basis``). No rule gives a date before the instrument itself was in force.
"""

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.treaties.models import ActionKind, EntryRule, Precision, Treaty


class Basis(models.TextChoices):
    """What a date of entry into force rests on."""

    RULE = "rule", _("the instrument's own rule")
    TREATY = "treaty", _("entry into force of the instrument itself")
    SOURCE = "source", _("the date that the source gives")
    SUCCESSION = "succession", _("succession: at the latest on the date of notification")
    SUCCESSION_DATE = "succession_date", _("succession: from the date of succession")
    NOT_IN_FORCE = "not_in_force", _("the instrument is not in force")
    NOT_EXACT = "not_exact", _("the date of deposit is not exact")


@dataclass(frozen=True)
class EntryIntoForce:
    """The date on which an instrument binds a State, and what the date rests on.

    ``on`` is ``None`` where no date follows from the record.
    """

    on: dt.date | None
    basis: Basis


def after_days(deposit: dt.date, number: int) -> dt.date:
    """On the nth day after the deposit, and on the day itself where the number is 0.

    Genocide Convention art. XIII (90), ICERD art. 19 (30), CEDAW art. 27 (30), CAT art. 27 (30),
    CRC art. 49 (30), Refugee Convention art. 43 (90), Refugee Protocol art. VIII (0), ATT art. 22
    (90), OPCAT art. 28, CPED art. 39, CRPD art. 45, Kampala Convention art. 17 (30 each).
    """
    return deposit + dt.timedelta(days=number)


def after_months(deposit: dt.date, number: int) -> dt.date:
    """On the same day of the nth month after; on the last of that month where it has no such day.

    Covenants (ICESCR art. 27, ICCPR art. 49) and their Protocols (3), OP-CEDAW art. 16 (3), OPIC
    art. 19 (3), OPAC art. 10 and OPSC art. 14 (1), Geneva Conventions and Protocols (6).
    """
    month = deposit.month - 1 + number
    year, month = deposit.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(deposit.day, calendar.monthrange(year, month)[1]))


def first_of_month_after_days(deposit: dt.date, number: int) -> dt.date:
    """On the first day of the month after the nth day. Rome Statute art. 126(2) (60)."""
    return _first_of_next_month(after_days(deposit, number))


def first_of_month_after_months(deposit: dt.date, number: int) -> dt.date:
    """On the first day of the month after a period of n months. ICRMW art. 87 (3)."""
    return _first_of_next_month(after_months(deposit, number))


def _first_of_next_month(date: dt.date) -> dt.date:
    return after_months(date.replace(day=1), 1)


RULES: Mapping[str, Callable[[dt.date, int], dt.date]] = {
    EntryRule.DAYS: after_days,
    EntryRule.MONTHS: after_months,
    EntryRule.FIRST_OF_MONTH_AFTER_DAYS: first_of_month_after_days,
    EntryRule.FIRST_OF_MONTH_AFTER_MONTHS: first_of_month_after_months,
}


def entry_into_force(
    treaty: Treaty,
    *,
    kind: str,
    date: dt.date,
    precision: str = Precision.DAY,
    effective_on: dt.date | None = None,
    succeeded_on: dt.date | None = None,
) -> EntryIntoForce:
    """When ``treaty`` entered or enters into force for a State that consented on ``date``.

    A successor State is bound from the date of succession (``succeeded_on``), which no list
    gives: where it is not known, the date of the notification is the latest possible one (Vienna
    Convention on Succession of States in respect of Treaties, art. 23). Where an instrument tells
    only those apart that deposit after its own entry into force (OPAC, OPSC, OP-CEDAW, ICRMW), the
    rule is read to hold for those too that deposit shortly before.
    """
    if effective_on:
        return EntryIntoForce(effective_on, Basis.SOURCE)
    start = treaty.entered_into_force_on
    if start is None:
        return EntryIntoForce(None, Basis.NOT_IN_FORCE)
    if precision != Precision.DAY:
        return EntryIntoForce(None, Basis.NOT_EXACT)
    if kind == ActionKind.SUCCESSION and succeeded_on and succeeded_on <= date:
        return EntryIntoForce(max(start, succeeded_on), Basis.SUCCESSION_DATE)
    if kind == ActionKind.SUCCESSION:
        return EntryIntoForce(max(start, date), Basis.SUCCESSION)
    own = RULES[treaty.entry_rule](date, treaty.entry_number)
    if own <= start:
        return EntryIntoForce(start, Basis.TREATY)
    return EntryIntoForce(own, Basis.RULE)
