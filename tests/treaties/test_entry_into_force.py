"""Entry into force against published dates (depositaries' notices, Australian Treaty Series)."""

import datetime as dt

import pytest

from apps.treaties.entry_into_force import Basis, entry_into_force
from apps.treaties.models import ActionKind, EntryRule, Precision, Treaty

RULES = {
    "GENOCIDE": (EntryRule.DAYS, 90, "1951-01-12"),
    "ICERD": (EntryRule.DAYS, 30, "1969-01-04"),
    "ICESCR": (EntryRule.MONTHS, 3, "1976-01-03"),
    "ICCPR": (EntryRule.MONTHS, 3, "1976-03-23"),
    "ICCPR_OP1": (EntryRule.MONTHS, 3, "1976-03-23"),
    "ICCPR_OP2": (EntryRule.MONTHS, 3, "1991-07-11"),
    "CEDAW": (EntryRule.DAYS, 30, "1981-09-03"),
    "OP_CEDAW": (EntryRule.MONTHS, 3, "2000-12-22"),
    "CAT": (EntryRule.DAYS, 30, "1987-06-26"),
    "OPCAT": (EntryRule.DAYS, 30, "2006-06-22"),
    "CRC": (EntryRule.DAYS, 30, "1990-09-02"),
    "OPAC": (EntryRule.MONTHS, 1, "2002-02-12"),
    "OPSC": (EntryRule.MONTHS, 1, "2002-01-18"),
    "CRPD": (EntryRule.DAYS, 30, "2008-05-03"),
    "REFUGEE_CONVENTION": (EntryRule.DAYS, 90, "1954-04-22"),
    "REFUGEE_PROTOCOL": (EntryRule.DAYS, 0, "1967-10-04"),
    "GC1": (EntryRule.MONTHS, 6, "1950-10-21"),
    "AP1": (EntryRule.MONTHS, 6, "1978-12-07"),
    "AP3": (EntryRule.MONTHS, 6, "2007-01-14"),
    "ROME_STATUTE": (EntryRule.FIRST_OF_MONTH_AFTER_DAYS, 60, "2002-07-01"),
    "ATT": (EntryRule.DAYS, 90, "2014-12-24"),
    "ICMW": (EntryRule.FIRST_OF_MONTH_AFTER_MONTHS, 3, "2003-07-01"),
    "KAMPALA": (EntryRule.DAYS, 30, "2012-12-06"),
}


def treaty(code: str) -> Treaty:
    rule, number, start = RULES[code]
    return Treaty(
        code=code,
        entry_rule=rule,
        entry_number=number,
        entered_into_force_on=dt.date.fromisoformat(start),
    )


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class TestTheTreatyItself:
    """The rule, applied to the deposit that completed the number, gives the treaty's own date."""

    @pytest.mark.parametrize(
        ("code", "last_deposit"),
        [
            ("ICERD", "1968-12-05"),
            ("ICESCR", "1975-10-03"),
            ("ICCPR", "1975-12-23"),
            ("ICCPR_OP2", "1991-04-11"),
            ("CEDAW", "1981-08-04"),
            ("CAT", "1987-05-27"),
            ("CRC", "1990-08-03"),
            ("REFUGEE_CONVENTION", "1954-01-22"),
            ("REFUGEE_PROTOCOL", "1967-10-04"),
            ("GC1", "1950-04-21"),
            ("AP1", "1978-06-07"),
            ("AP3", "2006-07-14"),
            ("ROME_STATUTE", "2002-04-11"),
            ("ATT", "2014-09-25"),
            ("ICMW", "2003-03-14"),
            ("CRPD", "2008-04-03"),
            ("OPCAT", "2006-05-23"),
        ],
    )
    def test_enters_into_force_on_the_published_date(self, code: str, last_deposit: str) -> None:
        instrument = treaty(code)
        entry = entry_into_force(instrument, kind=ActionKind.RATIFICATION, date=date(last_deposit))
        assert entry.on == instrument.entered_into_force_on


class TestAState:
    """Australia's dates, and a few of other States, as the treaty series publish them."""

    @pytest.mark.parametrize(
        ("code", "deposit", "in_force"),
        [
            ("ICERD", "1975-09-30", "1975-10-30"),
            ("ICESCR", "1975-12-10", "1976-03-10"),
            ("ICCPR", "1980-08-13", "1980-11-13"),
            ("ICCPR_OP1", "1991-09-25", "1991-12-25"),
            ("ICCPR_OP2", "1990-10-02", "1991-07-11"),
            ("CEDAW", "1983-07-28", "1983-08-27"),
            ("OP_CEDAW", "2008-12-04", "2009-03-04"),
            ("CAT", "1989-08-08", "1989-09-07"),
            ("OPCAT", "2017-12-21", "2018-01-20"),
            ("CRC", "1990-12-17", "1991-01-16"),
            ("OPAC", "2006-09-26", "2006-10-26"),
            ("OPSC", "2007-01-08", "2007-02-08"),
            ("CRPD", "2008-07-17", "2008-08-16"),
            ("REFUGEE_PROTOCOL", "1973-12-13", "1973-12-13"),
            ("GC1", "1958-10-14", "1959-04-14"),
            ("AP1", "1991-06-21", "1991-12-21"),
            ("AP3", "2009-07-15", "2010-01-15"),
            ("ROME_STATUTE", "2002-07-01", "2002-09-01"),
            ("ATT", "2014-06-03", "2014-12-24"),
            ("GENOCIDE", "1970-01-30", "1970-04-30"),  # United Kingdom
            ("GENOCIDE", "1988-11-25", "1989-02-23"),  # United States
            ("ICCPR", "1992-06-08", "1992-09-08"),  # United States
            ("ROME_STATUTE", "2007-07-17", "2007-10-01"),  # Japan
            ("ROME_STATUTE", "2011-06-24", "2011-09-01"),  # Tunisia
            ("ROME_STATUTE", "2015-01-02", "2015-04-01"),  # State of Palestine
        ],
    )
    def test_is_bound_from_the_published_date(self, code: str, deposit: str, in_force: str) -> None:
        entry = entry_into_force(treaty(code), kind=ActionKind.ACCESSION, date=date(deposit))
        assert entry.on == date(in_force)

    def test_that_deposits_early_is_bound_with_the_treaty_itself(self) -> None:
        entry = entry_into_force(
            treaty("GENOCIDE"), kind=ActionKind.RATIFICATION, date=date("1949-07-08")
        )
        assert (entry.on, entry.basis) == (date("1951-01-12"), Basis.TREATY)


class TestWhatTheRecordDoesNotGive:
    def test_a_month_without_that_day_ends_on_its_last(self) -> None:
        entry = entry_into_force(
            treaty("ICCPR"), kind=ActionKind.ACCESSION, date=date("2000-11-30")
        )
        assert entry.on == date("2001-02-28")

    def test_a_successor_is_bound_at_the_latest_by_its_notification(self) -> None:
        entry = entry_into_force(
            treaty("GENOCIDE"), kind=ActionKind.SUCCESSION, date=date("1992-12-29")
        )
        assert (entry.on, entry.basis) == (date("1992-12-29"), Basis.SUCCESSION)

    @pytest.mark.parametrize(
        ("instrument", "notified", "bound", "basis"),
        [
            ("GENOCIDE", "1992-12-29", "1992-03-06", Basis.SUCCESSION_DATE),
            # The instrument itself was not in force before.
            ("ROME_STATUTE", "2003-01-01", "2002-07-01", Basis.SUCCESSION_DATE),
            # A notification before the succession is about something else.
            ("GENOCIDE", "1991-01-01", "1991-01-01", Basis.SUCCESSION),
        ],
    )
    def test_a_successor_is_bound_from_its_succession_where_that_is_known(
        self, instrument: str, notified: str, bound: str, basis: Basis
    ) -> None:
        entry = entry_into_force(
            treaty(instrument),
            kind=ActionKind.SUCCESSION,
            date=date(notified),
            succeeded_on=date("1992-03-06"),
        )
        assert (entry.on, entry.basis) == (date(bound), basis)

    def test_an_accession_of_a_successor_follows_the_rule(self) -> None:
        entry = entry_into_force(
            treaty("GENOCIDE"),
            kind=ActionKind.ACCESSION,
            date=date("2001-03-12"),
            succeeded_on=date("1992-04-27"),
        )
        assert (entry.on, entry.basis) == (date("2001-06-10"), Basis.RULE)

    def test_the_date_of_the_source_comes_first(self) -> None:
        entry = entry_into_force(
            treaty("GENOCIDE"),
            kind=ActionKind.SUCCESSION,
            date=date("1992-12-29"),
            effective_on=date("1992-03-06"),
        )
        assert (entry.on, entry.basis) == (date("1992-03-06"), Basis.SOURCE)

    def test_a_year_alone_gives_no_date(self) -> None:
        entry = entry_into_force(
            treaty("ICCPR"),
            kind=ActionKind.ACCESSION,
            date=date("2000-01-01"),
            precision=Precision.YEAR,
        )
        assert (entry.on, entry.basis) == (None, Basis.NOT_EXACT)

    def test_a_treaty_that_is_not_in_force_binds_nobody(self) -> None:
        pending = Treaty(entry_rule=EntryRule.DAYS, entry_number=30)
        entry = entry_into_force(pending, kind=ActionKind.RATIFICATION, date=date("2020-01-01"))
        assert (entry.on, entry.basis) == (None, Basis.NOT_IN_FORCE)
