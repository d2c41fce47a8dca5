"""The writers of imports: a list is taken in, read in a task, and what is left is decided.

The whole of a list is written in one transaction, or nothing of it.
"""

import datetime as dt
import hashlib
from itertools import groupby
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.treaties.choices import BatchStatus, Format, Publisher
from apps.treaties.import_comparing import slot_of
from apps.treaties.import_models import (
    ConflictStatus,
    ImportedRow,
    ImportFile,
    ParticipantAlias,
    RowOutcome,
    StatusConflict,
)
from apps.treaties.import_reading import COUNTED, Reading, restored_claims
from apps.treaties.import_writing import Writer
from apps.treaties.models import ImportBatch, Treaty, TreatyAction
from apps.treaties.participants import KnownParticipants, key_of
from apps.treaties.sources.lists import MOST_BYTES, SourceFileError
from apps.treaties.sources.opening import read_list
from apps.treaties.statements.writing import StatementWriter, restored_statement
from focalpoint.actors import Actor
from focalpoint.db.turns import await_turn
from focalpoint.policies import authorize
from focalpoint.services import writing
from focalpoint.transitions import transition

logger = structlog.get_logger(__name__)

# Two lists at once would both add what both of them say.
TURN = "treaties.import"
MOST_ATTEMPTS = 3
# Work that nobody holds for so long was left behind.
LEFT_BEHIND = dt.timedelta(seconds=60)


def take_in_list(
    *,
    actor: Actor,
    file_name: str,
    content: bytes,
    as_of: dt.date | None = None,
    publisher: str = "",
    treaty: Treaty | None = None,
) -> tuple[ImportBatch, bool]:
    """Keep a file to be read; whether it is new. The same file again is the batch that it was.

    Raises ``ValidationError`` for a file that is empty or too large, and ``PermissionDenied``.
    """
    batch = ImportBatch(
        file_name=file_name[-200:] or _("List"),
        sha256=hashlib.sha256(content).hexdigest(),
        format=Format.UNREAD,
        publisher=Publisher(publisher) if publisher else "",
        as_of=as_of,
        treaty=treaty,
        status=BatchStatus.WAITING,
        uploaded_by_id=actor.user_id,
    )
    authorize(actor, "upload", batch)
    if not content or len(content) > MOST_BYTES:
        most = {"most": MOST_BYTES // 1_000_000}
        raise ValidationError(_("The file is empty, or larger than %(most)d MB.") % most)
    if twin := _twin(batch):
        return twin, False
    try:
        with writing(actor, event="treaty_list.uploaded"):
            batch.save(force_insert=True)
            ImportFile.objects.create(batch=batch, content=content)
    except IntegrityError:
        # Somebody sent the same file in this very moment.
        if twin := _twin(batch):
            return twin, False
        raise
    return batch, True


def _twin(batch: ImportBatch) -> ImportBatch | None:
    same = ImportBatch.objects.filter(sha256=batch.sha256, treaty=batch.treaty)
    return same.exclude(format="").exclude(status=BatchStatus.FAILED).first()


def read_in_list(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Read a file that was taken in, and write what it says: all of it or nothing.

    Does nothing where it was read already, or somebody is reading it.
    """
    authorize(actor, "upload", batch)
    if not _begin(actor, batch):
        return ImportBatch.objects.get(pk=batch.pk)
    reason = _("Import of %(file)s") % {"file": batch.file_name}
    with writing(actor, reason=reason, event="treaty_list.imported"):
        held = ImportBatch.objects.filter(pk=batch.pk, status=BatchStatus.WAITING)
        current = held.select_for_update(of=("self",), skip_locked=True).first()
        if current is None:
            return ImportBatch.objects.get(pk=batch.pk)
        file = ImportFile.objects.get(batch=current)
        try:
            with transaction.atomic():
                counts = _read(current, bytes(file.content))
        except SourceFileError as error:
            ended = _failed(actor, current, error.code, str(error))
        else:
            changes = {
                "counts": counts,
                "format": current.format,
                "publisher": current.publisher,
                "as_of": current.as_of,
            }
            ended = _moved(actor, current, BatchStatus.DONE, changes)
        file.delete()
    logger.info("treaty_list_read", batch=str(batch.pk), status=ended.status, **ended.counts)
    return ended


def _read(batch: ImportBatch, content: bytes) -> dict[str, int]:
    file = read_list(content)
    await_turn(TURN)
    return Reading(file, batch).go()


def _begin(actor: Actor, batch: ImportBatch) -> bool:
    """Count the attempt, in a transaction of its own; give up what has killed its worker before."""
    with writing(actor):
        rows = ImportFile.objects.filter(batch=batch, batch__status=BatchStatus.WAITING)
        file = rows.select_for_update(skip_locked=True).only("attempts").first()
        if file is None:
            return False
        if file.attempts < MOST_ATTEMPTS:
            file.attempts += 1
            file.save(update_fields=["attempts"])
            return True
        problem = _("The work on this file broke off several times.")
        _failed(actor, batch, "broke_off", problem)
        file.delete()
    return False


def _failed(actor: Actor, batch: ImportBatch, code: str, problem: str) -> ImportBatch:
    changes = {"problem_code": code, "problem": problem, "counts": {}}
    return _moved(actor, batch, BatchStatus.FAILED, changes)


def _moved(actor: Actor, batch: ImportBatch, to: str, changes: dict[str, Any]) -> ImportBatch:
    return transition(actor=actor, instance=batch, to=to, verb="upload", changes=changes)


def lists_left_behind(*, now: dt.datetime) -> list[ImportBatch]:
    """Lists that were taken in and that nobody reads; for the system."""
    waiting = ImportBatch.objects.filter(
        status=BatchStatus.WAITING, updated_at__lt=now - LEFT_BEHIND
    )
    return list(waiting.order_by("pk"))


def map_participant(
    *, actor: Actor, name: str, country: Country | None, note: str = ""
) -> tuple[ParticipantAlias, dict[str, int]]:
    """Say whom a name means (``None``: nobody), once for all lists; rows that waited are applied.

    Returns what became of their actions. Raises ``ValidationError`` where somebody said so before.
    """
    key = key_of(name)
    alias = ParticipantAlias(key=key, name=name[:200], country=country, note=note)
    authorize(actor, "map", alias)
    if not key:
        raise ValidationError(_("The name is empty."))
    if country is not None and country.is_training:
        raise ValidationError(_("A list of the world does not mean a training State."))
    counts = dict.fromkeys(COUNTED, 0)
    with writing(actor, reason=note, event="participant.mapped"):
        await_turn(TURN)
        if ParticipantAlias.objects.filter(key=key).exists():
            raise ValidationError(_("Somebody has mapped this name meanwhile."))
        alias.full_clean()
        alias.save(force_insert=True)
        waiting = ImportedRow.objects.filter(
            key=key, outcome=RowOutcome.UNMATCHED, resolved_at=None
        )
        rows = list(
            waiting.select_related("table__batch", "table__treaty").order_by(
                "table__batch", "table", "pk"
            )
        )
        if country is not None:
            _apply(rows, country, counts)
        waiting.update(resolved_at=timezone.now())
    return alias, counts


def _apply(rows: list[ImportedRow], country: Country, counts: dict[str, int]) -> None:
    """Take in what rows of several lists say, list by list in the order in which they came."""
    known = KnownParticipants()
    for _table, of_table in groupby(rows, key=lambda row: row.table_id):
        group = list(of_table)
        table = group[0].table
        writer = Writer(table.batch)
        writer.open(table.treaty_id)
        stated = list(filter(None, map(restored_statement, group)))
        for row in group:
            if restored_statement(row) is not None:
                continue
            claims = list(restored_claims(row))
            covered = frozenset(slot_of(claim.kind) for claim in claims)
            for name, number in writer.judge(table, country.pk, claims, covered).items():
                counts[name] += number
        if stated:
            statements = StatementWriter(table.batch, known)
            found = statements.take_in(
                table,
                [statement for statement, _language in stated],
                writer.record,
                language=stated[0][1],
                only=country.pk,
            )
            for name, number in found.items():
                counts[name] += number
        writer.flush()


def decide_conflict(
    *, actor: Actor, conflict: StatusConflict, take: bool, reason: str, version: int | None = None
) -> StatusConflict:
    """Let the record stand, or ``take`` the other value: a new action replaces the record's.

    Raises ``ValidationError`` without a reason, or where the record has changed since;
    ``StaleVersionError``, ``IllegalTransitionError`` or ``PermissionDenied``.
    """
    authorize(actor, "decide", conflict)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    to = ConflictStatus.TAKEN if take else ConflictStatus.KEPT
    changes = {
        "reason": reason.strip(),
        "decided_by_id": actor.user_id,
        "decided_at": timezone.now(),
    }
    with writing(actor, reason=reason, event="conflict.decided"):
        await_turn(TURN)
        decided = transition(
            actor=actor,
            instance=conflict,
            to=to,
            verb="decide",
            version=version,
            changes=changes,
        )
        if take:
            _take(decided)
    return decided


def _take(conflict: StatusConflict) -> None:
    action = TreatyAction.objects.get(pk=conflict.action_id)
    if TreatyAction.objects.filter(replaces=action).exists():
        raise ValidationError(_("The record has changed since: look at it again."))
    TreatyAction.objects.create(
        treaty_id=conflict.treaty_id,
        country_id=conflict.country_id,
        kind=conflict.kind,
        date=conflict.date,
        precision=conflict.precision,
        effective_on=conflict.effective_on,
        source=conflict.source,
        source_as_of=conflict.source_as_of,
        confidence=action.confidence,
        note="\n".join(part for part in (conflict.note, conflict.reason) if part),
        batch_id=conflict.batch_id,
        replaces=action,
    )
