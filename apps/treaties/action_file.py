"""Treaty actions from ``treaty_actions.csv``.

Actions are append-only. A row of the file that says another thing than the record becomes a new row
that replaces the old one; a row that the file no longer has is retracted by a new row. A correction
made by hand outweighs the file.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

from django.db.models import Exists, OuterRef
from pydantic import model_validator

from apps.countries.catalogues import country_ids
from apps.countries.models import Confidence
from apps.treaties.models import (
    BINDING_KINDS,
    ActionKind,
    ImportBatch,
    Precision,
    Treaty,
    TreatyAction,
)
from focalpoint.catalogues.documents import Row, Table, read_csv
from focalpoint.catalogues.problems import Problem, refuse
from focalpoint.catalogues.syncing import BATCH, Entry, Outcome

FILE = "treaty_actions.csv"


class ActionRow(Row):
    """One action as its source says it."""

    COLUMNS: ClassVar = (
        "treaty",
        "participant",
        "action",
        "date",
        "date_precision",
        "effective_date",
        "source",
        "source_as_of",
        "confidence",
        "note",
    )

    treaty: str
    participant: str
    action: ActionKind
    date: dt.date
    date_precision: Precision
    effective_date: dt.date | None = None
    source: str
    source_as_of: dt.date
    confidence: Confidence
    note: str = ""

    @model_validator(mode="after")
    def _dates_agree(self) -> Self:
        if self.date > self.source_as_of:
            raise ValueError("the action is later than the date of its source")
        if self.action == ActionKind.WITHDRAWAL and self.effective_date is None:
            raise ValueError("a withdrawal needs the date on which it takes effect")
        if self.effective_date and self.effective_date < self.date:
            raise ValueError("it takes effect before it was done")
        return self


@dataclass
class Plan:
    """What the file changes: new rows with the action each replaces, and actions to retract."""

    added: list[tuple[Entry, TreatyAction | None]] = field(default_factory=list)
    retracted: list[TreatyAction] = field(default_factory=list)
    unchanged: int = 0
    overruled: int = 0


def read_actions(directory: Path) -> Table[ActionRow]:
    return read_csv(directory / FILE, ActionRow)


def write_actions(table: Table[ActionRow]) -> list[Outcome]:
    """Bring the record in line with the file; one import batch for each content of the file."""
    label = str(TreatyAction._meta.verbose_name_plural)
    sha256 = hashlib.sha256(table.content).hexdigest()
    latest = ImportBatch.objects.filter(file_name=FILE).order_by("-id").first()
    if latest and latest.sha256 == sha256:
        return [Outcome(FILE, label, unchanged=len(table.rows))]
    plan = compare(_entries(table), _on_record())
    _leave_known(plan)
    outcome = Outcome(
        FILE,
        label,
        added=sum(1 for _, replaced in plan.added if replaced is None),
        changed=sum(1 for _, replaced in plan.added if replaced is not None),
        unchanged=plan.unchanged,
        retired=len(plan.retracted),
        kept=plan.overruled,
    )
    counts = {
        "rows": len(table.rows),
        "added": outcome.added,
        "replaced": outcome.changed,
        "retracted": outcome.retired,
    }
    batch = ImportBatch.objects.create(file_name=FILE, sha256=sha256, counts=counts)
    _write(plan, batch)
    return [outcome]


def _entries(table: Table[ActionRow]) -> list[Entry]:
    treaties = {
        code: (pk, on) for code, pk, on in Treaty.objects.values_list("code", "pk", "adopted_on")
    }
    countries = country_ids()
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen: dict[tuple[Any, ...], int] = {}
    for line, row in table.rows:
        fault = _fault(row, treaties, countries)
        if fault:
            problems.append(Problem(FILE, line, fault))
            continue
        values = {
            "treaty_id": treaties[row.treaty][0],
            "country_id": countries[row.participant],
            "kind": row.action,
            "date": row.date,
            "precision": row.date_precision,
            "effective_on": row.effective_date,
            "source": row.source,
            "source_as_of": row.source_as_of,
            "confidence": row.confidence,
            "note": row.note,
        }
        key = (row.treaty, row.participant, row.action, row.date, row.source)
        if seen.setdefault(key, line) != line:
            problems.append(Problem(FILE, line, f"the same action stands in line {seen[key]}"))
        entries.append(Entry(FILE, line, values))
    refuse(problems)
    return entries


def _fault(
    row: ActionRow, treaties: dict[str, tuple[Any, dt.date | None]], countries: dict[str, Any]
) -> str:
    if row.treaty not in treaties:
        return f"there is no instrument {row.treaty}"
    if row.participant not in countries:
        return f"there is no participant {row.participant}"
    adopted = treaties[row.treaty][1]
    if adopted and row.date < adopted:
        return f"the action is earlier than the adoption of {row.treaty} on {adopted}"
    limit = TreatyAction._meta.get_field("source").max_length
    if limit and len(row.source) > limit:
        return f"source: more than {limit} characters"
    return ""


def _on_record() -> list[TreatyAction]:
    """The last word of the file on each action; ``overruled`` where a hand has corrected it."""
    successors = TreatyAction.objects.filter(replaces=OuterRef("pk"))
    return list(
        TreatyAction.objects.filter(batch__file_name=FILE)
        .exclude(Exists(successors.filter(batch__file_name=FILE)))
        .annotate(overruled=Exists(successors))
        .order_by("date", "pk")
    )


def _leave_known(plan: Plan) -> None:
    """Add nothing that a list of the same source has brought in before the file did."""
    added = {entry.values["treaty_id"] for entry, replaced in plan.added if replaced is None}
    if not added:
        return
    names = ("treaty_id", "country_id", "kind", "date", "source")
    rows = TreatyAction.objects.filter(treaty__in=added, replaces=None).order_by()
    known = set(rows.values_list(*names))
    left = [
        (entry, replaced)
        for entry, replaced in plan.added
        if replaced is not None or tuple(entry.values[name] for name in names) not in known
    ]
    plan.unchanged += len(plan.added) - len(left)
    plan.added = left


def compare(entries: list[Entry], on_record: Iterable[Any]) -> Plan:
    """What must be written so that the record says what ``entries`` say.

    A row is paired with the action that it most likely corrects: the same kind from the same
    source, then the same kind, then another act of consent to be bound.
    """
    plan = Plan()
    left = _unchanged(entries, on_record, plan)
    for likeness in (_same_fact, _same_source, _same_kind, _same_consent):
        left = _paired(left, likeness, plan)
    entries_left, actions_left = left
    plan.added += [(entry, None) for entry in entries_left]
    plan.retracted = [a for a in actions_left if not a.is_retraction and not a.overruled]
    return plan


Left = tuple[list[Entry], list[Any]]


def _unchanged(entries: list[Entry], on_record: Iterable[Any], plan: Plan) -> Left:
    actions: dict[tuple[Any, ...], Any] = {}
    retractions = []
    names = tuple(entries[0].values) if entries else ()
    for action in on_record:
        if action.is_retraction:
            retractions.append(action)
        else:
            actions[tuple(getattr(action, name) for name in names)] = action
    left = []
    for entry in entries:
        if actions.pop(tuple(entry.values[name] for name in names), None):
            plan.unchanged += 1
        else:
            left.append(entry)
    return left, [*actions.values(), *retractions]


def _paired(left: Left, likeness: Callable[[Any, Any], tuple[Any, ...] | None], plan: Plan) -> Left:
    entries, actions = left
    waiting: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for action in actions:
        key = likeness(lambda name, of=action: getattr(of, name), action.is_retraction)
        if key is not None:
            waiting[key].append(action)
    entries_left = []
    used = set()
    for entry in entries:
        key = likeness(entry.values.__getitem__, None)
        if key is None or not waiting.get(key):
            entries_left.append(entry)
            continue
        action = waiting[key].pop(0)
        used.add(action.pk)
        if action.overruled:
            plan.overruled += 1
        else:
            plan.added.append((entry, action))
    return entries_left, [action for action in actions if action.pk not in used]


def _pair(value: Callable[[str], Any]) -> tuple[Any, Any]:
    return value("treaty_id"), value("country_id")


def _same_fact(value: Callable[[str], Any], retraction: bool | None) -> tuple[Any, ...]:
    return (*_pair(value), value("kind"), value("date"), value("source"))


def _same_source(value: Callable[[str], Any], retraction: bool | None) -> tuple[Any, ...] | None:
    return None if retraction else (*_pair(value), value("kind"), value("source"))


def _same_kind(value: Callable[[str], Any], retraction: bool | None) -> tuple[Any, ...] | None:
    return None if retraction else (*_pair(value), value("kind"))


def _same_consent(value: Callable[[str], Any], retraction: bool | None) -> tuple[Any, ...] | None:
    binding = value("kind") in BINDING_KINDS
    return _pair(value) if binding and not retraction else None


def _write(plan: Plan, batch: ImportBatch) -> None:
    rows = [
        TreatyAction(**entry.values, batch=batch, replaces=replaced)
        for entry, replaced in plan.added
    ]
    for action in plan.retracted:
        facts = {
            f.attname: getattr(action, f.attname)
            for f in TreatyAction._meta.concrete_fields
            if f.name not in {"id", "version", "created_at", "updated_at", "batch", "replaces"}
        }
        facts |= {"is_retraction": True, "note": f"No longer in {FILE}."}
        rows.append(TreatyAction(**facts, batch=batch, replaces=action))
    TreatyAction.objects.bulk_create(rows, batch_size=BATCH)
