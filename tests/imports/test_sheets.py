"""Whatever program wrote the sheet, the same rows are read; what cannot be read is said."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from focalpoint.imports.dates import DateError, DayOrder, date_of
from focalpoint.imports.opening import open_sheet
from focalpoint.imports.sheets import MOST_BYTES, MOST_ROWS, SheetError

TEXT = "Title;Due\r\nLoi « prévention »;2026-05-01\r\n\r\nSecond;\r\n"


def read(content):
    sheet = open_sheet(content, lambda header: header in ("Title", "Due"))
    return sheet.headers, list(sheet.rows())


def book(rows, **merged):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for place in merged.get("merge", ()):
        made.active.merge_cells(place)
    return saved(made)


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


class TestCsv:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"], ids=lambda name: name
    )
    def test_every_usual_encoding_is_read(self, encoding):
        headers, rows = read(TEXT.encode(encoding))
        assert headers == ["Title", "Due"]
        assert rows == [(2, ["Loi « prévention »", "2026-05-01"]), (4, ["Second", ""])]

    @pytest.mark.parametrize("divider", [",", ";", "\t"])
    def test_every_usual_divider_is_found_out(self, divider):
        content = f'Title{divider}Due\n"a{divider};,\tb"{divider}2026-05-01\n'
        assert read(content.encode())[1] == [(2, [f"a{divider};,\tb", "2026-05-01"])]

    def test_the_hint_that_excel_writes_is_followed_and_is_no_row(self):
        assert read(b"sep=;\r\nTitle;Due\r\na,b;2026-05-01\r\n")[1] == [(2, ["a,b", "2026-05-01"])]

    def test_a_cell_may_hold_several_lines(self):
        [(_number, cells)] = read(b'Title,Due\n"one\r\ntwo",\n')[1]
        assert cells[0] == "one\r\ntwo"

    def test_the_head_may_stand_below_a_title(self):
        headers, rows = read(b"Follow-up of the mission,\n,\nTitle,Due\na,\n")
        assert headers == ["Title", "Due"]
        assert rows == [(4, ["a", ""])]

    def test_short_and_long_rows_are_made_as_wide_as_the_head(self):
        assert read(b"Title,Due\na\nb,2026-05-01,extra\n")[1] == [
            (2, ["a", None]),
            (3, ["b", "2026-05-01"]),
        ]

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [
            (b"", "empty"),
            (b"  \r\n", "empty"),
            (b"Title\n" + b"x\n" * (MOST_ROWS + 1), "more than"),
            (b"Title\n" + b"x" * 40_000, "too long"),
            (b'Title\n"' + b"x\n" * 80_000, "quotation mark"),
            (b"%PDF-1.7\x00\x01", "no CSV or XLSX"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old XLS"),
            (b"x" * (MOST_BYTES + 1), "larger than"),
            (",".join(f"c{n}" for n in range(101)).encode(), "columns"),
        ],
    )
    def test_what_cannot_be_read_is_said(self, content, complaint):
        with pytest.raises(SheetError, match=complaint):
            read(content)


class TestXlsx:
    def test_dates_numbers_and_texts_keep_their_types(self):
        day = dt.datetime(2026, 5, 1)  # noqa: DTZ001
        headers, rows = read(book([["Title", "Due"], ["a", day], [12, "2026-05-01"]]))
        assert headers == ["Title", "Due"]
        assert rows == [(2, ["a", day]), (3, [12, "2026-05-01"])]

    def test_empty_rows_and_merged_titles_are_stepped_over(self):
        content = book(
            [["Follow-up of the mission"], [], ["Title", "Due"], [], ["a"], [None, " "], ["b"]],
            merge=["A1:D1"],
        )
        headers, rows = read(content)
        assert headers == ["Title", "Due"]
        assert [(number, cells[0]) for number, cells in rows] == [(5, "a"), (7, "b")]

    def test_a_hidden_sheet_is_not_read(self):
        made = openpyxl.Workbook()
        made.active.sheet_state = "hidden"
        second = made.create_sheet("Data")
        second.append(["Title"])
        second.append(["a"])
        assert read(saved(made))[1] == [(2, ["a"])]

    def test_a_formula_that_nothing_has_worked_out_is_empty(self):
        assert read(book([["Title"], ["=1+1"]]))[1] == []

    @pytest.mark.parametrize(
        "content",
        [
            b"PK\x03\x04 and nothing more",
            book([["Title"], ["a"]])[:-200],
            book([["Title"], ["a"]]).replace(b"worksheet", b"wurksheet"),
        ],
    )
    def test_a_damaged_workbook_is_refused(self, content):
        with pytest.raises(SheetError):
            read(content)

    def test_another_kind_of_archive_is_refused(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        with pytest.raises(SheetError, match="no CSV or XLSX"):
            read(out.getvalue())


class TestBombs:
    """Small files that unpack to what no machine holds are refused before they do."""

    def with_part(self, name, content):
        out = io.BytesIO(book([["Title"], ["a"]]))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return out.getvalue()

    def test_a_part_that_unpacks_to_a_hundred_megabytes(self):
        content = self.with_part("xl/media/huge.bin", b"\0" * 101_000_000)
        assert len(content) < 200_000
        with pytest.raises(SheetError, match="unpacks to more"):
            read(content)

    def test_a_thousand_parts(self):
        out = io.BytesIO(book([["Title"], ["a"]]))
        with zipfile.ZipFile(out, "a") as archive:
            for number in range(1000):
                archive.writestr(f"xl/{number}.xml", "<a/>")
        with pytest.raises(SheetError, match="unpacks to more"):
            read(out.getvalue())

    def test_entities_that_explode(self):
        content = self.with_part(
            "xl/bomb.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
        )
        with pytest.raises(SheetError, match="no spreadsheet program"):
            read(content)

    @pytest.mark.slow
    def test_a_million_rows(self):
        row = '<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>x</t></is></c></row>'
        rows = "".join(row.format(n=n) for n in range(1, 60_000))
        content = self.replaced("xl/worksheets/sheet1.xml", rows)
        with pytest.raises(SheetError, match="more than 20000 rows"):
            read(content)

    def test_a_sheet_that_claims_to_reach_to_its_last_cell_is_read_by_what_it_holds(self):
        row = '<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c></row>'
        last = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>'
        content = self.replaced("xl/worksheets/sheet1.xml", row + last)
        assert read(content)[1] == [(1048576, ["x"])]

    def replaced(self, name, rows):
        source = zipfile.ZipFile(io.BytesIO(book([["Title"]])))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in source.infolist():
                content = source.read(part)
                if part.filename == name:
                    head = content[: content.index(b"<sheetData")]
                    content = head + f"<sheetData>{rows}</sheetData></worksheet>".encode()
                archive.writestr(part.filename, content)
        return out.getvalue()


class TestDates:
    @pytest.mark.parametrize(
        "cell",
        [
            dt.date(2026, 5, 31),
            dt.datetime(2026, 5, 31, 14, 0),  # noqa: DTZ001
            "2026-05-31",
            " 2026/5/31 ",
            "2026-05-31T00:00:00",
            "31.5.2026",
            "31. 05. 2026",
            "31/05/2026",
            "05/31/2026",
            "31-5-2026",
            46173,
            46173.5,
            "46173",
            "٢٠٢٦-٠٥-٣١",
        ],
    )
    def test_a_date_is_read_however_it_is_written(self, cell):
        assert date_of(cell) == dt.date(2026, 5, 31)

    @pytest.mark.parametrize("cell", [None, "", "  "])
    def test_an_empty_cell_is_no_date(self, cell):
        assert date_of(cell) is None

    def test_what_could_be_two_dates_is_reported_with_both(self):
        with pytest.raises(DateError, match="2026-04-03 or 2026-03-04"):
            date_of("03/04/2026")

    def test_where_the_order_is_known_it_is_read(self):
        assert date_of("03/04/2026", DayOrder.DAY_FIRST) == dt.date(2026, 4, 3)
        assert date_of("03/04/2026", DayOrder.MONTH_FIRST) == dt.date(2026, 3, 4)
        assert date_of("05/05/2026") == dt.date(2026, 5, 5)

    @pytest.mark.parametrize(
        "cell",
        ["31.02.2026", "2026-13-01", "01.02.26", "soon", "12", 12, 4.5, 999_999, "99999", True],
    )
    def test_what_is_no_date_is_refused(self, cell):
        with pytest.raises(DateError):
            date_of(cell)
