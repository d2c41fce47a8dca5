"""When reports fall due by the text of the treaties, against the titles of published reports.

A report's title says when it was due ("Initial report of States parties due in 2015"). ``TITLES``
gives the year of the title as recalled, and still waits for somebody who reads it in the document;
``WORKED_OUT`` was counted by hand from the article.
"""

import datetime as dt
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalogue.services import DATA
from apps.treaties.catalogues import read_treaties
from apps.treaties.entry_into_force import RULES
from apps.treaties.obligations.choices import DueKind
from apps.treaties.obligations.rules import (
    Anchor,
    Cycle,
    cycle_of,
    horizon,
    initial_due,
    planned_dates,
    weakest,
)

TODAY = dt.date(2026, 11, 22)

# Instrument, deposit, year of the first report, symbol of the report.
TITLES = [
    ("CEDAW", "2014-04-02", 2015, "CEDAW/C/PSE/1"),
    ("CAT", "2014-04-02", 2015, "CAT/C/PSE/1"),
    ("CRC", "2014-04-02", 2016, "CRC/C/PSE/1"),
    ("CEDAW", "2015-04-30", 2016, "CEDAW/C/SSD/1"),
    ("CRC", "2015-01-23", 2017, "CRC/C/SSD/1"),
]
# Instrument, entry into force for the State, first report, the one after it, article.
WORKED_OUT = [
    ("ICERD", "2014-05-02", "2015-05-02", "2017-05-02", "article 9"),
    ("ICESCR", "2014-07-02", "2016-07-02", "2021-07-02", "articles 16 and 17"),
    ("ICCPR", "2014-07-02", "2015-07-02", "2023-07-02", "article 40 and the predictable cycle"),
    ("CEDAW", "1984-01-13", "1985-01-13", "1989-01-13", "article 18"),
    ("CAT", "2014-05-02", "2015-05-02", "2019-05-02", "article 19"),
    ("CRC", "2014-05-02", "2016-05-02", "2021-05-02", "article 44"),
    ("CRPD", "2014-05-02", "2016-05-02", "2020-05-02", "article 35"),
    ("ICMW", "2004-09-01", "2005-09-01", "2010-09-01", "article 73"),
]


@cache
def cycles() -> dict[str, Any]:
    """The project's own instruments by code."""
    return {treaty.code: treaty for treaty in read_treaties(DATA).content.treaties}


def cycle(code: str) -> Cycle:
    return cycle_of(cycles()[code].reporting.model_dump())


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class TestTheFirstReport:
    @pytest.mark.parametrize(("code", "deposit", "year", "symbol"), TITLES)
    def test_is_due_in_the_year_that_its_title_names(
        self, code: str, deposit: str, year: int, symbol: str
    ) -> None:
        rule = cycles()[code].eif_for_state
        in_force_on = RULES[rule.rule](day(deposit), rule.n)
        assert initial_due(cycle(code), in_force_on).year == year, symbol

    @pytest.mark.parametrize(("code", "start", "first", "second", "article"), WORKED_OUT)
    def test_and_the_one_after_it_are_due_by_the_article(
        self, code: str, start: str, first: str, second: str, article: str
    ) -> None:
        dates = planned_dates(cycle(code), in_force_on=day(start), today=day(start))
        known = {planned.due_on for planned in dates}
        assert initial_due(cycle(code), day(start)) == day(first), article
        after = planned_dates(cycle(code), in_force_on=day(start), today=day(first))
        periodic = [planned.due_on for planned in after if planned.kind == DueKind.PERIODIC]
        assert day(first) in known
        assert periodic[0] == day(second), article


class TestWhoOwesAReport:
    @pytest.mark.parametrize(
        "code", ["GENOCIDE", "ROME_STATUTE", "GC1", "ICCPR_OP2", "ICCPR_OP1", "OPCAT", "KAMPALA"]
    )
    def test_what_is_covered_elsewhere_or_asks_for_none_has_none(self, code: str) -> None:
        assert not cycle(code).is_own

    @pytest.mark.parametrize("code", ["OPAC", "OPSC"])
    def test_a_protocol_owes_its_first_report_and_then_none_of_its_own(self, code: str) -> None:
        assert cycle(code).is_own
        assert not cycle(code).is_periodic
        long_ago = planned_dates(cycle(code), in_force_on=day("2004-01-01"), today=TODAY)
        assert long_ago == []

    def test_enforced_disappearance_goes_on_only_when_the_committee_asks(self) -> None:
        found = planned_dates(cycle("CPED"), in_force_on=day("2026-01-05"), today=TODAY)
        assert [(p.kind, p.due_on) for p in found] == [(DueKind.INITIAL, day("2028-01-05"))]

    def test_arms_trade_reports_come_each_year_by_the_end_of_may(self) -> None:
        found = planned_dates(cycle("ATT"), in_force_on=day("2014-12-24"), today=TODAY)
        assert [p.due_on for p in found] == [day("2027-05-31"), day("2028-05-31")]
        assert {p.kind for p in found} == {DueKind.ANNUAL}

    def test_the_first_of_them_tells_of_the_first_whole_year(self) -> None:
        found = planned_dates(cycle("ATT"), in_force_on=day("2026-03-10"), today=day("2026-03-11"))
        annual = [p.due_on for p in found if p.kind == DueKind.ANNUAL]
        assert annual[0] == day("2028-05-31")


class TestTheHorizon:
    def test_past_dates_are_left_to_the_state(self) -> None:
        found = planned_dates(cycle("CEDAW"), in_force_on=day("1984-01-13"), today=TODAY)
        assert all(p.due_on >= TODAY for p in found)

    def test_the_next_date_is_there_even_beyond_it(self) -> None:
        # 1985 and every four years: 2029 lies more than 24 months ahead.
        found = planned_dates(cycle("CEDAW"), in_force_on=day("1984-01-13"), today=TODAY)
        assert [p.due_on for p in found] == [day("2029-01-13")]
        assert found[0].due_on > horizon(TODAY)

    def test_all_within_it_are_there(self) -> None:
        found = planned_dates(cycle("ICERD"), in_force_on=day("2014-05-02"), today=TODAY)
        assert [p.due_on for p in found] == [day("2027-05-02")]
        start = day("2025-11-30")
        both = planned_dates(cycle("ICERD"), in_force_on=day("2014-11-30"), today=start)
        assert [p.due_on for p in both] == [start, day("2027-11-30")]


class TestADateThatSomebodySet:
    def test_carries_the_cycle_on(self) -> None:
        found = planned_dates(
            cycle("CEDAW"),
            in_force_on=day("1984-01-13"),
            today=TODAY,
            anchors=[Anchor(day("2024-07-31"))],
        )
        assert [p.due_on for p in found] == [day("2028-07-31")]

    def test_makes_the_next_one_surer_and_never_sure(self) -> None:
        facts: dict[str, Any] = {
            "in_force_on": day("1984-01-13"),
            "today": TODAY,
            "confidence": "high",
        }
        by_rule = planned_dates(cycle("CEDAW"), **facts)
        counted = planned_dates(cycle("CEDAW"), anchors=[Anchor(day("2024-07-31"))], **facts)
        assert [by_rule[0].confidence, counted[0].confidence] == ["low", "medium"]

    def test_confidence_is_that_of_the_weakest_fact(self) -> None:
        assert weakest("high", "medium", "high") == "medium"
        assert weakest("high", "") == "low"


starts = st.dates(dt.date(1969, 1, 1), dt.date(2026, 1, 1))
codes = st.sampled_from(["ICERD", "ICESCR", "ICCPR", "CEDAW", "CAT", "CRC", "CRPD", "ICMW", "ATT"])


class TestForEveryDay:
    @given(code=codes, start=starts, today=st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)))
    def test_a_key_means_the_same_date_whenever_it_is_computed(
        self, code: str, start: dt.date, today: dt.date
    ) -> None:
        now = planned_dates(cycle(code), in_force_on=start, today=today)
        later = planned_dates(cycle(code), in_force_on=start, today=today + dt.timedelta(days=400))
        known = {p.key: p.due_on for p in now}
        assert len(known) == len(now)
        assert all(known.get(p.key, p.due_on) == p.due_on for p in later)

    @given(code=codes, start=starts, today=st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)))
    def test_dates_come_in_order_and_one_at_least_is_ahead(
        self, code: str, start: dt.date, today: dt.date
    ) -> None:
        due = [p.due_on for p in planned_dates(cycle(code), in_force_on=start, today=today)]
        assert due
        assert all(a < b for a, b in pairwise(sorted(due)))
        assert min(due) >= today
