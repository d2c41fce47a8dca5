"""Entry into force of the catalogue's own instruments for States, against dates known elsewhere.

The deposit is what the record says, the rule what the catalogue says. ``PUBLISHED`` dates were read
in the source that is named, each as a date that the source itself gives: the register of the UN
Treaty Collection, which prints a date of effect for each deposit; the heads of the Systematic
Collection of Swiss law and releases of the Swiss administration (``CH``, with the number in the
Collection; some read in copies of it); the treaties database of Australia's foreign ministry; the
notes of the ICRC's list. Those of ``LIST`` are second-hand. ``WORKED_OUT`` were counted by hand
from the deposit and the article, and still wait for somebody who reads them in a publication: of
the rule of ICRMW (first day of the month after three months) no published date was found at all.
"""

import csv
import datetime as dt
from functools import cache

import pytest

from apps.catalogue.services import DATA
from apps.treaties.catalogues import read_treaties
from apps.treaties.entry_into_force import entry_into_force
from apps.treaties.models import BINDING_KINDS, Treaty

DFAT = "Department of Foreign Affairs and Trade of Australia, page on the Second Protocol"
ATS = "info.dfat.gov.au/Info/Treaties, [1989] ATS 21"
LIST = "Wikipedia, States parties to the Rome Statute (secondary)"
ICRC = "ICRC list of 9 November 2020, notes (**) and (***)"
UNTC = "treaties.un.org, register, No. 52373: date of effect"


def swiss(number: str, read_at: str) -> str:
    """The Systematic Collection of Swiss law: “in force for Switzerland”."""
    return f"Systematic Collection of Swiss law, SR {number}, read at {read_at}"


PUBLISHED = [
    ("ATT", "AFG", "2020-10-27", UNTC),
    ("ATT", "ALB", "2014-12-24", UNTC),
    ("ATT", "AUS", "2014-12-24", UNTC),
    ("ATT", "BEN", "2017-02-05", UNTC),
    ("ATT", "BLZ", "2015-06-17", UNTC),
    ("ATT", "BRB", "2015-08-18", UNTC),
    ("AP2", "CHE", "1982-08-17", swiss("0.518.522", "droit-bilingue.ch")),
    ("CAT", "AUS", "1989-09-07", ATS),
    ("CAT", "CHE", "1987-06-26", swiss("0.105", "www.admin.ch")),
    ("CEDAW", "CHE", "1997-04-26", swiss("0.108", "www.global-regulation.com")),
    ("CRC", "CHE", "1997-03-26", "Swiss foreign ministry, release of 25 February 1997"),
    ("GENOCIDE", "CHE", "2000-12-06", swiss("0.311.11", "lex.weblaw.ch")),
    ("ICCPR", "CHE", "1992-09-18", swiss("0.103.2", "lex.weblaw.ch")),
    ("ICCPR_OP2", "CHE", "1994-09-16", swiss("0.103.22", "www.global-regulation.com")),
    ("ICERD", "CHE", "1994-12-29", "Swiss Office of Justice, page on other conventions"),
    ("OPAC", "CHE", "2002-07-26", "Swiss foreign ministry, release of 25 July 2002"),
    ("OPCAT", "CHE", "2009-10-24", "humanrights.ch, page on the Convention against Torture"),
    ("OP_CEDAW", "CHE", "2008-12-29", swiss("0.108.1", "vlex.ch")),
    ("REFUGEE_CONVENTION", "CHE", "1955-04-21", swiss("0.142.30", "www.scribd.com/doc/304841536")),
    ("REFUGEE_PROTOCOL", "CHE", "1968-05-20", "humanrights.ch, page on the Refugee Convention"),
    ("ROME_STATUTE", "CHE", "2002-07-01", swiss("0.312.1", "www.droit-bilingue.ch")),
    ("ICCPR_OP2", "AUS", "1991-07-11", DFAT),
    ("ROME_STATUTE", "AUS", "2002-09-01", LIST),
    ("ROME_STATUTE", "AFG", "2003-05-01", LIST),
    ("ROME_STATUTE", "ALB", "2003-05-01", LIST),
    ("ROME_STATUTE", "AND", "2002-07-01", LIST),
    ("ROME_STATUTE", "ATG", "2002-07-01", LIST),
    ("ROME_STATUTE", "BGD", "2010-06-01", LIST),
    ("ROME_STATUTE", "BRB", "2003-03-01", LIST),
    ("ROME_STATUTE", "BEL", "2002-07-01", LIST),
    ("ROME_STATUTE", "BDI", "2004-12-01", ICRC),
    ("ROME_STATUTE", "PHL", "2011-11-01", ICRC),
]
WORKED_OUT = [
    ("GENOCIDE", "AUS", "1951-01-12", "article XIII"),
    ("GENOCIDE", "SRB", "2001-06-10", "article XIII"),
    ("ICERD", "AUS", "1975-10-30", "article 19"),
    ("ICERD", "GEO", "1999-07-02", "article 19"),
    ("ICESCR", "AUS", "1976-03-10", "article 27"),
    ("ICCPR", "AUS", "1980-11-13", "article 49"),
    ("ICCPR_OP1", "AUS", "1991-12-25", "article 9"),
    ("CEDAW", "AUS", "1983-08-27", "article 27"),
    ("OP_CEDAW", "AUS", "2009-03-04", "article 16"),
    ("CAT", "BEL", "1999-07-25", "article 27"),
    ("CRC", "AUS", "1991-01-16", "article 49"),
    ("OPAC", "AUS", "2006-10-26", "article 10"),
    ("OPSC", "AUS", "2007-02-08", "article 14"),
    ("CRPD", "AUS", "2008-08-16", "article 45"),
    ("REFUGEE_CONVENTION", "AUS", "1954-04-22", "article 43"),
    ("REFUGEE_PROTOCOL", "AUS", "1973-12-13", "article VIII"),
    ("GC1", "AUS", "1959-04-14", "article 58"),
    ("GC4", "AUS", "1959-04-14", "article 153"),
    ("AP1", "AUS", "1991-12-21", "article 95"),
    ("AP2", "AUS", "1991-12-21", "article 23"),
    ("AP3", "AUS", "2010-01-15", "article 11"),
    ("ROME_STATUTE", "GRD", "2011-08-01", "article 126"),
    ("ROME_STATUTE", "TUN", "2011-09-01", "article 126"),
]
DATES = [*PUBLISHED, *WORKED_OUT]


@cache
def instruments() -> dict[str, Treaty]:
    return {
        treaty.code: Treaty(
            code=treaty.code,
            entered_into_force_on=treaty.entry_into_force,
            entry_rule=treaty.eif_for_state.rule,
            entry_number=treaty.eif_for_state.n,
        )
        for treaty in read_treaties(DATA).content.treaties
    }


@cache
def consents() -> dict[tuple[str, str], tuple[str, str]]:
    """The first act of consent of each State to each instrument: its kind and its date."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    with (DATA / "treaty_actions.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            place, act = (row["treaty"], row["participant"]), (row["action"], row["date"])
            if row["action"] in BINDING_KINDS and act[1] < found.get(place, ("", "9999"))[1]:
                found[place] = act
    return found


@pytest.mark.parametrize(
    ("code", "state", "known", "source"),
    DATES,
    ids=[f"{code}-{state}" for code, state, _date, _source in DATES],
)
def test_it_is_on_the_day_that_is_known(code: str, state: str, known: str, source: str) -> None:
    kind, date = consents()[code, state]
    found = entry_into_force(instruments()[code], kind=kind, date=dt.date.fromisoformat(date))
    assert found.on is not None
    assert found.on.isoformat() == known, source


def test_thirty_pairs_of_different_rules_were_read_in_a_publication() -> None:
    assert len(PUBLISHED) >= 30
    rules = {
        (instruments()[code].entry_rule, instruments()[code].entry_number)
        for code, *_rest in PUBLISHED
    }
    assert rules >= {
        *(("days", 0), ("days", 30), ("days", 90), ("months", 1), ("months", 3), ("months", 6)),
        ("first_of_month_after_days", 60),
    }
