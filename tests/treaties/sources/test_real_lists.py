"""The lists as their publishers gave them out: every row is read, counted as they count."""

import pytest

from apps.treaties.sources.lists import SourceFileError
from apps.treaties.sources.opening import read_list
from tests.treaties.real_lists import FOLDER, needs_real_lists, real

pytestmark = needs_real_lists

# Participants that are bound, by the files themselves.
PARTIES = {
    "4-1": 146,
    "4-2": 177,
    "4-3": 164,
    "4-3-a": 19,
    "4-4": 168,
    "4-5": 117,
    "4-8": 188,
    "4-9-b": 77,
    "4-11": 194,
    "4-11-b": 159,
    "4-11-c": 169,
    "4-11-d": 16,
    "4-13": 47,
    "4-16": 45,
    "5-5": 146,
    "18-10": 122,
    "18-10-a": 17,
    "18-10-b": 14,
    "26-8": 41,
}


def test_every_table_of_2015_is_read_without_a_fault() -> None:
    found = {}
    for path in (FOLDER / "untc_2015").glob("[0-9]*.csv"):
        (table,) = read_list(path.read_bytes()).tables
        assert table.faults == []
        found[path.stem] = table.counted_parties
    assert found == PARTIES


def test_what_lies_beside_them_is_no_list() -> None:
    with pytest.raises(SourceFileError, match="columns like these"):
        read_list(real("untc_2015/index.csv"))


def test_the_declarations_of_2015_are_read_with_the_articles_that_they_name() -> None:
    (table,) = read_list(real("untc_2015/declarations_4-1.txt")).tables
    # Names without a text: their statements were withdrawn or objections alone.
    assert {fault.code for fault in table.faults} == {"no_text"}
    assert len(table.statements) + len(table.faults) == 32
    named = {each.participant: each.articles for each in table.statements}
    assert named["Albania"] == ("XII",)
    assert named["Bangladesh"] == ("IX",)


def test_the_xml_agrees_with_its_own_head() -> None:
    (table,) = read_list(real("untc_xml_synthetic/IV-1.synthetic-2015.en.xml")).tables
    assert (len(table.rows), table.faults) == (147, [])
    assert (table.counted_parties, table.counted_signatories) == (146, 41)
    assert (table.parties, table.signatories) == (146, 41)
    (edges,) = read_list(real("untc_xml_synthetic/edge-cases.synthetic.en.xml")).tables
    assert [fault.code for fault in edges.faults] == [
        *("impossible_date", "no_participant", "cell_count")
    ]
    assert (edges.counted_parties, edges.parties) == (7, 7)


def test_the_spreadsheet_of_the_icrc_agrees_with_its_totals() -> None:
    read = read_list(real("icrc_2020/IHL_and_other_related_Treaties_2020-11-09.xls"))
    assert read.row_count == 197
    assert {table.treaty.code: table.counted_parties for table in read.tables} == {
        table.treaty.code: table.parties for table in read.tables
    }
    faults = [fault.participant for table in read.tables for fault in table.faults]
    assert sorted(faults) == [*["Burundi"], *["Niue"] * 4, "Philippines", "Russian Federation"]


def test_the_spreadsheet_of_ohchr_is_read() -> None:
    read = read_list(real("ohchr_2025/UnderlyingData_ICESCR_OHCHR.xls"))
    (table,) = read.tables
    assert str(read.as_of) == "2025-10-10"
    assert (len(table.rows), table.counted_parties, table.counted_signatories) == (198, 173, 72)


def test_the_list_of_the_african_union_is_read() -> None:
    (table,) = read_list(real("kampala/kampala_status_partial_2024-07-08.csv")).tables
    assert (len(table.rows), table.counted_parties, len(table.faults)) == (43, 23, 5)
