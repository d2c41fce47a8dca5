"""Entry into force of the catalogue's own instruments for States, against dates known elsewhere.

The deposit is what the record says, the rule what the catalogue says. ``PUBLISHED`` dates were read
in the source that is named; ``WORKED_OUT`` were counted by hand from the deposit and the article,
and still wait for somebody who reads them in a publication.
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
LIST = "Wikipedia, States parties to the Rome Statute (secondary)"
ICRC = "ICRC list of 9 November 2020, notes (**) and (***)"

PUBLISHED = [
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
    ("CAT", "AUS", "1989-09-07", "article 27"),
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
    ("ATT", "AUS", "2014-12-24", "article 22"),
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


def test_the_pairs_are_of_all_kinds_of_rules() -> None:
    rules = {
        (instruments()[code].entry_rule, instruments()[code].entry_number) for code, *_rest in DATES
    }
    assert rules >= {
        *(("days", 0), ("days", 30), ("days", 90), ("months", 1), ("months", 3), ("months", 6)),
        ("first_of_month_after_days", 60),
    }
