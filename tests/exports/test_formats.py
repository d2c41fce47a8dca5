"""Each format holds every value as it is, and nothing that a spreadsheet program would run."""

import datetime as dt
import json

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from focalpoint.actors import SYSTEM
from focalpoint.exports.cells import neutralised, restored
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.exports.csv_files import csv_file
from focalpoint.exports.files import File
from focalpoint.exports.json_files import json_file
from focalpoint.exports.reading import Reader
from focalpoint.exports.xlsx_files import CUT, LONGEST_TEXT, letters_of, xlsx_file
from focalpoint.exports.xlsx_parts import sheet_name
from tests.exports.files import csv_rows, workbook, xlsx_rows

pytestmark = pytest.mark.django_db

EXPORT = Export(
    "samples",
    "Samples",
    (
        Column("title", "Title"),
        Column("status", "Status", words=[("open", "Open"), ("done", "Done")], offered=True),
        Column("number", "Number", kind=Kind.NUMBER),
        Column("day", "Day", kind=Kind.DATE),
        Column("at", "At (UTC)", kind=Kind.INSTANT),
        Column("good", "Good", kind=Kind.YES_NO),
        Column("codes", "Codes", kind=Kind.LIST),
    ),
)
ROW = {
    "title": "Draft bill",
    "status": "open",
    "number": 7,
    "day": dt.date(2026, 5, 1),
    "at": dt.datetime(2026, 5, 1, 12, 30, tzinfo=dt.UTC),
    "good": True,
    "codes": ["R2013-A", "R2013-B"],
}
FORMULAS = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=HYPERLINK(1)"]


def made(write, rows, export=EXPORT, about=()):
    file = File(Reader(export, rows, SYSTEM), [("list", "List", "Samples"), *about])
    return b"".join(write(file))


class TestCsv:
    def test_it_is_utf_8_with_a_mark_and_ends_its_lines_as_rfc_4180_says(self):
        content = made(csv_file, [{**ROW, "title": "Loi n° 12 — «مشروع»"}])
        assert content.startswith(b"\xef\xbb\xbfTitle,Status,")
        assert content.endswith(b"\r\n")
        assert csv_rows(content) == [
            {
                "Title": "Loi n° 12 — «مشروع»",
                "Status": "Open",
                "Number": "7",
                "Day": "2026-05-01",
                "At (UTC)": "2026-05-01T12:30:00Z",
                "Good": "yes",
                "Codes": "R2013-A; R2013-B",
            }
        ]

    def test_what_is_missing_is_empty(self):
        [row] = csv_rows(made(csv_file, [dict.fromkeys(ROW)]))
        assert set(row.values()) == {""}

    @pytest.mark.parametrize("formula", FORMULAS)
    def test_a_formula_becomes_text(self, formula):
        [row] = csv_rows(made(csv_file, [{**ROW, "title": formula}]))
        assert row["Title"] == f"'{formula}"

    def test_a_negative_number_stays_a_number(self):
        [row] = csv_rows(made(csv_file, [{**ROW, "number": -5}]))
        assert row["Number"] == "-5"

    def test_a_language_with_decimal_commas_divides_cells_by_semicolons(self):
        with translation.override("fr"):
            content = made(csv_file, [ROW])
        assert content.startswith(b"\xef\xbb\xbfTitle;Status;")


@given(st.text())
def test_neutral_text_is_restored_to_what_it_was(text):
    assert restored(neutralised(text)) == text
    assert not neutralised(text).startswith(("=", "+", "-", "@", "\t", "\r"))


class TestXlsx:
    def test_dates_and_numbers_are_real_and_the_head_stays_in_sight(self):
        book = workbook(made(xlsx_file, [ROW]))
        sheet = book.worksheets[0]
        assert sheet.title == "Samples"
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == "A1:G2"
        title, status, number, day, at, good, codes = sheet[2]
        assert (title.value, status.value, number.value) == ("Draft bill", "Open", 7)
        assert (day.value, day.is_date) == (dt.datetime(2026, 5, 1), True)  # noqa: DTZ001
        assert at.value == dt.datetime(2026, 5, 1, 12, 30)  # noqa: DTZ001
        assert (good.value, codes.value) == ("yes", "R2013-A; R2013-B")

    @pytest.mark.parametrize("formula", FORMULAS)
    def test_a_formula_is_a_text_cell(self, formula):
        cell = workbook(made(xlsx_file, [{**ROW, "title": formula}])).worksheets[0]["A2"]
        assert cell.data_type in ("s", "inlineStr")
        assert cell.value == formula.replace("\r", "\n")
        assert cell.quotePrefix

    def test_choices_are_offered_where_people_may_change_them(self):
        sheet = workbook(made(xlsx_file, [ROW])).worksheets[0]
        [offer] = sheet.data_validations.dataValidation
        assert offer.formula1 == '"Open,Done"'
        assert str(offer.sqref).startswith("B2:")

    def test_another_sheet_says_what_the_file_is_about(self):
        about = workbook(made(xlsx_file, [ROW, ROW])).worksheets[1]
        facts = {label.value: value.value for label, value in about.iter_rows()}
        assert facts == {"List": "Samples", "Rows": 2}

    def test_a_text_too_long_for_a_cell_is_cut_and_says_so(self):
        [row] = xlsx_rows(made(xlsx_file, [{**ROW, "title": "x" * 40_000}]))
        assert len(row["Title"]) == LONGEST_TEXT
        assert row["Title"].endswith(CUT)

    def test_a_date_before_excels_calendar_is_text(self):
        [row] = xlsx_rows(made(xlsx_file, [{**ROW, "day": dt.date(1899, 7, 29)}]))
        assert row["Day"] == "1899-07-29"

    def test_characters_that_xml_forbids_are_left_out(self):
        [row] = xlsx_rows(made(xlsx_file, [{**ROW, "title": "a\x01b\x0bc<&>\"'"}]))
        assert row["Title"] == "abc<&>\"'"

    def test_an_empty_list_is_a_sheet_with_its_head(self):
        assert xlsx_rows(made(xlsx_file, [])) == []

    @given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))))
    @settings(max_examples=30)
    def test_every_text_is_read_back(self, texts):
        rows = xlsx_rows(made(xlsx_file, [{**ROW, "title": text} for text in texts]))
        assert [row["Title"] or "" for row in rows] == [
            text.replace("\ufffe", "").replace("\uffff", "") for text in texts
        ]

    @pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
    def test_columns_are_named_as_sheets_name_them(self, index, name):
        assert letters_of(index) == name

    @pytest.mark.parametrize("title", ["a/b:c?d*e[f]", "x" * 60, "'quoted'", "\x00\x01"])
    def test_any_title_makes_a_name_of_a_sheet(self, title):
        name = sheet_name(title)
        assert 1 <= len(name) <= 31
        assert not set(name) & set("[]:*?/\\")


class TestJson:
    def test_it_holds_what_is_stored_and_says_what_it_is_about(self):
        assert json.loads(made(json_file, [ROW])) == {
            "about": {"list": "Samples"},
            "rows": [{**ROW, "day": "2026-05-01", "at": "2026-05-01T12:30:00Z"}],
            "count": 1,
        }

    def test_an_empty_list_is_valid(self):
        assert json.loads(made(json_file, [])) == {
            "about": {"list": "Samples"},
            "rows": [],
            "count": 0,
        }


class TestReading:
    def test_a_value_is_looked_up_once_and_what_is_unknown_is_empty(self):
        asked = []

        def names(actor, values):
            asked.append(set(values))
            return {1: "one"}

        export = Export("n", "N", (Column("name", "Name", "number", look_up=names),))
        rows = csv_rows(made(csv_file, [{"number": n % 2} for n in range(5000)], export))
        assert asked == [{0, 1}]
        assert [row["Name"] for row in rows[:3]] == ["", "one", ""]

    def test_a_row_of_which_the_reader_may_not_know_is_left_out(self):
        export = Export(
            "n",
            "N",
            (
                Column("name", "Name", "n", look_up=lambda actor, ns: {1: "x"}, required=True),
                Column("n", "N", kind=Kind.NUMBER),
            ),
        )
        rows = csv_rows(made(csv_file, [{"n": 1}, {"n": 2}], export))
        assert [row["N"] for row in rows] == ["1"]
