"""Reading back what was exported."""

import csv
import io
import json
from typing import Any

import openpyxl


def body(response: Any) -> bytes:
    """The whole file of a streamed answer."""
    assert response.status_code == 200, response
    content: bytes = b"".join(response.streaming_content)
    return content


def csv_rows(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def json_rows(content: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(content)["rows"]
    return rows


def workbook(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def xlsx_rows(content: bytes) -> list[dict[str, Any]]:
    head, *rows = workbook(content).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]
