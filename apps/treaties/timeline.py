"""What happened on one instrument: its own milestones and what one State did."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.treaties.entry_into_force import Basis
from apps.treaties.models import BINDING_KINDS, ActionKind, Precision, Treaty, TreatyAction
from apps.treaties.status import TreatyStatus


@dataclass(frozen=True)
class Happening:
    """One entry of the timeline; ``is_own`` marks what the State did or what bound it."""

    on: dt.date
    title: str
    text: str = ""
    precision: str = Precision.DAY
    source: str = ""
    is_own: bool = False
    icon: str = "point"
    tone: str = "neutral"

    @property
    def date_text(self) -> str:
        """The date as exact as it is known."""
        return dated(self.on, self.precision)


def dated(on: dt.date | None, precision: str) -> str:
    """A date in words, as exact as it is known; nothing where there is none."""
    if on is None:
        return ""
    if precision == Precision.LATEST:
        return _("at the latest on %(date)s") % {"date": date_format(on, "DATE_FORMAT")}
    formats = {Precision.YEAR: "Y", Precision.MONTH: "F Y"}
    return date_format(on, formats.get(Precision(precision), "DATE_FORMAT"))


def treaty_timeline(
    treaty: Treaty, country: Country | None, status: TreatyStatus | None
) -> list[Happening]:
    """The milestones of ``treaty`` and what ``country`` did on it, newest first. One query."""
    happenings = list(_milestones(treaty))
    if country is not None:
        stands = TreatyAction.objects.filter(replaced_by=None, is_retraction=False)
        actions = stands.filter(treaty=treaty, country=country)
        happenings += [_action(action) for action in actions]
    if status is not None:
        happenings += _consequences(status)
    return sorted(happenings, key=lambda happening: happening.on, reverse=True)


def _milestones(treaty: Treaty) -> Iterator[Happening]:
    facts = treaty.facts
    if treaty.adopted_on:
        title = _("Adopted in %(place)s") % {"place": treaty.adopted_at}
        if not treaty.adopted_at:
            title = _("Adopted")
        yield Happening(treaty.adopted_on, title, facts.get("adopted_act", ""), icon="gavel")
    if treaty.opened_on:
        yield Happening(treaty.opened_on, _("Opened for signature"), icon="writing")
    if treaty.entered_into_force_on:
        yield Happening(
            treaty.entered_into_force_on, _("The instrument enters into force"), icon="scale"
        )


def _action(action: TreatyAction) -> Happening:
    kind = ActionKind(action.kind)
    icon, tone = "file-text", "neutral"
    if kind in BINDING_KINDS:
        icon, tone = "circle-check", "success"
    elif kind == ActionKind.SIGNATURE:
        icon, tone = "signature", "info"
    elif kind == ActionKind.WITHDRAWAL:
        icon, tone = "door-exit", "danger"
    title = str(kind.label)
    if kind == ActionKind.WITHDRAWAL:
        title = _("Withdrawal notified")
    if action.is_reported:
        icon, tone = "mail-question", "warning"
        title = _("%(action)s, reported by the State itself") % {"action": kind.label}
    return Happening(
        on=action.date,
        title=title,
        text=action.note,
        precision=action.precision,
        source=_("%(source)s, as of %(date)s; confidence: %(confidence)s")
        % {
            "source": action.source,
            "date": date_format(action.source_as_of, "DATE_FORMAT"),
            "confidence": action.get_confidence_display(),
        },
        is_own=True,
        icon=icon,
        tone=tone,
    )


def _consequences(status: TreatyStatus) -> Iterator[Happening]:
    """Entry into force for the State, and the effect of a withdrawal."""
    entry = status.entry
    if entry and entry.on:
        text = str(entry.basis.label)
        if entry.basis == Basis.RULE and status.treaty.entry_basis:
            text = f"{text} ({status.treaty.entry_basis})"
        yield Happening(
            entry.on,
            _("In force for this State"),
            text[0].upper() + text[1:],
            is_own=True,
            icon="rosette",
            tone="success",
        )
    if status.withdrawal_effective_on:
        yield Happening(
            status.withdrawal_effective_on,
            _("Withdrawal takes effect"),
            is_own=True,
            icon="door-exit",
            tone="danger",
        )
