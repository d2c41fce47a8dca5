"""Entry into force of the catalogue's own instruments for States, against published dates.

The deposit is what the record says, the rule what the catalogue says; the date was published by
somebody else, who is named with it.
"""

import csv
import datetime as dt
from functools import cache

import pytest

from apps.catalogue.services import DATA
from apps.treaties.catalogues import read_treaties
from apps.treaties.entry_into_force import entry_into_force
from apps.treaties.models import BINDING_KINDS, Treaty

AUSTRALIA = "Australian Treaties Database: entry into force for Australia"
COURT = "International Criminal Court, States Parties"
ICRC = "ICRC list of 9 November 2020, notes (**) and (***)"
ICJ_2007 = "ICJ, Bosnia and Herzegovina v. Serbia and Montenegro, 26 February 2007"
ICJ_2011 = "ICJ, Georgia v. Russian Federation, 1 April 2011"
ICJ_2012 = "ICJ, Belgium v. Senegal, 20 July 2012"

PUBLISHED = [
    ("GENOCIDE", "AUS", "1951-01-12", AUSTRALIA),
    ("ICERD", "AUS", "1975-10-30", AUSTRALIA),
    ("ICESCR", "AUS", "1976-03-10", AUSTRALIA),
    ("ICCPR", "AUS", "1980-11-13", AUSTRALIA),
    ("ICCPR_OP1", "AUS", "1991-12-25", AUSTRALIA),
    ("ICCPR_OP2", "AUS", "1991-07-11", AUSTRALIA),
    ("CEDAW", "AUS", "1983-08-27", AUSTRALIA),
    ("OP_CEDAW", "AUS", "2009-03-04", AUSTRALIA),
    ("CAT", "AUS", "1989-09-07", AUSTRALIA),
    ("CRC", "AUS", "1991-01-16", AUSTRALIA),
    ("OPAC", "AUS", "2006-10-26", AUSTRALIA),
    ("OPSC", "AUS", "2007-02-08", AUSTRALIA),
    ("CRPD", "AUS", "2008-08-16", AUSTRALIA),
    ("REFUGEE_CONVENTION", "AUS", "1954-04-22", AUSTRALIA),
    ("REFUGEE_PROTOCOL", "AUS", "1973-12-13", AUSTRALIA),
    ("GC1", "AUS", "1959-04-14", AUSTRALIA),
    ("GC4", "AUS", "1959-04-14", AUSTRALIA),
    ("AP1", "AUS", "1991-12-21", AUSTRALIA),
    ("AP2", "AUS", "1991-12-21", AUSTRALIA),
    ("AP3", "AUS", "2010-01-15", AUSTRALIA),
    ("ATT", "AUS", "2014-12-24", AUSTRALIA),
    ("ROME_STATUTE", "AUS", "2002-09-01", AUSTRALIA),
    ("ROME_STATUTE", "AFG", "2003-05-01", COURT),
    ("ROME_STATUTE", "ALB", "2003-05-01", COURT),
    ("ROME_STATUTE", "AND", "2002-07-01", COURT),
    ("ROME_STATUTE", "ATG", "2002-07-01", COURT),
    ("ROME_STATUTE", "BGD", "2010-06-01", COURT),
    ("ROME_STATUTE", "BRB", "2003-03-01", COURT),
    ("ROME_STATUTE", "BEL", "2002-07-01", COURT),
    ("ROME_STATUTE", "GRD", "2011-08-01", COURT),
    ("ROME_STATUTE", "TUN", "2011-09-01", COURT),
    ("ROME_STATUTE", "BDI", "2004-12-01", ICRC),
    ("ROME_STATUTE", "PHL", "2011-11-01", ICRC),
    ("GENOCIDE", "SRB", "2001-06-10", ICJ_2007),
    ("ICERD", "GEO", "1999-07-02", ICJ_2011),
    ("CAT", "BEL", "1999-07-25", ICJ_2012),
]


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
    ("code", "state", "published", "source"),
    PUBLISHED,
    ids=[f"{code}-{state}" for code, state, _date, _source in PUBLISHED],
)
def test_it_is_on_the_day_that_was_published(
    code: str, state: str, published: str, source: str
) -> None:
    kind, date = consents()[code, state]
    found = entry_into_force(instruments()[code], kind=kind, date=dt.date.fromisoformat(date))
    assert found.on is not None
    assert found.on.isoformat() == published, source


def test_the_pairs_are_enough_and_of_all_kinds_of_rules() -> None:
    assert len({(code, state) for code, state, *_rest in PUBLISHED}) >= 30
    rules = {
        (instruments()[code].entry_rule, instruments()[code].entry_number)
        for code, *_rest in PUBLISHED
    }
    assert rules >= {
        *(("days", 0), ("days", 30), ("days", 90), ("months", 1), ("months", 3), ("months", 6)),
        ("first_of_month_after_days", 60),
    }
