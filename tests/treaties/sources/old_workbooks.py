"""Old XLS files as small as they can be, written byte by byte: no library of the project does."""

import datetime as dt
import struct
from dataclasses import dataclass
from typing import Any

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_EPOCH = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Formula:
    """A cell that is computed; ``value`` is what it gave when the file was saved."""

    value: float


def old_workbook(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    """A workbook with these sheets: texts, numbers, dates and formulas."""
    parts = [_sheet(rows) for _name, rows in sheets]
    bounds = sum(4 + 8 + len(name.encode("utf-16-le")) for name, _rows in sheets)
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 1996, 0, 0))
    head += _record(0x0042, struct.pack("<H", 1200))
    head += _style(0) + _style(14)
    place = len(head) + bounds + 4
    names = b""
    for (name, _rows), part in zip(sheets, parts, strict=True):
        text = name.encode("utf-16-le")
        names += _record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name), 1) + text)
        place += len(part)
    return _compound(head + names + _record(0x000A, b"") + b"".join(parts))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _style(number: int) -> bytes:
    return _record(0x00E0, struct.pack("<HHH", 0, number, 0) + bytes(14))


def _sheet(rows: list[list[Any]]) -> bytes:
    made = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 1996, 0, 0))
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value not in (None, ""):
                made += _cell(struct.pack("<HH", row, column), value)
    return made + _record(0x000A, b"")


def _cell(place: bytes, value: Any) -> bytes:
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, place + struct.pack("<HHB", 0, len(value), 1) + text)
    if isinstance(value, Formula):
        # Its last bytes are a program of one number.
        body = struct.pack("<HdHIH", 0, value.value, 0, 0, 3) + b"\x1e\x01\x00"
        return _record(0x0006, place + body)
    is_date = isinstance(value, dt.date)
    number = (value - _EPOCH).days if is_date else value
    return _record(0x0203, place + struct.pack("<Hd", int(is_date), number))


def _compound(stream: bytes) -> bytes:
    """The stream as a document of its own: head, table of sectors, directory, sectors."""
    length = max(len(stream), 4096)
    count = -(-length // _SECTOR)
    chain = [_FAT, _END, *range(3, 2 + count), _END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    head += struct.pack("<I", _FREE) * 108
    entries = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, 2, length)
    return head + table + entries.ljust(_SECTOR, b"\0") + stream.ljust(count * _SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    made = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    made += struct.pack("<III", _FREE, _FREE, child) + bytes(36)
    return made + struct.pack("<III", start, size, 0)
