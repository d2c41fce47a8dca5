"""How soon people are mailed about what, and what they may not switch off.

The inbox shows everything at once; a person chooses by kind what is mailed too. Of deadlines only
reminders up to the day itself can be put off to a weekly mail, or left to the inbox: whoever owes
something overdue always gets a mail about it, and so does whoever is told in another's place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.reminders.addressing import Moment, zone_table
from apps.reminders.models import Reminder
from apps.reminders.personal import MailChoice
from apps.reminders.sql import Sql
from focalpoint.actors import Actor
from focalpoint.deadlines import sources
from focalpoint.notices import Channel, notice_kinds
from focalpoint.services import writing

REMINDER, CHOICE = Reminder._meta.db_table, MailChoice._meta.db_table
WEEKLY_DAY = 1  # ISO: Monday
# A deadline is written about in the morning: at once and daily are the same for it.
OF_DEADLINES = (Channel.DAILY, Channel.WEEKLY, Channel.IN_APP)
OF_NOTICES = (Channel.AT_ONCE, Channel.DAILY, Channel.WEEKLY, Channel.IN_APP)
# The reminders that a person may put off or switch off; ``is_optional`` says the same of one.
MAY_CHOOSE = "r.rung = 0 AND r.offset_days <= 0"


def is_optional(reminder: Reminder) -> bool:
    """Whether its recipient may do without a mail about it."""
    return reminder.rung == 0 and reminder.offset_days <= 0


@dataclass(frozen=True)
class Choice:
    """One kind as a person's page of preferences shows it."""

    kind: str
    label: str
    is_deadline: bool
    channels: tuple[Channel, ...]
    usual: Channel
    chosen: Channel


def choices_of(user: User) -> list[Choice]:
    """Every kind there is, deadlines first, with what the person chose for it."""
    own = {row.kind: Channel(row.channel) for row in MailChoice.objects.filter(user=user)}
    found = [
        Choice(
            kind=source.kind,
            label=str(source.label),
            is_deadline=True,
            channels=OF_DEADLINES,
            usual=Channel.DAILY,
            chosen=own.get(source.kind, Channel.DAILY),
        )
        for source in sources().values()
    ]
    return found + [
        Choice(
            kind=kind.kind,
            label=str(kind.label),
            is_deadline=False,
            channels=OF_NOTICES,
            usual=kind.channel,
            chosen=own.get(kind.kind, kind.channel),
        )
        for kind in notice_kinds().values()
    ]


def choose_mail(
    *, actor: Actor, user: User, chosen: Mapping[str, str], reason: str = ""
) -> list[Choice]:
    """Set how soon a person is mailed about some kinds; the others stay as they are.

    Raises ``PermissionDenied`` for anybody else, ``ValidationError`` for a kind that there is not
    or a channel that it does not have. What is chosen as it is already leaves no history.
    """
    if actor.user_id != user.pk:
        raise PermissionDenied(_("Everybody chooses for themselves."))
    present = {choice.kind: choice for choice in choices_of(user)}
    problems = {
        kind: _("This cannot be chosen here.")
        for kind, channel in chosen.items()
        if kind not in present or channel not in present[kind].channels
    }
    if problems:
        raise ValidationError(problems)
    with writing(actor, event="mail.chosen", reason=reason):
        for kind, channel in chosen.items():
            if channel != present[kind].chosen:
                MailChoice.objects.update_or_create(
                    user=user, kind=kind, defaults={"channel": channel}
                )
    return choices_of(user)


def channels_for(people: Iterable[Any], kinds: Iterable[str]) -> dict[tuple[Any, str], Channel]:
    """What some people chose for some kinds of notices; the usual where they chose nothing."""
    listed, wanted = list(people), set(kinds)
    rows = MailChoice.objects.filter(user__in=listed, kind__in=wanted)
    own = {(row.user_id, row.kind): Channel(row.channel) for row in rows}
    known = notice_kinds()
    return {
        (person, kind): own.get(
            (person, kind), known[kind].channel if kind in known else Channel.IN_APP
        )
        for person in listed
        for kind in wanted
    }


def route(at: Moment, free: list[str], is_free: str) -> None:
    """Let the pending reminders go the way that their recipients chose, as part of a sweep.

    ``is_free`` is the condition that nobody is delivering the reminder ``r``; ``free`` its value.
    Repeating it changes nothing.
    """
    _show_in_app(at, free, is_free)
    _hold_for_the_week(at, free, is_free)


def _show_in_app(at: Moment, free: list[str], is_free: str) -> None:
    """What somebody wants in the inbox only is told by standing there."""
    text = f"""
        UPDATE {REMINDER} AS r SET state = 'shown', settled_at = %s, digest_id = NULL
        FROM {CHOICE} AS c
        WHERE c.user_id = r.recipient_id AND c.kind = r.kind AND c.channel = 'in_app'
            AND r.state = 'pending' AND {MAY_CHOOSE} AND {is_free}"""  # noqa: S608
    Sql(text, (at.now, free)).run()


def _hold_for_the_week(at: Moment, free: list[str], is_free: str) -> None:
    """What somebody wants once a week waits for that day, unless the deadline would pass before."""
    zone = zone_table(at)
    text = f"""
        WITH {zone.text},
        wanted AS (
            SELECT r.id, coalesce(c.channel = 'weekly', false) AND {MAY_CHOOSE}
                AND zone.today < weekly.day AND weekly.day <= r.due_on AS is_held
            FROM (
                SELECT * FROM {REMINDER} AS p
                WHERE p.state = 'pending' AND (p.is_held OR EXISTS (
                    SELECT 1 FROM {CHOICE} WHERE user_id = p.recipient_id AND kind = p.kind
                ))
            ) AS r
            JOIN accounts_user AS u ON u.id = r.recipient_id
            JOIN zone ON zone.name = u.time_zone
            LEFT JOIN {CHOICE} AS c ON c.user_id = r.recipient_id AND c.kind = r.kind
            CROSS JOIN LATERAL (
                SELECT told.day + (7 + %s - extract(isodow FROM told.day)::int) %% 7 AS day
                FROM (SELECT (r.scheduled_for AT TIME ZONE zone.tz)::date AS day) AS told
            ) AS weekly
        )
        UPDATE {REMINDER} AS r SET is_held = w.is_held,
            digest_id = CASE WHEN w.is_held THEN NULL ELSE r.digest_id END
        FROM wanted AS w
        WHERE w.id = r.id AND r.is_held <> w.is_held AND {is_free}"""  # noqa: S608
    Sql(text, (*zone.params, WEEKLY_DAY, free)).run()
