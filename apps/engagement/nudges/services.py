"""The writers of questions of the network: ask, answer, withdraw."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from apps.catalogue.models import Item
from apps.countries.models import Country
from apps.engagement.addressees import desks_of
from apps.engagement.meetings.services import refuse_strangers
from apps.engagement.nudges.models import Nudge, NudgeStatus
from apps.engagement.nudges.notices import ANSWERED, ASKED, WITHDRAWN, tell_network, tell_state
from apps.engagement.nudges.selectors import MOST_ASKED, SPAN, asked_lately, steps
from focalpoint.actors import Actor
from focalpoint.db.turns import await_turn
from focalpoint.policies import authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import create_record, writing
from focalpoint.transitions import transition

FIELDS = frozenset({"about", "step", "treaty", "gathering", "text", "reply_by"})


def ask_states(
    *, actor: Actor, countries: Sequence[Country], fields: Mapping[str, Any], reason: str = ""
) -> list[Nudge]:
    """Ask States for news, one record each, and tell their focal points' offices; all or none.

    Raises ``PermissionDenied`` or ``ValidationError``, also where a State was asked for the same
    already, too often lately, or has nobody who would read it.
    """
    refuse_unknown(fields, FIELDS)
    if not countries:
        raise ValidationError({"countries": _("Choose at least one State.")})
    _refuse_other_items(fields.get("step"))
    made = [Nudge(country=each, asked_by_id=actor.user_id, **fields) for each in countries]
    for nudge in made:
        authorize(actor, "create", nudge)
    with writing(actor, reason=reason, event="nudge.asked"):
        readers = desks_of([each.pk for each in countries])
        for nudge in sorted(made, key=lambda each: str(each.country_id)):
            # Two coordinators who ask at once take turns.
            await_turn("nudge", nudge.country_id)
            _refuse_past(nudge)
            if nudge.gathering is not None:
                refuse_strangers(nudge.gathering, nudge.country)
            _refuse_unread(nudge.country, readers[nudge.country_id])
            _refuse_too_many(actor, nudge.country)
            create_record(actor=actor, instance=nudge, event="nudge.asked")
            tell_state(actor=actor, nudge=nudge, kind=ASKED)
    return made


def answer_nudge(
    *,
    actor: Actor,
    nudge: Nudge,
    answer: str = "",
    answer_page: str = "",
    version: int | None = None,
    reason: str = "",
) -> Nudge:
    """Answer with a few words, or with the page of this site that says it.

    Raises ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or
    ``ValidationError``.
    """
    said, page = answer.strip(), answer_page.strip()
    if not said and not page:
        raise ValidationError({"answer": _("Say it in a few words, or name the page.")})
    if page and (not page.startswith("/") or not url_has_allowed_host_and_scheme(page, None)):
        raise ValidationError({"answer_page": _("Name a page of this site, beginning with “/”.")})
    with writing(actor, reason=reason, event="nudge.answered"):
        answered = transition(
            actor=actor,
            instance=nudge,
            to=NudgeStatus.ANSWERED,
            verb="answer",
            version=version,
            changes={"answer": said, "answer_page": page, "closed_at": timezone.now()},
        )
        tell_network(actor=actor, nudge=answered, kind=ANSWERED)
    return answered


def withdraw_nudge(
    *, actor: Actor, nudge: Nudge, why: str, version: int | None = None, reason: str = ""
) -> Nudge:
    """Ask no more. It still counts among the questions of these days.

    Raises ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or
    ``ValidationError``.
    """
    if not why.strip():
        raise ValidationError({"why": _("Say why no answer is needed any more.")})
    with writing(actor, reason=reason or why.strip(), event="nudge.withdrawn"):
        withdrawn = transition(
            actor=actor,
            instance=nudge,
            to=NudgeStatus.WITHDRAWN,
            verb="withdraw",
            version=version,
            changes={"withdrawn_because": why.strip(), "closed_at": timezone.now()},
        )
        tell_state(actor=actor, nudge=withdrawn, kind=WITHDRAWN)
    return withdrawn


def _refuse_other_items(step: Item | None) -> None:
    if step is not None and not steps().filter(pk=step.pk).exists():
        raise ValidationError({"step": _("Say which.")})


def _refuse_past(nudge: Nudge) -> None:
    day: Any = nudge.reply_by
    if isinstance(day, dt.date) and day <= nudge.country.local_date(timezone.now()):
        raise ValidationError({"reply_by": _("Leave the State at least until tomorrow.")})


def _refuse_unread(country: Country, readers: set[Any]) -> None:
    if not readers:
        raise ValidationError(
            _("Nobody of the focal point's office of %(state)s has access: nobody would read it.")
            % {"state": country}
        )


def _refuse_too_many(actor: Actor, country: Country) -> None:
    now = timezone.now()
    asked = asked_lately(actor, country.pk, now)
    if len(asked) < MOST_ASKED:
        return
    again = country.local_date(asked[-1] + SPAN) + dt.timedelta(days=1)
    raise ValidationError(
        _(
            "%(state)s was asked %(number)d times in the last %(days)d days: ask again from"
            " %(day)s on."
        )
        % {
            "state": country,
            "number": MOST_ASKED,
            "days": SPAN.days,
            "day": date_format(again, "DATE_FORMAT"),
        }
    )
