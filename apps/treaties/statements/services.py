"""The writers of statements beside the lists: a withdrawal is recorded, a mistake taken back.

Both add a row that replaces the old one; nothing is changed or deleted.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.treaties.choices import Precision
from apps.treaties.statements.models import TreatyStatement
from focalpoint.actors import Actor
from focalpoint.db.turns import await_turn
from focalpoint.policies import authorize
from focalpoint.services import writing

# The turn of imports: a list must not replace what a person is replacing.
TURN = "treaties.import"
_COPIED = (
    *("treaty_id", "country_id", "kind", "text", "key", "language", "articles", "concerned"),
    *("date", "precision", "dated_by", "source", "source_as_of", "confidence", "note"),
    *("withdrawal_notified_on", "withdrawal_effective_on", "withdrawal_source"),
)


def withdraw_statement(
    *,
    actor: Actor,
    statement: TreatyStatement,
    notified_on: dt.date,
    effective_on: dt.date | None,
    source: str,
    reason: str = "",
) -> TreatyStatement:
    """Record that a statement was withdrawn; the new row, which replaces it.

    Without ``effective_on`` it takes effect when it is notified (Vienna Convention on the Law of
    Treaties, art. 22(3)). Raises ``ValidationError`` or ``PermissionDenied``.
    """
    authorize(actor, "withdraw", statement)
    effective = effective_on or notified_on
    problems: dict[str, str] = {}
    if statement.precision == Precision.DAY and notified_on < statement.date:
        problems["notified_on"] = _("It was made later than that.")
    if notified_on > timezone.now().date():
        problems["notified_on"] = _("That day has not come yet.")
    if effective < notified_on:
        problems["effective_on"] = _("It cannot take effect before it is notified.")
    if not source.strip():
        problems["source"] = _("Say where it is published.")
    if problems:
        raise ValidationError(problems)
    changes = {
        "withdrawal_notified_on": notified_on,
        "withdrawal_effective_on": effective,
        "withdrawal_source": source.strip(),
    }
    return _replaced(actor, statement, changes, reason=reason, event="statement.withdrawn")


def retract_statement(*, actor: Actor, statement: TreatyStatement, reason: str) -> TreatyStatement:
    """Take a statement off the record that was never made; lists do not bring it back.

    Raises ``ValidationError`` without a reason, or ``PermissionDenied``.
    """
    authorize(actor, "retract", statement)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    changes = {"is_retraction": True, "note": reason.strip()}
    return _replaced(actor, statement, changes, reason=reason, event="statement.retracted")


def _replaced(
    actor: Actor, statement: TreatyStatement, changes: dict[str, Any], *, reason: str, event: str
) -> TreatyStatement:
    with writing(actor, reason=reason, event=event):
        await_turn(TURN)
        current = TreatyStatement.objects.get(pk=statement.pk)
        if current.is_retraction or TreatyStatement.objects.filter(replaces=current).exists():
            raise ValidationError(_("The record has changed since: look at it again."))
        copied = {name: getattr(current, name) for name in _COPIED}
        made = TreatyStatement(**{**copied, **changes}, replaces=current)
        made.full_clean()
        made.save(force_insert=True)
    return made
