"""Small files in the formats of the importer, made by the tests."""

import csv
import io

from openpyxl import Workbook

HEAD = (
    *("countries_concerned", "text", "upr_reccomending_states", "upr_position"),
    *("document_symbol", "upr_session", "provisional", "reccomending_body", "type"),
    "manual_upload",
)


def row(number: str, text: str, states: str = "", **more: str) -> dict[str, str]:
    """A row of a table of UPR documents about Georgia."""
    return {
        "countries_concerned": "Georgia",
        "text": f"{number} {text};",
        "upr_reccomending_states": states,
        "upr_position": "Supported",
        "document_symbol": "A/HRC/62/14",
        "upr_session": "51",
        "provisional": "False",
        "reccomending_body": "- UPR",
        "type": "- Recommendations",
        "manual_upload": "True",
        **more,
    }


def as_csv(
    *rows: dict[str, str],
    head: tuple[str, ...] = HEAD,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, head, extrasaction="ignore", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: dict[str, str], head: tuple[str, ...] = HEAD) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(head)
    for each in rows:
        sheet.append([each.get(name, "") for name in head])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
