"""The writers of imports: a sheet is uploaded, its columns are confirmed, it is checked, applied.

People's decisions move an import on; the work between them is done by ``import_work`` in a task.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext as _
from psycopg2 import errorcodes

from apps.actions import import_progress
from apps.actions.import_columns import (
    FIELDS,
    guessed,
    is_known,
    mapping_problems,
    remembered_from,
    unlike,
)
from apps.actions.import_models import ENDED, ActionImport, ImportRow, ImportSheet, Stage
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.errors import IllegalTransitionError
from focalpoint.exports.cells import restored
from focalpoint.imports.dates import DayOrder
from focalpoint.imports.opening import open_sheet
from focalpoint.imports.sheets import Sheet, SheetError, text_of
from focalpoint.policies import authorize
from focalpoint.services import create_record, writing
from focalpoint.transitions import transition

# So many values of each column are shown beside its name.
SAMPLES = 3
# So many earlier imports are asked how their columns were understood.
REMEMBERED = 20


def upload_sheet(*, actor: Actor, country: Country, file_name: str, content: bytes) -> ActionImport:
    """Take a file in, and guess what its columns hold; nothing of it is checked yet.

    Raises ``ValidationError`` for what is no sheet, or was imported already (its ``params`` then
    name the ``twin``), and ``PermissionDenied``.
    """
    office = actor.office_in(country.pk)
    if office is None or actor.user_id is None:
        raise PermissionDenied(_("You hold no post in this State."))
    batch = ActionImport(
        country=country,
        office_id=office,
        uploaded_by_id=actor.user_id,
        file_name=file_name[-200:] or _("Sheet"),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    authorize(actor, "create", batch)
    _refuse_twin(actor, batch)
    try:
        sheet = open_sheet(content, is_known)
        headers = unlike(sheet.headers)
        samples = _samples(sheet)
    except SheetError as error:
        raise ValidationError(str(error)) from error
    batch.mapping = guessed(headers, _remembered(actor, country))
    record = ImportSheet(
        batch=batch,
        country=country,
        office_id=office,
        author_id=actor.user_id,
        content=content,
        headers=headers,
        samples=samples,
        words=sheet.words[:100],
    )
    try:
        with writing(actor, event="import.uploaded"):
            create_record(actor=actor, instance=batch)
            record.save(force_insert=True)
    except IntegrityError:
        # Somebody sent the same file in this very moment.
        _refuse_twin(actor, batch)
        raise
    return batch


def _refuse_twin(actor: Actor, batch: ActionImport) -> None:
    twins = ActionImport.objects.visible_to(actor).filter(
        country=batch.country, sha256=batch.sha256
    )
    twin = twins.exclude(status__in=[Stage.FAILED, Stage.CANCELLED]).first()
    if twin is None:
        return
    if twin.status == Stage.APPLIED:
        message = _("This very file was imported already. Nothing in it is new.")
    else:
        message = _("This very file is being imported already.")
    raise ValidationError(message, code="twin", params={"twin": twin})


def _samples(sheet: Sheet) -> list[list[str]]:
    """The first values of each column."""
    found: list[list[str]] = [[] for _header in sheet.headers]
    for count, (_number, cells) in enumerate(sheet.rows()):
        if count >= 50 or all(len(values) >= SAMPLES for values in found):
            break
        for values, cell in zip(found, cells, strict=True):
            text = restored(text_of(cell))[:60]
            if text and text not in values and len(values) < SAMPLES:
                values.append(text)
    return found


def _remembered(actor: Actor, country: Country) -> dict[str, str]:
    """How the State's people understood columns of these names before."""
    earlier = ActionImport.objects.visible_to(actor).filter(country=country, status=Stage.APPLIED)
    mappings = earlier.order_by("-id").values_list("mapping", flat=True)[:REMEMBERED]
    return remembered_from(mappings)


def map_columns(
    *,
    actor: Actor,
    batch: ActionImport,
    mapping: Mapping[str, str],
    day_order: str = "",
    version: int | None = None,
) -> ActionImport:
    """Confirm what the columns hold, and let the sheet be checked.

    Raises ``ValidationError`` for a mapping that makes no sense, ``StaleVersionError``,
    ``IllegalTransitionError`` or ``PermissionDenied``.
    """
    chosen = {
        header: field
        for header, field in mapping.items()
        if header in batch.mapping and field in ("", *FIELDS)
    }
    if problems := mapping_problems(chosen):
        raise ValidationError(problems)
    if day_order not in {order.value for order in DayOrder}:
        raise ValidationError(_("Choose how dates are written."))
    changes: dict[str, Any] = {
        "mapping": {**dict.fromkeys(batch.mapping, ""), **chosen},
        "day_order": day_order,
        "asked_by_id": actor.user_id,
        "problem": "",
    }
    return _set_going(actor, batch, Stage.CHECKING, changes, version)


def change_columns(*, actor: Actor, batch: ActionImport) -> ActionImport:
    """Go back to the columns of a sheet that was checked."""
    return transition(actor=actor, instance=batch, to=Stage.UPLOADED)


def decide_to_apply(
    *, actor: Actor, batch: ActionImport, only_valid: bool, version: int | None = None
) -> ActionImport:
    """Let the sheet be applied: all of it or nothing, or (``only_valid``) what has no problem.

    Raises ``ValidationError`` where there is nothing to apply, or rows have problems and all are
    wanted; ``StaleVersionError``, ``IllegalTransitionError`` or ``PermissionDenied``.
    """
    counts = batch.counts
    if counts.get("problem") and not only_valid:
        raise ValidationError(_("Some rows have problems: apply the others, or mend the file."))
    if not counts.get("new") and not counts.get("changed"):
        raise ValidationError(_("There is nothing to apply."))
    changes: dict[str, Any] = {
        "only_valid": only_valid,
        "asked_by_id": actor.user_id,
        "problem": "",
    }
    return _set_going(actor, batch, Stage.APPLYING, changes, version)


def _set_going(
    actor: Actor,
    batch: ActionImport,
    stage: Stage,
    changes: dict[str, Any],
    version: int | None,
) -> ActionImport:
    with writing(actor):
        moved = transition(actor=actor, instance=batch, to=stage, version=version, changes=changes)
        ImportSheet.objects.visible_to(actor).filter(batch=batch).update(
            attempts=0, stop_asked=False
        )
    import_progress.forget(batch.pk)
    return moved


def cancel_import(*, actor: Actor, batch: ActionImport) -> ActionImport:
    """End an import with nothing applied; where it is being worked on, the work stops soon.

    Raises ``IllegalTransitionError`` where it has ended already, or ``PermissionDenied``.
    """
    authorize(actor, "change", batch)
    ask_to_stop(actor, batch)
    try:
        with writing(actor):
            rows = ActionImport.objects.visible_to(actor).filter(pk=batch.pk)
            rows.select_for_update(of=("self",), nowait=True).get()
            cancelled = transition(actor=actor, instance=batch, to=Stage.CANCELLED)
            put_away(cancelled)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != errorcodes.LOCK_NOT_AVAILABLE:
            raise
        # A worker holds it, and will find the wish to stop.
        return batch
    return cancelled


def ask_to_stop(actor: Actor, batch: ActionImport) -> None:
    """Let the work on an import stop at its next rows, or not begin, with nothing done."""
    with writing(actor):
        sheets = ImportSheet.objects.visible_to(actor).filter(batch=batch)
        if not sheets.update(stop_asked=True):
            raise PermissionDenied(_("The sheet is another office's."))


def put_away(batch: ActionImport) -> None:
    """Take away the file and, but for those with problems, the rows of an import that has ended."""
    if batch.status not in ENDED:
        raise IllegalTransitionError(batch, batch.status, Stage.CANCELLED)
    sheets = ImportSheet.objects.filter(batch=batch)
    sheets.update(content=None, samples=[])
    rows = ImportRow.objects.filter(sheet__batch=batch)
    if batch.status == Stage.APPLIED:
        rows = rows.exclude(outcome="problem")
    rows.delete()
