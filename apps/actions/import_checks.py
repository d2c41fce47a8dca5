"""What becomes of each row of a sheet: judged in chunks, with a fixed number of queries for each.

The rules are those of the services, asked of all rows at once. What slips through here is refused
by the constraints and triggers of the database, and then nothing of the import is applied.
"""

import copy
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.actions.import_cells import KEEP, Reading
from apps.actions.import_known import CellError, Known
from apps.actions.import_rows import LINKS, Judged, Problem, Served, comparable
from apps.actions.import_versions import judge_versions
from apps.actions.import_words import columns_of, in_words
from apps.actions.models import Action, ActionLink, Status, lead_problem
from apps.actions.services import assignee_problem
from focalpoint.actors import Actor
from focalpoint.db.fields import out_of_bounds
from focalpoint.ids import uuid7
from focalpoint.imports.sheets import Cell, Cells, text_of
from focalpoint.policies import allowed
from focalpoint.sharing import sharing_problem
from focalpoint.transitions import next_statuses
from focalpoint.visibility import Visibility

# Fields of the action itself, and what stands in tables beside it.
COLUMNS = (
    "title",
    "description",
    "status",
    "priority",
    "start_on",
    "due_on",
    "assignee",
    "lead_institution",
    "office",
    "visibility",
)


class Checker:
    """Judges the rows of one sheet in their order; ``lock`` holds the actions until the end.

    ``places`` are the fields of the columns by their place, "" for those that are not imported.
    """

    def __init__(
        self, *, actor: Actor, reading: Reading, places: Sequence[str], lock: bool = False
    ) -> None:
        self.actor = actor
        self.reading = reading
        self.known: Known = reading.known
        self.place_of = {name: place for place, name in enumerate(places) if name}
        self.lock = lock
        self.seen: dict[str, int] = {}
        country, office = self.known.country, actor.office_in(self.known.country.pk)
        # What a new action is before its row is read.
        self.blank = Action(country=country, office_id=office)  # type: ignore[misc]

    def judge(self, rows: Sequence[tuple[int, Cells]]) -> list[Judged]:
        """What becomes of each of the rows."""
        references = [self._reference(cells) for _number, cells in rows]
        actions = self._actions([reference for reference in references if reference])
        links = self._links(actions.values())
        judged = []
        for (number, cells), reference in zip(rows, references, strict=True):
            before = actions.get(reference)
            row = Judged(number, cells, copy.copy(before) if before else self._new(), before)
            self._judge_reference(row, reference)
            if not row.problems:
                self._read_columns(row)
                self._read_links(row, links.get(row.action.pk, {}))
            judged.append(row)
        judge_versions(judged, self.known, self.version_of)
        for row in judged:
            if not row.is_settled:
                self._judge_whole(row)
        return judged

    def version_of(self, row: Judged) -> int | None:
        """The version that the sheet was made from, if it says so."""
        text = text_of(self._cell(row.cells, "version"))
        return int(text) if text.isdecimal() and len(text) < 10 else None

    def _cell(self, cells: Cells, name: str) -> Cell:
        place = self.place_of.get(name)
        return None if place is None else cells[place]

    def _reference(self, cells: Cells) -> str:
        return text_of(self._cell(cells, "reference")).upper()

    def _new(self) -> Action:
        """An action of its own, without what a model's constructor costs for each row."""
        fresh = copy.copy(self.blank)
        fresh.pk = uuid7()
        return fresh

    def _actions(self, references: list[str]) -> dict[str, Action]:
        """The actions that the actor sees, by reference; those that may be written are locked."""
        seen = Action.objects.visible_to(self.actor).filter(reference__in=references)
        if self.lock:
            # In one order, so that two writers of many actions wait for each other.
            mine = seen.order_by("pk").select_for_update(of=("self",))
            list(mine.values_list("pk"))
        rows = seen.select_related("assignee")
        found = {action.reference: action for action in rows}
        for action in found.values():
            if action.country_id == self.known.country.pk:
                action.country = self.known.country
        return found

    def _links(self, actions: Iterable[Action]) -> dict[UUID, dict[UUID, tuple[str, str, UUID]]]:
        """For each action what it serves: by the id of what is linked (kind, code, link)."""
        if not set(LINKS) & self.place_of.keys():
            return {}
        rows = ActionLink.objects.visible_to(self.actor).filter(
            action__in=[action.pk for action in actions], priority=None, recommendation=None
        )
        found: dict[UUID, dict[UUID, tuple[str, str, UUID]]] = defaultdict(dict)
        columns = ("action_id", "pk", "item_id", "item__code", "treaty_id", "treaty__code")
        for action, link, item, item_code, treaty, treaty_code in rows.values_list(*columns):
            if item:
                found[action][item] = ("items", item_code, link)
            else:
                found[action][treaty] = ("treaties", treaty_code, link)
        return found

    def _judge_reference(self, row: Judged, reference: str) -> None:
        if not reference:
            return
        problem = ""
        if reference in self.seen:
            place = {"row": self.seen[reference]}
            problem = _("Row %(row)d names the same action.") % place
        elif row.before is None:
            problem = _(
                "There is no such action, or you do not see it. Leave the cell empty for a new one."
            )
        elif row.before.country_id != self.known.country.pk:
            problem = _("This action belongs to another State.")
        self.seen.setdefault(reference, row.number)
        if problem:
            row.is_settled = True
            row.problems.append(Problem("reference", problem))

    def _read_columns(self, row: Judged) -> None:
        for name in COLUMNS:
            if name not in self.place_of:
                if name == "title" and row.before is None:
                    row.problems.append(Problem("title", _("An action needs a title.")))
                continue
            try:
                value = self.reading.value(name, self._cell(row.cells, name), row.before)
            except CellError as error:
                row.problems.append(Problem(name, str(error)))
                continue
            if value is not KEEP:
                self._set(row, name, value)

    def _set(self, row: Judged, name: str, value: Any) -> None:
        attribute = columns_of(name)
        now = getattr(row.action, attribute)
        if comparable(name, now) == comparable(name, value):
            return
        setattr(row.action, attribute, value)
        row.changes.append(name)
        if row.before is not None:
            shown = [in_words(self.known, name, each) for each in (now, value)]
            row.words.append((name, shown[0], shown[1]))

    def _read_links(self, row: Judged, linked: Mapping[UUID, tuple[str, str, UUID]]) -> None:
        for kind in LINKS:
            if kind not in self.place_of:
                continue
            try:
                wanted = self._targets(row, kind, linked)
            except CellError as error:
                row.problems.append(Problem(kind, str(error)))
                continue
            present = {pk for pk, (its_kind, _code, _link) in linked.items() if its_kind == kind}
            added = [pk for pk in wanted if pk not in present]
            gone = [pk for pk in present if pk not in set(wanted)]
            row.added(kind).extend(added)
            links = [linked[pk][2] for pk in gone]
            row.unlinked.extend(links)
            if row.before is not None:
                row.served[kind] = Served(frozenset(present), frozenset(wanted), tuple(links))
            if row.before is not None and (added or gone):
                names = self.known.items if kind == "items" else self.known.treaties
                before = sorted(linked[pk][1] for pk in present)
                after = [linked[pk][1] if pk in present else names.shown[pk] for pk in wanted]
                row.words.append((kind, "; ".join(before), "; ".join(sorted(after))))

    def _targets(
        self, row: Judged, kind: str, linked: Mapping[UUID, tuple[str, str, UUID]]
    ) -> list[UUID]:
        codes = self.reading.value(kind, self._cell(row.cells, kind), row.before)
        names = self.known.items if kind == "items" else self.known.treaties
        # What is linked already may be of an edition that is offered no more.
        present = {code: pk for pk, (its_kind, code, _link) in linked.items() if its_kind == kind}
        found = [present[code] if code in present else names.find(code) for code in codes]
        return list(dict.fromkeys(found))

    def _judge_whole(self, row: Judged) -> None:
        """The rules that span columns, and the right to do it."""
        if row.before is not None and not row.touches:
            return
        action = row.action
        checks = (
            self._against_archive,
            self._against_bounds,
            self._against_dates,
            self._against_lead,
            self._against_status,
            self._against_reach,
            self._against_sharing,
        )
        row.problems += [problem for check in checks if (problem := check(row))]
        verb = "create" if row.before is None else "change"
        if not allowed(self.actor, verb, row.before or action):
            words = {"create": _("You may not add this."), "change": _("You may not change this.")}
            row.problems.append(Problem("", words[verb]))

    def _against_archive(self, row: Judged) -> Problem | None:
        if row.before is not None and row.before.archived_at is not None:
            return Problem("reference", _("This action is in the archive. Take it out first."))
        return None

    def _against_bounds(self, row: Judged) -> Problem | None:
        """A day far from today is a slip of the keyboard; one that stands already may stay."""
        for name in ("start_on", "due_on"):
            day = getattr(row.action, name)
            stands = row.before is not None and getattr(row.before, name) == day
            if not stands and (said := out_of_bounds(Action, name, day)):
                return Problem(name, said)
        return None

    def _against_dates(self, row: Judged) -> Problem | None:
        start, due = row.action.start_on, row.action.due_on
        if start and due and due < start:
            return Problem("due_on", _("An action cannot be due before it starts."))
        return None

    def _against_lead(self, row: Judged) -> Problem | None:
        action = row.action
        found = lead_problem(action.visibility, action.lead_institution_id, action.office_id)
        return Problem("lead_institution", str(found)) if found else None

    def _against_status(self, row: Judged) -> Problem | None:
        before = row.before or self.blank
        now, to = before.status, row.action.status
        if to == now or to in next_statuses(before):
            return None
        states = {"now": Status(now).label, "to": Status(to).label}
        return Problem("status", _("“%(to)s” cannot follow “%(now)s”.") % states)

    def _against_reach(self, row: Judged) -> Problem | None:
        """Whoever works on the action must be able to see it: its writer, and its assignee."""
        action, before = row.action, row.before
        narrow = action.visibility == Visibility.OFFICE and not self.actor.is_system
        if narrow and action.office_id not in self.actor.offices:
            return Problem(
                "visibility", _("You do not belong to this office: you could not see it.")
            )
        reach = ("assignee_id", "visibility", "office_id")
        same = before and all(getattr(before, name) == getattr(action, name) for name in reach)
        if action.assignee_id is None or same:
            return None
        person = self.known.users.get(action.assignee_id)
        if person is None:
            # Assigned already, and gone since: another office or audience needs another assignee.
            return Problem("assignee", _("The assignee does not work for this State any more."))
        found = assignee_problem(action, person, self.known.offices[person.pk])
        return Problem("assignee", found) if found else None

    def _against_sharing(self, row: Judged) -> Problem | None:
        before = row.before.visibility if row.before else None
        level = row.action.visibility
        found = sharing_problem(self.actor, row.action, before=before, after=level)
        return Problem("visibility", found) if found else None
