"""The kinds of bulk change: what stands in the way for one action, and one statement for all.

Each kind is made from the ``values`` that a bulk change keeps, reads what it needs once, and then
judges each action without a query.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.actions.bulk_models import Kind
from apps.actions.models import UNFINISHED, Action, ActionLink, Priority, Status
from apps.actions.notices import tell_of_assignments, tell_of_steps, tell_of_unblocking
from apps.actions.services import (
    assignee_problem,
    left_behind_in,
    note_links,
    offices_of,
)
from apps.catalogue.models import Item
from apps.countries.models import Country
from apps.treaties.models import Treaty
from focalpoint.actors import Actor
from focalpoint.db.fields import out_of_bounds
from focalpoint.policies import allowed
from focalpoint.transitions import next_statuses

Rows = QuerySet[Action]
Values = dict[str, Any]
# A deadline moved further than this is a slip of the keyboard.
MOST_DAYS = 3660


class BulkKind:
    """What is done to each action; ``kept`` names the columns that an undo restores."""

    kept: ClassVar[tuple[str, ...]] = ()

    def __init__(self, actor: Actor, country: Country, values: Values) -> None:
        self.actor = actor
        self.country = country
        self.read(values)

    def read(self, values: Values) -> None:
        """Take the values; raise ``ValidationError`` where they make no sense."""

    def words(self) -> str:
        """The values as a person reads them."""
        return ""

    def problem(self, action: Action) -> str:
        """Why this action cannot be changed in this way; nothing where it can."""
        return ""

    def is_so(self, action: Action) -> bool:
        """Whether the action is already what it should become."""
        raise NotImplementedError

    def prepare(self, actions: Sequence[Action]) -> None:
        """Read, in one query, what judging these actions needs."""

    def write(self, rows: Rows) -> None:
        """Change all ``rows``, in one statement."""
        raise NotImplementedError

    def tell(self, actions: Sequence[Action]) -> None:
        """Tell people of it; ``actions`` are those that change, as they stood before."""

    @classmethod
    def fields(cls) -> list[str]:
        """The names of the fields behind the kept columns."""
        return [name.removesuffix("_id") for name in cls.kept]


class Assign(BulkKind):
    """``assignee``: the id of a person, or nothing."""

    kept = ("assignee_id",)

    def read(self, values: Values) -> None:
        chosen = values.get("assignee")
        self.person = User.objects.filter(pk=UUID(chosen)).first() if chosen else None
        if chosen and self.person is None:
            raise ValidationError(_("This person does not exist any more."))
        self.offices = offices_of(self.person, self.country) if self.person else set()

    def words(self) -> str:
        return str(self.person or _("nobody"))

    def problem(self, action: Action) -> str:
        if self.person is None:
            return ""
        return assignee_problem(action, self.person, self.offices)

    def is_so(self, action: Action) -> bool:
        return action.assignee_id == (self.person.pk if self.person else None)

    def write(self, rows: Rows) -> None:
        rows.update(assignee=self.person)

    def tell(self, actions: Sequence[Action]) -> None:
        if self.person is not None:
            tell_of_assignments(actor=self.actor, actions=actions, person=self.person)


class Reschedule(BulkKind):
    """``due_on``: a date in ISO, or ``days``: by how many each deadline moves."""

    kept = ("due_on", "due_set_at")

    def read(self, values: Values) -> None:
        self.due_on = dt.date.fromisoformat(values["due_on"]) if values.get("due_on") else None
        self.days = int(values.get("days") or 0)
        if (self.due_on is None) == (self.days == 0):
            raise ValidationError(_("Give either a date or a number of days."))
        if abs(self.days) > MOST_DAYS:
            raise ValidationError(_("That is further than ten years."))
        if said := out_of_bounds(Action, "due_on", self.due_on):
            raise ValidationError(said)

    def words(self) -> str:
        if self.due_on:
            return _("to %(date)s") % {"date": date_format(self.due_on, "SHORT_DATE_FORMAT")}
        later = ngettext("%(days)d day later", "%(days)d days later", abs(self.days))
        sooner = ngettext("%(days)d day earlier", "%(days)d days earlier", abs(self.days))
        return (later if self.days > 0 else sooner) % {"days": abs(self.days)}

    def target(self, action: Action) -> dt.date | None:
        if self.due_on:
            return self.due_on
        if action.due_on is None:
            return None
        # Where the calendar ends, the day is refused like any other that lies too far away.
        days = min(max(action.due_on.toordinal() + self.days, 1), dt.date.max.toordinal())
        return dt.date.fromordinal(days)

    def problem(self, action: Action) -> str:
        due = self.target(action)
        if due is None:
            return _("It has no due date that could move.")
        if action.start_on and due < action.start_on:
            start = date_format(action.start_on, "SHORT_DATE_FORMAT")
            return _("It starts on %(date)s, after the new due date.") % {"date": start}
        return out_of_bounds(Action, "due_on", due)

    def is_so(self, action: Action) -> bool:
        return self.due_on is not None and action.due_on == self.due_on

    def write(self, rows: Rows) -> None:
        due = self.due_on or F("due_on") + dt.timedelta(days=self.days)
        rows.update(due_on=due, due_set_at=timezone.now())


class ChangeStatus(BulkKind):
    """``status``: where each action goes, if its present status lets it."""

    kept = ("status", "completed_on", "assignee_id")

    def read(self, values: Values) -> None:
        self.to = Status(values["status"])
        self.left: set[UUID] = set()

    def prepare(self, actions: Sequence[Action]) -> None:
        if self.to in UNFINISHED:
            self.left = left_behind_in(action for action in actions if action.is_finished)

    def words(self) -> str:
        return str(self.to.label)

    def problem(self, action: Action) -> str:
        if self.to in next_statuses(action):
            return ""
        states = {"now": action.get_status_display(), "to": self.to.label}
        return _("“%(to)s” cannot follow “%(now)s”.") % states

    def is_so(self, action: Action) -> bool:
        return action.status == self.to

    def write(self, rows: Rows) -> None:
        # Done is done on the date in the capital.
        today = self.country.local_date(timezone.now())
        rows.update(status=self.to, completed_on=today if self.to == Status.DONE else None)
        leave_to_the_institution(rows, self.left)

    def tell(self, actions: Sequence[Action]) -> None:
        tell_of_steps(actor=self.actor, actions=actions, to=self.to)
        if self.to not in UNFINISHED:
            tell_of_unblocking(actor=self.actor, finished=[action.pk for action in actions])


class ChangePriority(BulkKind):
    """``priority``: a number of ``Priority``."""

    kept = ("priority",)

    def read(self, values: Values) -> None:
        self.priority = Priority(int(values["priority"]))

    def words(self) -> str:
        return str(self.priority.label)

    def is_so(self, action: Action) -> bool:
        return action.priority == self.priority

    def write(self, rows: Rows) -> None:
        rows.update(priority=self.priority)


class Link(BulkKind):
    """``item`` or ``treaty``: the id of what each action is to serve."""

    def read(self, values: Values) -> None:
        item, treaty = values.get("item"), values.get("treaty")
        self.item = Item.objects.filter(pk=UUID(item)).first() if item else None
        self.treaty = Treaty.objects.filter(pk=UUID(treaty)).first() if treaty else None
        if (self.item is None) == (self.treaty is None):
            raise ValidationError(_("This does not exist any more."))
        self.linked: set[UUID] = set()
        self.made: dict[UUID, UUID] = {}

    def words(self) -> str:
        return str(self.item or self.treaty)

    def prepare(self, actions: Sequence[Action]) -> None:
        links = ActionLink.objects.visible_to(self.actor).filter(
            action__in=[action.pk for action in actions], item=self.item, treaty=self.treaty
        )
        self.linked = set(links.values_list("action_id", flat=True))

    def problem(self, action: Action) -> str:
        link = ActionLink(action=action, item=self.item, treaty=self.treaty)
        return "" if allowed(self.actor, "create", link) else _("You may not link it.")

    def is_so(self, action: Action) -> bool:
        return action.pk in self.linked

    def write(self, rows: Rows) -> None:
        links = [
            ActionLink(action_id=pk, item=self.item, treaty=self.treaty)
            for pk in rows.values_list("pk", flat=True)
        ]
        note_links(rows)
        ActionLink.objects.bulk_create(links)
        self.made = {link.action_id: link.pk for link in links}


class Archive(BulkKind):
    """Put away: out of the lists, without reminders, with all its history."""

    kept = ("archived_at",)

    def is_so(self, action: Action) -> bool:
        return action.archived_at is not None

    def write(self, rows: Rows) -> None:
        rows.update(archived_at=timezone.now())


class Restore(BulkKind):
    """Take out of the archive."""

    kept = ("archived_at", "assignee_id")

    def read(self, values: Values) -> None:
        self.left: set[UUID] = set()

    def prepare(self, actions: Sequence[Action]) -> None:
        self.left = left_behind_in(action for action in actions if not action.is_finished)

    def is_so(self, action: Action) -> bool:
        return action.archived_at is None

    def write(self, rows: Rows) -> None:
        rows.update(archived_at=None)
        leave_to_the_institution(rows, self.left)


def leave_to_the_institution(rows: Rows, left: set[UUID]) -> None:
    """Take from people who have left what would come back to them."""
    if left:
        rows.filter(pk__in=left).update(assignee=None)


KINDS: dict[str, Callable[[Actor, Country, Values], BulkKind]] = {
    Kind.ASSIGN: Assign,
    Kind.RESCHEDULE: Reschedule,
    Kind.STATUS: ChangeStatus,
    Kind.PRIORITY: ChangePriority,
    Kind.LINK: Link,
    Kind.ARCHIVE: Archive,
    Kind.RESTORE: Restore,
}


def kind_of(actor: Actor, country: Country, kind: str, values: Values) -> BulkKind:
    """The kind with its values. Raises ``ValidationError`` where they make no sense."""
    try:
        return KINDS[kind](actor, country, values)
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise ValidationError(_("Say what is to be changed.")) from error
