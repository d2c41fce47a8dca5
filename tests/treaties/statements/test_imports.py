"""Statements in the record: added, worded anew, flagged, withdrawn, and in effect on a date."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from apps.countries.models import Country
from apps.treaties.import_models import ImportedRow
from apps.treaties.import_services import map_participant
from apps.treaties.models import Treaty, TreatyStatement
from apps.treaties.selectors import treaty_statuses
from apps.treaties.statements.selectors import stated_on
from apps.treaties.statements.services import retract_statement, withdraw_statement
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.factories import (
    MemberStateFactory,
    TreatyActionFactory,
    TreatyFactory,
    TreatyStatementFactory,
    actor,
)
from tests.treaties.lists import AS_OF, bring_in, bring_in_rows, counts
from tests.treaties.sources import files

pytestmark = pytest.mark.django_db

LATER = dt.date(2016, 1, 1)
TEXT = "The Government does not consider itself bound by article IX of the Convention."
OTHER = "The Government does not consider itself bound by article IX of this Convention at all."


@pytest.fixture
def treaty() -> Treaty:
    return TreatyFactory(
        mtdsg="IV-1", full_title="Convention of the tests", adopted_on=dt.date(1990, 1, 1)
    )


@pytest.fixture
def alpha() -> Country:
    return MemberStateFactory(name="Alpha", code="0AL")


@pytest.fixture
def beta() -> Country:
    return MemberStateFactory(name="Beta", code="0BE")


def xml(
    *statements: tuple[str, str, str], rows: tuple[tuple[str, ...], ...] = (), **facts: Any
) -> bytes:
    """A list with statements: section, participant and text."""
    more = "".join(
        f"<{section}><Item><Participant>{name}</Participant><Text>{text}</Text></Item></{section}>"
        for section, name, text in statements
    )
    table = rows or (("Alpha", "1 Feb 1999", "1 Mar 2000"), ("Beta", "", "2 Apr 2001 a"))
    return files.xml(*table, more=more, **facts)


def on_record() -> list[tuple[str, str, str, str]]:
    rows = TreatyStatement.objects.standing().order_by("country__name", "date", "id")
    return [(s.country.name, s.kind, s.date.isoformat(), s.text) for s in rows]


@pytest.mark.usefixtures("treaty", "alpha", "beta")
class TestAList:
    def test_adds_statements_of_the_day_of_the_consent(self) -> None:
        batch = bring_in(xml(("Declarations", "Alpha", TEXT)))
        assert counts(batch) == {"created": 3, "statements": 1}
        (found,) = TreatyStatement.objects.all()
        assert on_record() == [("Alpha", "declaration_or_reservation", "2000-03-01", TEXT)]
        assert (found.dated_by, found.confidence, found.articles) == ("consent", "medium", ["IX"])
        assert (found.source, found.source_as_of, found.batch) == (
            *("UN Treaty Collection IV-1", AS_OF),
            batch,
        )
        assert found.language == "en"
        assert history_of(found)[0].event == "treaty_list.imported"

    def test_says_upon_what_a_statement_was_made(self) -> None:
        bring_in(xml(("Declarations", "Alpha", "Upon signature:</Text><Text>We understand.")))
        (found,) = TreatyStatement.objects.all()
        assert (found.date, found.dated_by) == (dt.date(1999, 2, 1), "signature")

    def test_that_gives_no_date_of_an_objection_has_it_at_the_latest(self) -> None:
        bring_in(xml(("Objections", "Beta", "We object to the reservation made by Alpha.")))
        (found,) = TreatyStatement.objects.all()
        assert (found.date, found.precision, found.dated_by) == (AS_OF, "until", "list")
        assert (found.confidence, found.concerned) == ("low", ["0AL"])

    def test_again_changes_nothing(self) -> None:
        bring_in(xml(("Declarations", "Alpha", TEXT)))
        batch = bring_in(xml(("Declarations", "Alpha", f"{TEXT} ")), as_of=LATER)
        assert counts(batch) == {"unchanged": 3, "statements_unchanged": 1}
        assert TreatyStatement.objects.count() == 1

    def test_words_a_statement_anew(self) -> None:
        bring_in(xml(("Declarations", "Alpha", TEXT)))
        batch = bring_in(xml(("Declarations", "Alpha", OTHER)), as_of=LATER)
        assert counts(batch) == {"unchanged": 3, "statements_revised": 1}
        assert [row[3] for row in on_record()] == [OTHER]
        new = TreatyStatement.objects.get(text=OTHER)
        assert new.replaces is not None
        assert new.replaces.text == TEXT

    def test_that_is_older_words_nothing_anew(self) -> None:
        bring_in(xml(("Declarations", "Alpha", OTHER)), as_of=LATER)
        batch = bring_in(xml(("Declarations", "Alpha", TEXT)))
        assert counts(batch)["outdated"] == 1
        assert [row[3] for row in on_record()] == [OTHER]

    def test_adds_another_statement_beside_the_first(self) -> None:
        bring_in(xml(("Declarations", "Alpha", TEXT)))
        both = xml(
            ("Declarations", "Alpha", TEXT),
            ("Notifications", "Alpha", "The authority is the ministry of justice."),
        )
        batch = bring_in(both, as_of=LATER)
        assert counts(batch) == {"unchanged": 3, "statements": 1, "statements_unchanged": 1}

    def test_flags_what_it_no_longer_has_and_deletes_nothing(self) -> None:
        bring_in(xml(("Declarations", "Alpha", TEXT)))
        batch = bring_in(xml(("Declarations", "Beta", "We are bound by all of it.")), as_of=LATER)
        assert counts(batch) == {"unchanged": 3, "statements": 1, "vanished": 1}
        row = ImportedRow.objects.get(outcome="vanished")
        assert row.statement is not None
        assert row.statement.text == TEXT
        assert len(on_record()) == 2

    def test_without_a_part_for_statements_says_nothing_of_them(self) -> None:
        bring_in(xml(("Declarations", "Alpha", TEXT)))
        assert counts(bring_in(xml(), as_of=LATER)) == {"unchanged": 3}

    def test_keeps_the_notes_of_the_depositary(self) -> None:
        more = f"""<Declarations><Declaration><Participant>Alpha<sup>3</sup></Participant>
            <Text>{TEXT}</Text></Declaration></Declarations>
            <EndNotes><EndNote><Number>3</Number><Text>See there.</Text></EndNote></EndNotes>"""
        bring_in(files.xml(("Alpha", "", "1 Mar 2000"), more=more))
        assert TreatyStatement.objects.get().note == "See there."


class TestAnUnknownName:
    def test_waits_with_its_statement(self, treaty: Treaty, alpha: Country) -> None:
        batch = bring_in(xml(("Declarations", "Alphaland", TEXT), rows=(("Alpha", "", ""),)))
        assert counts(batch) == {"unmatched": 1}
        _alias, found = map_participant(
            actor=actor(Role.SECRETARIAT), name="Alphaland", country=alpha
        )
        assert found["statements"] == 1
        assert on_record() == [("Alpha", "declaration_or_reservation", AS_OF.isoformat(), TEXT)]


class TestAListOfStatementsAlone:
    def test_leaves_status_and_reach_of_the_actions_as_they_are(
        self, treaty: Treaty, alpha: Country
    ) -> None:
        bring_in_rows(treaty, ("Alpha", "", "1 Mar 2000"))
        content = f"#Alpha\n{TEXT}\n".encode()
        batch = bring_in(content, name="declarations_4-1.txt", as_of=LATER)
        assert (batch.format, counts(batch)) == ("untc_statements", {"statements": 1})
        status = treaty_statuses(as_of=LATER).of(treaty, alpha)
        assert (status.known_as_of, status.reserves) == (AS_OF, True)
        assert on_record()[0][2] == "2000-03-01"


class TestTheMark:
    @pytest.mark.parametrize(
        ("as_of", "reserves"),
        [("2010-02-28", False), ("2010-03-01", True), ("2012-05-31", True), ("2012-06-01", False)],
    )
    def test_is_that_of_the_date(
        self, treaty: Treaty, alpha: Country, as_of: str, reserves: bool
    ) -> None:
        TreatyActionFactory(treaty=treaty, country=alpha, date=dt.date(2009, 1, 1))
        TreatyStatementFactory(
            treaty=treaty,
            country=alpha,
            withdrawal_notified_on=dt.date(2012, 5, 1),
            withdrawal_effective_on=dt.date(2012, 6, 1),
        )
        table = treaty_statuses(as_of=dt.date.fromisoformat(as_of))
        assert table.of(treaty, alpha).reserves is reserves

    def test_is_not_that_of_a_declaration_or_an_objection(
        self, treaty: Treaty, alpha: Country
    ) -> None:
        TreatyActionFactory(treaty=treaty, country=alpha)
        for kind in ("declaration", "objection", "notification", "territorial_application"):
            TreatyStatementFactory(treaty=treaty, country=alpha, kind=kind)
        assert not treaty_statuses().of(treaty, alpha).reserves


class TestAWithdrawal:
    keeper = staticmethod(lambda: actor(Role.SECRETARIAT))

    def test_replaces_the_statement_by_one_with_its_dates(self) -> None:
        statement = TreatyStatementFactory()
        made = withdraw_statement(
            actor=self.keeper(),
            statement=statement,
            notified_on=dt.date(2012, 5, 1),
            effective_on=None,
            source="C.N.1.2012",
        )
        assert made.replaces == statement
        assert made.withdrawal_effective_on == dt.date(2012, 5, 1)
        assert (made.text, made.date, made.source) == (
            *(statement.text, statement.date),
            statement.source,
        )
        assert history_of(made)[0].event == "statement.withdrawn"

    def test_outlives_a_new_wording(self, treaty: Treaty, alpha: Country, beta: Country) -> None:
        bring_in(xml(("Declarations", "Alpha", TEXT)))
        withdraw_statement(
            actor=self.keeper(),
            statement=TreatyStatement.objects.get(),
            notified_on=dt.date(2014, 1, 1),
            effective_on=dt.date(2014, 2, 1),
            source="C.N.1.2014",
        )
        bring_in(xml(("Declarations", "Alpha", OTHER)), as_of=LATER)
        (standing,) = TreatyStatement.objects.standing()
        assert (standing.text, standing.withdrawal_effective_on) == (OTHER, dt.date(2014, 2, 1))
        stated = stated_on(treaty, alpha, LATER)
        assert (stated.in_effect, stated.ended) == ([], [standing])
        # Its absence needs no look of a person.
        gone = bring_in(xml(("Declarations", "Beta", "We accept.")), as_of=dt.date(2017, 1, 1))
        assert "vanished" not in counts(gone)

    @pytest.mark.parametrize(
        ("notified", "effective", "source", "field"),
        [
            ("2009-01-01", None, "x", "notified_on"),
            ("2999-01-01", None, "x", "notified_on"),
            ("2012-05-01", "2012-04-30", "x", "effective_on"),
            ("2012-05-01", None, " ", "source"),
        ],
    )
    def test_that_cannot_be_is_refused(
        self, notified: str, effective: str | None, source: str, field: str
    ) -> None:
        with pytest.raises(ValidationError) as caught:
            withdraw_statement(
                actor=self.keeper(),
                statement=TreatyStatementFactory(),
                notified_on=dt.date.fromisoformat(notified),
                effective_on=dt.date.fromisoformat(effective) if effective else None,
                source=source,
            )
        assert set(caught.value.message_dict) == {field}

    @pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.COORDINATOR])
    def test_is_the_secretariats(self, role: Role) -> None:
        facts: dict[str, Any] = {"notified_on": AS_OF, "effective_on": None, "source": "x"}
        with pytest.raises(PermissionDenied):
            withdraw_statement(actor=actor(role), statement=TreatyStatementFactory(), **facts)


class TestARetraction:
    def test_stays_though_the_list_says_so_again(self, treaty: Treaty, alpha: Country) -> None:
        bring_in(xml(("Declarations", "Alpha", TEXT)))
        statement = TreatyStatement.objects.get()
        keeper = actor(Role.SECRETARIAT)
        retract_statement(actor=keeper, statement=statement, reason="Of another State")
        assert on_record() == []
        bring_in(xml(("Declarations", "Alpha", f"{TEXT} ")), as_of=LATER)
        assert on_record() == []
        with pytest.raises(ValidationError, match="changed since"):
            retract_statement(actor=keeper, statement=statement, reason="Again")

    def test_needs_a_reason(self) -> None:
        with pytest.raises(ValidationError, match="Say why"):
            retract_statement(
                actor=actor(Role.SECRETARIAT), statement=TreatyStatementFactory(), reason=" "
            )


def test_a_statement_is_never_changed_or_deleted() -> None:
    rows = TreatyStatement.objects.filter(pk=TreatyStatementFactory().pk)
    for change in (rows.delete, lambda: rows.update(text="Changed")):
        with acting(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
            change()
