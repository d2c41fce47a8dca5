"""What the project's own files say, loaded as `make setup` loads them."""

import datetime as dt
import time
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from apps.appointments.models import ReportedFocalPoint
from apps.catalogue.models import RISK_FACTORS_2014, STEPS_2013, Framework, Item, ItemMapping
from apps.catalogue.services import load_catalogues
from apps.countries.models import Country, Kind, Organisation
from apps.engagement.models import UprSlot
from apps.treaties.models import Treaty, TreatyAction
from apps.treaties.selectors import gap_figures, treaty_counts, treaty_statuses
from apps.treaties.status import Standing
from focalpoint.catalogues.syncing import Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("loaded")]

REPORT_OF_2015 = dt.date(2015, 7, 13)


class TestTheFiles:
    def test_name_every_member_state_and_observer(self) -> None:
        kinds = [country.kind for country in Country.objects.all()]
        assert kinds.count(Kind.MEMBER) == 193
        assert kinds.count(Kind.OBSERVER) == 2
        assert not Country.objects.filter(kind=Kind.MEMBER, iso2="").exists()

    @pytest.mark.parametrize(
        ("code", "zone"),
        [("AUS", "Australia/Sydney"), ("USA", "America/New_York"), ("GBR", "Europe/London")],
    )
    def test_give_each_state_the_time_zone_of_its_capital(self, code: str, zone: str) -> None:
        assert Country.objects.get(code=code).time_zone == zone

    def test_give_the_date_of_a_succession_with_its_source(self) -> None:
        successors = Country.objects.exclude(succeeded_on=None)
        dates = {state.code: str(state.succeeded_on) for state in successors}
        assert dates == {
            "BIH": "1992-03-06",
            "CZE": "1993-01-01",
            "HRV": "1991-10-08",
            "MNE": "2006-06-03",
            "SRB": "1992-04-27",
            "SVK": "1993-01-01",
            "SVN": "1991-06-25",
        }
        for state in successors:
            assert state.succession["source"]
            assert state.succession["confidence"] in ("high", "medium", "low")

    def test_hold_the_seven_steps(self) -> None:
        steps = Item.objects.filter(framework__code=STEPS_2013, kind="step")
        assert [step.label for step in steps] == [f"({letter})" for letter in "abcdefg"]
        assert all(step.source_paragraph.startswith("71(") for step in steps)

    def test_hold_fourteen_risk_factors_with_their_indicators_and_crimes(self) -> None:
        factors = Item.objects.filter(framework__code=RISK_FACTORS_2014, kind="risk_factor")
        assert [factor.code for factor in factors] == [f"RF{n}" for n in range(1, 15)]
        assert Item.objects.filter(kind="indicator", parent__in=factors).count() == 141
        crimes = {factor.code: factor.facts["crimes"] for factor in factors}
        assert crimes["RF1"] == []
        assert crimes["RF9"] == ["genocide"]
        assert crimes["RF13"] == ["war_crimes"]

    def test_say_how_sure_each_indicator_is(self) -> None:
        assert Item.objects.get(code="1.1").confidence == "high"
        assert Item.objects.get(code="12.1").confidence == "medium"
        assert Item.objects.get(code="12.5").confidence == "low"

    def test_mark_mappings_as_our_reading(self) -> None:
        mapping = ItemMapping.objects.get(source__code="R2015-2", target__code="R2013-A")
        assert "our reading" in mapping.note.lower()
        assert mapping.confidence == "medium"

    def test_hold_the_other_frameworks(self) -> None:
        counts = {
            kind: Item.objects.filter(kind=kind).count()
            for kind in ("inhibitor", "risk_group", "trigger", "policy_option", "pillar", "crime")
        }
        assert counts == {
            "inhibitor": 7,
            "risk_group": 6,
            "trigger": 8,
            "policy_option": 18,
            "pillar": 3,
            "crime": 4,
        }
        assert not Framework.objects.filter(source_symbol="").exists()

    def test_name_the_focal_points_of_eleven_states_and_no_person(self) -> None:
        assert ReportedFocalPoint.objects.count() == 11
        assert not ReportedFocalPoint.objects.filter(source="").exists()

    def test_date_each_by_its_own_source_since_the_network_began(self) -> None:
        facts = list(ReportedFocalPoint.objects.select_related("country"))
        for fact in facts:
            assert fact.as_of is not None
            assert str(fact.as_of.year) in fact.source
            assert fact.was_known_on(fact.as_of)
            assert not fact.was_known_on(fact.as_of - dt.timedelta(days=1))
        days = {fact.country.code: fact.as_of for fact in facts if fact.as_of}
        assert days["RWA"] == dt.date(2015, 8, 27)
        assert days["KOR"] == dt.date(2016, 6, 30)
        assert min(days.values()) == dt.date(2013, 7, 9)

    def test_hold_the_instruments_and_their_actions(self) -> None:
        assert Treaty.objects.count() == 30
        assert TreatyAction.objects.count() == 5743
        assert not TreatyAction.objects.filter(source="").exists()

    def test_give_each_member_state_a_slot_in_the_fourth_cycle(self) -> None:
        slots = UprSlot.objects.filter(session__cycle__number=4, country__kind=Kind.MEMBER)
        assert len(set(slots.values_list("country", flat=True))) == 193

    def test_count_the_members_of_organisations(self) -> None:
        counts = {o.code: o.countries.count() for o in Organisation.objects.all()}
        assert (counts["AU"], counts["EU"], counts["LAN_GENOCIDE_PREVENTION"]) == (54, 27, 18)


class TestTheRecord:
    def test_gives_the_three_figures_of_the_report_of_2015(self) -> None:
        figures = gap_figures(treaty_statuses(as_of=REPORT_OF_2015))
        assert figures is not None
        assert figures.genocide_convention == 48
        assert figures.additional_protocols == 28
        assert figures.rome_statute == 72

    @pytest.mark.parametrize(
        ("code", "as_of", "parties"),
        [
            ("GENOCIDE", "2015-03-14", 146),
            ("GENOCIDE", "2022-04-20", 153),
            ("ICCPR", "2015-03-14", 168),
            ("CEDAW", "2015-03-14", 188),
            ("REFUGEE_CONVENTION", "2015-03-14", 145),
            ("ROME_STATUTE", "2014-01-31", 122),
            ("ROME_STATUTE", "2020-11-09", 123),
            ("GC4", "2020-11-09", 196),
            ("AP1", "2020-11-09", 174),
            ("AP2", "2020-11-09", 169),
            ("AP3", "2020-11-09", 78),
            ("ATT", "2020-11-09", 110),
        ],
    )
    def test_counts_as_many_parties_as_the_sources_do(
        self, code: str, as_of: str, parties: int
    ) -> None:
        table = treaty_statuses(as_of=dt.date.fromisoformat(as_of))
        counts = {row.treaty.code: row for row in treaty_counts(table)}
        assert counts[code].parties == parties

    @pytest.mark.parametrize(
        ("code", "as_of", "standing"),
        [
            ("BDI", "2017-10-26", Standing.PARTY),
            ("BDI", "2017-10-27", Standing.WITHDRAWN),
            ("PHL", "2019-03-16", Standing.PARTY),
            ("PHL", "2019-03-17", Standing.WITHDRAWN),
            ("USA", "2020-01-01", Standing.SIGNED),
            ("CHN", "2020-01-01", Standing.NOT_PARTY),
        ],
    )
    def test_follows_states_in_and_out_of_the_rome_statute(
        self, code: str, as_of: str, standing: Standing
    ) -> None:
        statute = Treaty.objects.get(code="ROME_STATUTE")
        table = treaty_statuses(as_of=dt.date.fromisoformat(as_of))
        assert table.of(statute, Country.objects.get(code=code)).standing == standing

    def test_keeps_the_kampala_convention_to_the_african_union(self) -> None:
        convention = Treaty.objects.get(code="KAMPALA")
        table = treaty_statuses(as_of=REPORT_OF_2015)
        assert table.of(convention, Country.objects.get(code="FRA")).standing == Standing.NOT_OPEN
        counts = {row.treaty.code: row for row in treaty_counts(table)}
        assert counts["KAMPALA"].member_parties + counts["KAMPALA"].members_not_party == 54

    def test_is_derived_for_all_states_in_four_queries(
        self, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(4):
            treaty_statuses(as_of=REPORT_OF_2015)


def test_the_command_prints_the_table_and_the_three_lines() -> None:
    out = StringIO()
    call_command("treaty_status", "--as-of", "2015-07-13", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[1].split()[-5:] == ["146", "145", "1", "48", "2022-04-20"]
    assert lines[-3:] == [
        "  48 not party to the Genocide Convention",
        "  28 not party to one or both of Additional Protocols I and II",
        "  72 not party to the Rome Statute",
    ]
    assert len([line for line in lines if line[-10:].startswith("20")]) == 30


def test_the_files_load_within_ten_seconds_and_the_second_time_change_nothing(
    loaded: list[Outcome],
) -> None:
    started = time.monotonic()
    outcomes = load_catalogues()
    assert time.monotonic() - started < 10
    assert all(outcome.is_idle for outcome in outcomes)
    assert len(outcomes) == len(loaded)
