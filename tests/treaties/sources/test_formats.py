"""What each publisher's list says, read by its headings and never by the name of its file."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from apps.treaties.models import ActionKind, Format, Precision
from apps.treaties.sources.lists import ListedAction, TreatyName
from apps.treaties.sources.opening import read_list
from tests.treaties.sources import files


def only(content):
    """The only table of a file."""
    (found,) = read_list(content).tables
    return found


def told(actions):
    return [(action.kind, action.date.isoformat(), action.ended) for action in actions]


class TestTheXmlOfTheDepositary:
    def test_is_read_with_its_marks_brackets_and_raised_notes(self) -> None:
        table = only(files.xml())
        assert [row.participant for row in table.rows] == ["Alpha", "Beta", "Côte d'Exemple"]
        assert [told(row.actions) for row in table.rows] == [
            [("signature", "2000-01-01", False), ("accession", "2001-02-02", False)],
            [("succession", "2002-03-03", False)],
            [("signature", "2003-04-04", False), ("ratification", "2004-05-05", True)],
        ]

    def test_names_its_instrument_and_its_own_counts(self) -> None:
        table = only(files.xml(title="11. b) Optional Protocol", parties=7, signatories=9))
        assert table.treaty == TreatyName(mtdsg="IV-11-b", title="Optional Protocol")
        assert (table.parties, table.signatories) == (7, 9)
        assert (table.counted_parties, table.counted_signatories) == (2, 2)

    def test_keeps_empty_cells_and_sets_a_row_of_another_width_aside(self) -> None:
        table = only(files.xml(("Alpha", "", "1 Jan 2000 a"), ("Beta", "1 Jan 2000")))
        assert told(table.rows[0].actions) == [("accession", "2000-01-01", False)]
        (fault,) = table.faults
        assert (fault.participant, fault.code) == ("Beta", "cell_count")
        assert fault.cells == ("Beta", "1 Jan 2000")

    @pytest.mark.parametrize(
        ("cells", "code"),
        [
            (("Alpha", "", "31 Feb 2014"), "impossible_date"),
            (("Alpha", "", "soon"), "no_date"),
            (("Alpha", "", "[1 Jan 2000"), "no_date"),
            (("Alpha", "", "1 Jan 2000 x"), "unknown_mark"),
            (("", "", ""), "no_participant"),
        ],
    )
    def test_sets_a_bad_row_aside_and_goes_on(self, cells, code) -> None:
        table = only(files.xml(cells, ("Beta", "", "1 Jan 2000")))
        assert [fault.code for fault in table.faults] == [code]
        assert [row.participant for row in table.rows] == ["Beta"]

    def test_is_read_when_its_head_stands_beside_it(self) -> None:
        content = files.xml().replace(b"<Root><Treaty>", b"<Root>")
        content = content.replace(b"</Header>", b"</Header><Treaty>")
        assert only(content).treaty.mtdsg == "IV-1"

    def test_is_read_when_its_rows_are_nested(self) -> None:
        inner = files.row(("Alpha", "", "1 Jan 2000 a")).strip().encode()
        content = files.xml(("Beta", "", "")).replace(b"<Rows>\n", b"<Rows><Row>" + inner)
        content = content.replace(b"\n</Rows>", b"</Row></Rows>")
        assert [row.participant for row in only(content).rows] == ["Alpha", "Beta"]

    def test_is_read_with_elements_for_raised_notes(self) -> None:
        content = files.xml(("Alpha", "", "1 Jan 2000")).replace(
            b"Alpha", b"Alpha<superscript>4,5</superscript>"
        )
        assert only(content).rows[0].participant == "Alpha"

    def test_is_read_from_special_tables(self) -> None:
        table = b"""<SpecialTables><TableHeader><Title><Row><Column>Participant</Column>
            <Column>Signature</Column><Column>Provisional application under article 23(n)</Column>
            </Row></Title></TableHeader><Row><Column>Alpha</Column><Column/>
            <Column>1 Jan 2000 n</Column></Row></SpecialTables>"""
        start, _middle, end = files.xml().partition(b"<Participants>")
        content = start + table + end.partition(b"</Participants>")[2]
        assert told(only(content).rows[0].actions) == [
            ("provisional_application", "2000-01-01", False)
        ]

    def test_holds_several_instruments_as_well(self) -> None:
        one = files.xml().decode("latin-1")
        body = one[one.index("<Treaty>") : one.index("</Root>")]
        both = one.replace("</Root>", body.replace("1. Conv", "2. Conv") + "</Root>")
        read = read_list(both.encode("latin-1"))
        assert [table.treaty.mtdsg for table in read.tables] == ["IV-1", "IV-2"]
        assert [len(table.rows) for table in read.tables] == [3, 3]

    def test_gives_notes_and_statements_with_their_participant(self) -> None:
        more = """<Declarations><Declaration><Participant>Alpha</Participant>
            <Text type="para">First.</Text><Text type="para">Second.</Text></Declaration>
            </Declarations><Objections><Objection><Participant>Beta</Participant>
            <Text>No.</Text></Objection></Objections>
            <EndNotes><EndNote><Number>1</Number><Text>Of old.</Text></EndNote></EndNotes>"""
        table = only(files.xml(more=more))
        assert table.notes == {"1": "Of old."}
        assert [(s.kind, s.participant, s.text) for s in table.statements] == [
            ("declaration_or_reservation", "Alpha", "First.\nSecond."),
            ("objection", "Beta", "No."),
        ]

    def test_is_read_in_french(self) -> None:
        table = only(
            files.xml(
                ("Alpha", "1er févr. 2000", "31 août 2001 a"),
                headings=("Participant", "Signature", "Adhésion(a), Ratification"),
                chapter="CHAPITRE IV - DROITS DE L'HOMME",
            )
        )
        assert table.treaty.mtdsg == "IV-1"
        assert told(table.rows[0].actions) == [
            ("signature", "2000-02-01", False),
            ("accession", "2001-08-31", False),
        ]


class TestATable:
    @pytest.mark.parametrize(
        ("heading", "cell", "kind"),
        [
            ("Signature, Succession to signature(d)", "1 Jan 2000 d", ActionKind.SIGNATURE),
            ("Signature", "1 Jan 2000 s", ActionKind.DEFINITIVE_SIGNATURE),
            ("Acceptance(A), Ratification", "1 Jan 2000 A", ActionKind.ACCEPTANCE),
            ("Approval(AA), Ratification", "1 Jan 2000 AA", ActionKind.APPROVAL),
            (
                "Formal confirmation(c), Accession(a)",
                "1 Jan 2000 c",
                ActionKind.FORMAL_CONFIRMATION,
            ),
            ("Ratification", "1 Jan 2000 P", ActionKind.PARTICIPATION),
            ("Consent to be bound(P)", "1 Jan 2000 P", ActionKind.RATIFICATION_OR_ACCESSION),
            ("Ratification, Accession (a)", "1 Jan 2000a", ActionKind.ACCESSION),
        ],
    )
    def test_says_in_its_heading_what_its_marks_mean(self, heading, cell, kind) -> None:
        table = only(files.table(("Alpha", cell), headings=("Participant", heading)))
        assert [action.kind for row in table.rows for action in row.actions] == [kind]

    def test_refuses_a_date_without_the_mark_that_its_column_needs(self) -> None:
        headings = ("Participant", "Accession(a), Succession(d)")
        table = only(files.table(("Alpha", "1 Jan 2000"), headings=headings))
        assert [fault.code for fault in table.faults] == ["no_mark"]

    @pytest.mark.parametrize(
        ("cell", "precision", "date"),
        [
            ("11 Dec 1948", Precision.DAY, dt.date(1948, 12, 11)),
            ("Dec 1948", Precision.MONTH, dt.date(1948, 12, 1)),
            ("1948", Precision.YEAR, dt.date(1948, 1, 1)),
        ],
    )
    def test_keeps_dates_as_exact_as_they_are(self, cell, precision, date) -> None:
        table = only(files.table(("Alpha", "", cell)))
        assert table.rows[0].actions == (ListedAction(ActionKind.RATIFICATION, date, precision),)

    def test_reads_two_dates_in_one_cell(self) -> None:
        table = only(files.table(("Alpha", "", "[20 Jan 2001 A] 5 May 2012 a")))
        assert told(table.rows[0].actions) == [
            ("acceptance", "2001-01-20", True),
            ("accession", "2012-05-05", False),
        ]

    @pytest.mark.parametrize("name", ["China3", "China 3,4", "China<sup>3</sup>"])
    def test_reads_names_without_the_numbers_of_their_notes(self, name) -> None:
        assert only(files.table((name, "", ""))).rows[0].participant == "China"

    def test_names_the_columns_that_it_does_not_read(self) -> None:
        headings = ("Participant", "Remarks", "Ratification")
        assert read_list(files.table(("Alpha", "x", ""), headings=headings)).unread == ("Remarks",)

    def test_is_read_from_a_sheet_with_its_title(self) -> None:
        book: Any = openpyxl.Workbook()
        for cells in (["Convention of the tests"], files.HEADINGS, ["Alpha", "1 Jan 2000"]):
            book.active.append(cells)
        out = io.BytesIO()
        book.save(out)
        table = only(out.getvalue())
        assert table.treaty.title == "Convention of the tests"
        assert told(table.rows[0].actions) == [("signature", "2000-01-01", False)]


class TestTheListOfTheIcrc:
    def test_gives_one_table_for_each_instrument(self) -> None:
        read = read_list(files.icrc())
        assert (read.format, read.as_of) == (Format.ICRC, dt.date(2020, 11, 9))
        assert [table.treaty.code for table in read.tables] == [
            *("GC1", "GC2", "GC3", "GC4", "AP1", "CPED")
        ]
        assert read.unread == ("Zone", "Hague Conv. 1954")

    def test_reads_dates_of_excel_and_dates_as_text(self) -> None:
        by_code = {table.treaty.code: table for table in read_list(files.icrc()).tables}
        assert told(by_code["GC1"].rows[0].actions) == [
            ("ratification_or_accession", "2001-02-03", False)
        ]
        assert told(by_code["AP1"].rows[0].actions) == [
            ("ratification_or_accession", "2014-03-19", False),
            ("declaration", "2001-02-03", False),
        ]
        assert told(by_code["CPED"].rows[0].actions) == [
            ("ratification_or_accession", "2017-10-26", False)
        ]

    def test_sets_marked_cells_aside_with_the_note_below_the_list(self) -> None:
        by_code = {table.treaty.code: table for table in read_list(files.icrc()).tables}
        (fault,) = by_code["GC4"].faults
        assert (fault.participant, fault.code, fault.column) == ("Beta", "footnote", "GC I-IV 1949")
        assert "bound by another's act" in fault.message
        assert "29.09.1989 (withdrawn)" in by_code["AP1"].faults[0].message

    def test_counts_parties_as_its_last_row_does(self) -> None:
        table = read_list(files.icrc()).tables[0]
        assert (table.counted_parties, table.parties) == (1, 1)


class TestTheListOfOhchr:
    def test_names_its_instrument_and_its_day(self) -> None:
        read = read_list(files.ohchr())
        assert (read.format, read.as_of) == (Format.OHCHR, dt.date(2025, 11, 10))
        assert read.tables[0].treaty == TreatyName(title="Convention of the tests")
        assert read.unread == ("Date of acceptance of inquiry procedure",)

    def test_gives_signatures_and_consents_without_saying_which(self) -> None:
        rows = only(files.ohchr()).rows
        assert [told(row.actions) for row in rows] == [
            [("ratification_or_accession", "2001-02-03", False)],
            [("signature", "2001-02-03", False)],
        ]


class TestTheListOfTheAfricanUnion:
    def test_takes_the_day_of_deposit(self) -> None:
        read = read_list(files.african_union())
        assert read.format == Format.AFRICAN_UNION
        first = read.tables[0].rows[0]
        assert told(first.actions) == [
            ("signature", "2012-01-27", False),
            ("ratification_or_accession", "2013-06-14", False),
        ]
        assert "2013-05-14" in first.actions[1].note

    def test_sets_two_dates_of_unclear_meaning_aside_but_keeps_the_signature(self) -> None:
        table = only(files.african_union())
        assert [(fault.participant, fault.code) for fault in table.faults] == [
            ("GAM", "ambiguous"),
            ("DEL", "no_date"),
        ]
        kept = {row.participant: row.actions for row in table.rows}
        assert told(kept["GAM"]) == [("signature", "2015-04-06", False)]
        assert kept["EPS"] == ()
