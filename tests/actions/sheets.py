"""Sheets of actions for tests, and the way of an import without pages and workers."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl

from apps.actions.import_models import ActionImport, ImportRow
from apps.actions.import_services import decide_to_apply, map_columns, upload_sheet
from apps.actions.import_work import apply_import, check_import
from focalpoint.acting import acting
from focalpoint.actors import Actor

Row = Mapping[str, Any]


def csv_sheet(rows: Sequence[Row], headers: Sequence[str] = ()) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(headers or rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def xlsx_sheet(rows: Sequence[Row]) -> bytes:
    book: Any = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def checked(actor: Actor, content: bytes, **choices: Any) -> ActionImport:
    """Uploaded, with the columns as guessed unless chosen otherwise, and checked."""
    with acting(actor):
        batch = upload_sheet(
            actor=actor, country=actor.country, file_name="actions.csv", content=content
        )
        batch = map_columns(
            actor=actor,
            batch=batch,
            mapping={**batch.mapping, **choices.pop("mapping", {})},
            **choices,
        )
        return check_import(actor=actor, batch=batch)


def applied(actor: Actor, content: bytes, *, only_valid: bool = False) -> ActionImport:
    """Checked and applied."""
    batch = checked(actor, content)
    with acting(actor):
        batch = decide_to_apply(actor=actor, batch=batch, only_valid=only_valid)
        return apply_import(actor=actor, batch=batch)


def problems(actor: Actor, batch: ActionImport) -> list[tuple[int, str, str]]:
    """What is wrong: row, field, message."""
    with acting(actor):
        rows = ImportRow.objects.filter(sheet__batch=batch, outcome="problem")
        return [
            (row.number, problem["field"], problem["message"])
            for row in rows
            for problem in row.problems
        ]


def counted(batch: ActionImport) -> dict[str, int]:
    """The outcomes of its rows that occur at all."""
    return {name: number for name, number in batch.counts.items() if number and name != "rows"}
