"""Texts of statements: divided where they say so, with what they name; the texts are invented."""

import datetime as dt

import pytest

from apps.treaties.choices import DateBasis, StatementKind
from apps.treaties.sources.lists import SourceFileError
from apps.treaties.sources.opening import read_list
from apps.treaties.sources.statements import LONGEST_TEXT, articles_in, statements_in
from tests.treaties.sources import files

BOTH = StatementKind.DECLARATION_OR_RESERVATION


def parts(text: str, kind: StatementKind = BOTH, **facts):
    return [
        (each.kind, each.dated_by, each.date, each.text)
        for each in statements_in(kind, "Alpha", text, **facts)
    ]


class TestAText:
    def test_without_labels_is_one_statement(self) -> None:
        assert parts("First.\nSecond.") == [(BOTH, None, None, "First.\nSecond.")]

    def test_is_divided_by_its_labels(self) -> None:
        text = "Upon signature:\nDeclaration:\nWe understand.\nReservation:\nWe do not accept."
        assert parts(text) == [
            ("declaration", DateBasis.SIGNATURE, None, "We understand."),
            ("reservation", DateBasis.SIGNATURE, None, "We do not accept."),
        ]

    def test_made_upon_signature_and_confirmed_is_of_the_consent(self) -> None:
        text = "Reservations made upon signature and confirmed upon ratification:\nNot bound."
        assert parts(text) == [("reservation", DateBasis.CONSENT, None, "Not bound.")]

    def test_is_divided_by_lines_that_are_a_date(self) -> None:
        text = "11 November 1985\nFirst.\n[3 May 2001]\nSecond."
        assert [(found[2], found[3]) for found in parts(text, StatementKind.OBJECTION)] == [
            (dt.date(1985, 11, 11), "First."),
            (dt.date(2001, 5, 3), "Second."),
        ]

    def test_tells_its_kind_in_its_first_words(self) -> None:
        assert parts("Reservation: We are not bound.") == [
            ("reservation", None, None, "We are not bound.")
        ]

    def test_keeps_a_sentence_that_only_speaks_of_reservations(self) -> None:
        text = "The reservations of others are noted: we do not share them."
        assert parts(text) == [(BOTH, None, None, text)]

    def test_of_an_objection_stays_one(self) -> None:
        found = parts("Declaration:\nWe object.", StatementKind.OBJECTION)
        assert [each[0] for each in found] == ["objection"]

    def test_without_end_is_refused(self) -> None:
        with pytest.raises(SourceFileError) as caught:
            parts("x" * (LONGEST_TEXT + 1))
        assert caught.value.code == "text_too_long"

    @pytest.mark.parametrize(
        ("text", "articles"),
        [
            ("bound by article IX of the Convention", ["IX"]),
            (
                "Articles 2, 9 (1) and 16 do not apply; article 9(1) least of all",
                ["2", "9(1)", "16"],
            ),
            ("with regard to article 5 bis", ["5 bis"]),
            ("l'article IX de la Convention et les articles 2 et 3", ["IX", "2", "3"]),
            ("every article of clothing", []),
            ("article Vote", []),
        ],
    )
    def test_names_articles(self, text: str, articles: list[str]) -> None:
        assert articles_in(text) == articles


class TestTheXml:
    def test_gives_statements_with_their_dates_and_notes(self) -> None:
        more = """<Declarations><Title>Declarations and Reservations</Title>
            <Declaration><Participant>Alpha&lt;superscript&gt;7&lt;/superscript&gt;</Participant>
            <Text type="para">Not bound by article IX.</Text></Declaration></Declarations>
            <Objections><Objection><Participant>Beta</Participant><Date>3 May 2001</Date>
            <Text>We object to Alpha.</Text></Objection></Objections>
            <EndNotes><EndNote><Number>7</Number><Text>See elsewhere.</Text></EndNote></EndNotes>"""
        (table,) = read_list(files.xml(more=more)).tables
        first, second = table.statements
        assert (first.participant, first.articles, first.notes) == (
            *("Alpha", ("IX",)),
            ("See elsewhere.",),
        )
        assert (second.kind, second.date) == ("objection", dt.date(2001, 5, 3))
        assert table.sections == {BOTH, StatementKind.OBJECTION}

    def test_is_read_where_statements_stand_one_after_the_other(self) -> None:
        more = """<Reservations><Participant>Alpha</Participant><Text>One.</Text>
            <Participant>Beta</Participant><Text>Two.</Text></Reservations>"""
        (table,) = read_list(files.xml(more=more)).tables
        assert [(each.kind, each.participant, each.text) for each in table.statements] == [
            ("reservation", "Alpha", "One."),
            ("reservation", "Beta", "Two."),
        ]

    def test_gives_territorial_applications_from_their_table(self) -> None:
        rows = "".join(
            files.row(cells)
            for cells in (
                ("Participant", "Date of receipt of the notification", "Territories"),
                ("Alpha", "2 Jun 1970", "The Isles"),
            )
        )
        more = f"<TerritorialApplications><Table>{rows}</Table></TerritorialApplications>"
        (table,) = read_list(files.xml(more=more)).tables
        (found,) = table.statements
        assert (found.kind, found.participant, found.text, found.date) == (
            *("territorial_application", "Alpha", "The Isles"),
            dt.date(1970, 6, 2),
        )
        assert len(table.rows) == 3


class TestTheTextFile:
    def test_gives_the_statements_of_each_participant(self) -> None:
        content = "#Alpha\nNot bound by article 4.\n\n#Beta\n\n\n#Côte d'Exemple\nA.\nB.\n"
        (table,) = read_list(content.encode()).tables
        assert [(each.participant, each.number, each.text) for each in table.statements] == [
            ("Alpha", 1, "Not bound by article 4."),
            ("Côte d'Exemple", 7, "A.\nB."),
        ]
        assert [(fault.participant, fault.code) for fault in table.faults] == [("Beta", "no_text")]
        assert table.rows == []

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"#Alpha\n\n#Beta\n", "no_statements"),
            ("#Alpha\nCôté".encode().decode("latin-1").encode(), "wrong_encoding"),
            (b"#Alpha\n" + b"x" * (LONGEST_TEXT + 1), "text_too_long"),
            (b"#Alpha\n\0\1\2", "not_a_table"),
        ],
    )
    def test_that_is_none_is_refused(self, content: bytes, code: str) -> None:
        with pytest.raises(SourceFileError) as caught:
            read_list(content)
        assert caught.value.code == code
