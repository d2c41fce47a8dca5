"""Lists of status that a test brings in, and what became of them."""

import datetime as dt
from typing import Any

from apps.treaties.import_services import read_in_list, take_in_list
from apps.treaties.models import ImportBatch, Treaty, TreatyAction
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.treaties.sources import files

AS_OF = dt.date(2015, 3, 14)


def bring_in(content: bytes, *, name: str = "list.csv", **facts: Any) -> ImportBatch:
    """Import a list as the system."""
    facts.setdefault("as_of", AS_OF)
    with acting(SYSTEM):
        batch, _is_new = take_in_list(actor=SYSTEM, file_name=name, content=content, **facts)
        return read_in_list(actor=SYSTEM, batch=batch)


def bring_in_rows(
    treaty: Treaty, *rows: tuple[str, ...], headings: tuple[str, ...] = files.HEADINGS, **facts: Any
) -> ImportBatch:
    """Import a table of the depositary about one instrument."""
    return bring_in(files.table(*rows, headings=headings), treaty=treaty, **facts)


def counts(batch: ImportBatch) -> dict[str, int]:
    """The counts of a batch that are not 0, but for its rows."""
    assert (batch.status, batch.problem) == ("done", "")
    return {name: n for name, n in batch.counts.items() if n and name != "rows"}


def standing(treaty: Treaty) -> list[tuple[str, str, str]]:
    """What stands on record: participant, action and date."""
    rows = TreatyAction.objects.standing().filter(treaty=treaty).order_by("country__name", "date")
    return [
        (name, kind, date.isoformat())
        for name, kind, date in rows.values_list("country__name", "kind", "date")
    ]
