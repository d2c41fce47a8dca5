"""The work on an import: the sheet is read, judged and applied, each in one transaction.

Whoever works on an import holds its row. A worker that dies lets go of it, with nothing written;
``imports_left_behind`` finds it, and another one begins anew.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.actions import import_progress
from apps.actions.import_cells import Reading
from apps.actions.import_checks import Checker
from apps.actions.import_columns import is_known, unlike
from apps.actions.import_known import Known
from apps.actions.import_models import (
    RUNNING,
    ActionImport,
    ImportRow,
    ImportSheet,
    Outcome,
    Stage,
)
from apps.actions.import_notices import tell_of_import
from apps.actions.import_rows import Judged
from apps.actions.import_services import put_away
from apps.actions.import_writing import assigned_by, write
from focalpoint.actors import SYSTEM, Actor
from focalpoint.imports.dates import DayOrder
from focalpoint.imports.opening import open_sheet
from focalpoint.imports.sheets import SheetError, text_of
from focalpoint.policies import allowed
from focalpoint.services import writing
from focalpoint.transitions import transition

logger = structlog.get_logger(__name__)
T = TypeVar("T")

CHUNK = 1000  # rows
# Of rows without problems, so many of each kind are kept for the preview.
SHOWN = 200
MOST_ATTEMPTS = 3


class _StoppedError(Exception):
    """Somebody cancelled the import while it was worked on, or before anybody did."""


class _RefusedError(Exception):
    """All rows were wanted, and by now some have problems."""


def check_import(*, actor: Actor, batch: ActionImport) -> ActionImport:
    """Judge every row and keep what is to be decided; nothing of the actions changes."""
    return _work(actor, batch, Stage.CHECKING)


def apply_import(*, actor: Actor, batch: ActionImport) -> ActionImport:
    """Judge every row anew, as things stand now, and apply what may be applied.

    All of it happens in one transaction or not at all. Rows that have got a problem since the check
    are left out where that was agreed to; else nothing is applied, and the check says why.
    """
    return _work(actor, batch, Stage.APPLYING)


def _work(actor: Actor, batch: ActionImport, stage: Stage) -> ActionImport:
    if not _begin(actor, batch, stage):
        return batch
    reason = _("Import of %(file)s") % {"file": batch.file_name}
    with writing(actor, reason=reason, event="action.imported"):
        if not _held(actor, batch, stage):
            return batch
        import_progress.claim(batch.pk)
        to, changes = _outcome(actor, batch, stage)
        ended = transition(actor=actor, instance=batch, to=to, changes=changes)
        if ended.has_ended:
            put_away(ended)
    counted = dict(ended.counts)
    logger.info("import_worked_on", batch=str(batch.pk), stage=stage, to=str(to), **counted)
    return ended


def _begin(actor: Actor, batch: ActionImport, stage: Stage) -> bool:
    """Count the attempt, in a transaction of its own; give up what has killed its worker before."""
    with writing(actor):
        if not _held(actor, batch, stage):
            return False
        sheet = ImportSheet.objects.visible_to(actor).only("attempts").get(batch=batch)
        if sheet.attempts < MOST_ATTEMPTS:
            sheet.attempts += 1
            sheet.save(update_fields=["attempts"])
            return True
        problem = _("The work on this file broke off several times. Divide it, or save it anew.")
        failed = transition(
            actor=actor, instance=batch, to=Stage.FAILED, changes={"problem": problem}
        )
        put_away(failed)
    return False


def _held(actor: Actor, batch: ActionImport, stage: Stage) -> bool:
    """Hold the import until the end of the transaction, unless somebody else does."""
    rows = ActionImport.objects.visible_to(actor).filter(pk=batch.pk, status=stage)
    return bool(rows.select_for_update(of=("self",), skip_locked=True).values_list("pk"))


def _outcome(actor: Actor, batch: ActionImport, stage: Stage) -> tuple[Stage, dict[str, Any]]:
    """Do the work; where to the import goes, and with what."""
    applies = stage == Stage.APPLYING
    try:
        with transaction.atomic():
            counts = _go_through(actor, batch, applies=applies)
        if applies:
            return Stage.APPLIED, {"counts": counts, "applied_at": timezone.now()}
        return Stage.CHECKED, {"counts": counts}
    except _StoppedError:
        return Stage.CANCELLED, {}
    except SheetError as error:
        return Stage.FAILED, {"problem": str(error)}
    except _RefusedError:
        with transaction.atomic():
            counts = _go_through(actor, batch, applies=False)
        problem = _("Nothing was applied: since the check some rows have got problems.")
        return Stage.CHECKED, {"counts": counts, "problem": problem}
    except DatabaseError as error:
        if not applies or _is_passing(error):
            raise
        logger.exception("import_refused_by_database", batch=str(batch.pk))
        problem = _("Nothing was applied: the database refused one of the rows.")
        return Stage.CHECKED, {"problem": problem}


def _is_passing(error: DatabaseError) -> bool:
    """Whether the same may succeed another time: deadlocks, lost connections."""
    code = str(getattr(error.__cause__, "pgcode", None) or "")
    return code[:2] in ("40", "57", "08", "53", "")


def _go_through(actor: Actor, batch: ActionImport, *, applies: bool) -> dict[str, int]:
    """Judge all rows chunk by chunk, keep what is to be shown, and apply; the rows by outcome."""
    record = ImportSheet.objects.visible_to(actor).get(batch=batch)
    _heed_stop(record)
    sheet = open_sheet(bytes(record.content or b""), is_known)
    known = Known(actor, batch.country)
    checker = Checker(
        actor=actor,
        reading=Reading(known, sheet.kind == "csv", DayOrder(batch.day_order)),
        places=[batch.mapping.get(header, "") for header in unlike(sheet.headers)],
        lock=applies,
    )
    ImportRow.objects.filter(sheet=record).delete()
    counts: Counter[str] = Counter()
    people: Counter[UUID] = Counter()
    total = batch.counts.get("rows") if applies else None
    for chunk in _chunks(sheet.rows()):
        judged = checker.judge(chunk)
        _keep(record, judged, counts)
        counts.update(row.outcome.value for row in judged)
        if applies:
            if counts[Outcome.PROBLEM] and not batch.only_valid:
                raise _RefusedError
            write(judged, actor=actor, known=known)
            people.update(assigned_by(judged))
        import_progress.report(batch.pk, counts.total(), total)
        _heed_stop(record)
    tell_of_import(actor=actor, batch=batch, people=people)
    return {**{outcome.value: counts[outcome] for outcome in Outcome}, "rows": counts.total()}


def _heed_stop(record: ImportSheet) -> None:
    """Raise ``_StoppedError`` where somebody has cancelled the import meanwhile."""
    if ImportSheet.objects.values_list("stop_asked", flat=True).get(pk=record.pk):
        raise _StoppedError


def _chunks(rows: Iterator[T]) -> Iterator[list[T]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _keep(record: ImportSheet, judged: list[Judged], counts: Counter[str]) -> None:
    """Keep every row with a problem, and of the others the first ones, for people to look at."""
    shown = Counter(counts)
    kept = []
    for row in judged:
        shown[row.outcome] += 1
        if row.outcome is Outcome.PROBLEM or shown[row.outcome] <= SHOWN:
            kept.append(_row(record, row))
    ImportRow.objects.bulk_create(kept)


def _row(record: ImportSheet, row: Judged) -> ImportRow:
    wrong = row.outcome is Outcome.PROBLEM
    return ImportRow(
        sheet=record,
        number=row.number,
        outcome=row.outcome,
        reference=row.before.reference if row.before else "",
        title=row.action.title[:200],
        cells=[text_of(cell) for cell in row.cells] if wrong else [],
        problems=[{"field": p.field, "message": p.message} for p in row.problems],
        changes=[
            {"field": name, "before": before, "after": after} for name, before, after in row.words
        ],
    )


def may_work(actor: Actor, batch: ActionImport) -> bool:
    """Whether whoever asked for the work still may: they have left, or gone to another office."""
    sheets = ImportSheet.objects.visible_to(actor).filter(batch=batch)
    return allowed(actor, "change", batch) and bool(sheets.exists())


def hand_back(batch: ActionImport) -> ActionImport:
    """Let somebody else decide on an import whose work nobody may do; for the system."""
    back = {Stage.CHECKING: Stage.UPLOADED, Stage.APPLYING: Stage.CHECKED}
    problem = _("Nothing was changed: whoever asked for it may not do so any more.")
    with writing(SYSTEM, reason=problem):
        if not _held(SYSTEM, batch, Stage(batch.status)):
            return batch
        to = back[Stage(batch.status)]
        return transition(actor=SYSTEM, instance=batch, to=to, changes={"problem": problem})


def imports_left_behind(*, now: dt.datetime) -> list[tuple[UUID, str]]:
    """Imports whose work somebody asked for and nobody does, with their stage; for the system."""
    since = now - dt.timedelta(seconds=settings.WORK_RESUMED_AFTER)
    with transaction.atomic():
        rows = ActionImport.objects.filter(status__in=RUNNING, updated_at__lt=since)
        free = rows.select_for_update(of=("self",), skip_locked=True)
        return list(free.values_list("pk", "status"))
