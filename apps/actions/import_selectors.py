"""Reads of imports: all of a State, one of them with its rows."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.actions.import_columns import labels
from apps.actions.import_models import ActionImport, ImportRow, ImportSheet, Outcome
from focalpoint.actors import Actor
from focalpoint.exports.columns import Column, Export, Kind


def imports(actor: Actor) -> QuerySet[ActionImport]:
    """The imports that ``actor`` sees, newest first."""
    rows: QuerySet[ActionImport] = ActionImport.objects.visible_to(actor)
    return rows.select_related("country", "uploaded_by", "asked_by").order_by("-id")


def sheet_of(batch: ActionImport, actor: Actor) -> ImportSheet | None:
    """The sheet of an import without its content; ``None`` where it is another office's."""
    sheets = ImportSheet.objects.visible_to(actor).filter(batch=batch).defer("content")
    found: ImportSheet | None = sheets.first()
    return found


def rows_of(batch: ActionImport, actor: Actor, outcome: str) -> QuerySet[ImportRow]:
    """The rows that are kept of an import, of one outcome, in the order of the sheet."""
    rows: QuerySet[ImportRow] = ImportRow.objects.visible_to(actor).filter(
        sheet__batch=batch, outcome=outcome
    )
    return rows.order_by("number")


def described(row: ImportRow, headers: Mapping[str, str]) -> dict[str, Any]:
    """A row as a page shows it; ``headers`` name the columns of the file by field."""
    names = labels()
    return {
        "row": row,
        "problems": [
            {
                "column": headers.get(problem["field"], names.get(problem["field"], "")),
                "message": problem["message"],
            }
            for problem in row.problems
        ],
        "changes": [
            {**change, "label": names.get(change["field"], change["field"])}
            for change in row.changes
        ],
    }


def problem_sheet(batch: ActionImport, sheet: ImportSheet, actor: Actor) -> tuple[Export, Any]:
    """The rows with problems as they stand in the file, each with its problems: to be mended."""
    names = labels()
    columns = [
        Column(f"column-{place}", header, width=20) for place, header in enumerate(sheet.headers)
    ]
    title: Promise = _("Rows with problems")
    export = Export(
        "problems",
        title,
        (
            *columns,
            Column("row", _("Row in the file"), kind=Kind.NUMBER),
            Column("problem", _("Problem"), width=80),
        ),
    )
    rows = (
        {
            **{f"column-{place}": text for place, text in enumerate(_padded(row, len(columns)))},
            "row": row.number,
            "problem": "\n".join(
                f"{names[p['field']]}: {p['message']}" if p["field"] in names else p["message"]
                for p in row.problems
            ),
        }
        for row in rows_of(batch, actor, Outcome.PROBLEM).iterator(chunk_size=1000)
    )
    return export, rows


def _padded(row: ImportRow, width: int) -> list[str]:
    return [*row.cells[:width], *[""] * (width - len(row.cells))]
