"""Events beside levels: what the timeline shows, to whom, and that many events stay readable."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from apps.assessments.charts.timeline import PARTS, timeline
from apps.assessments.events.services import withdraw_event
from apps.assessments.report.sources import approved_material, working_material
from apps.assessments.rerating import timeline as rerating_timeline
from apps.assessments.rerating.selectors import overlaid
from apps.assessments.rerating.services import withdraw_rerating
from apps.assessments.rerating.timeline import timeline_of
from apps.assessments.rerating_models import FactorRerating
from apps.assessments.selectors import snapshots
from apps.assessments.sharing import share_snapshot
from focalpoint.acting import acting
from focalpoint.chart_images import svg_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.rerated import day, level, rerate
from tests.assessments.test_charts import marks
from tests.assessments.test_pages import browser
from tests.costs import at_most
from tests.factories import EscalationFactory, FactorReratingFactory, RiskEventFactory, actor

pytestmark = pytest.mark.django_db


def told_to(who, office, days=60):
    with acting(who):
        return timeline_of(office.country, who, since=day(office, days), until=day(office))


def shown_to(who, office, days=60):
    with acting(who):
        return timeline(told_to(who, office, days))


def happened(office, days, **more):
    return RiskEventFactory(office=office, occurred_on=day(office, days), **more)


class TestLevels:
    def test_on_each_day_they_are_the_levels_in_force(self, high, official, office, factors):
        rerate(official, office, factors[7], level="very_high", effective_on=day(office, 3))
        gone = rerate(official, office, factors[7], level="low", effective_on=day(office, 2))
        withdraw_rerating(actor=official, rerating=gone, reason="The wrong factor.")
        told = told_to(official, office)
        for days in (40, 31, 30, 29, 11, 10, 9, 4, 3, 2, 0):
            on = day(office, days)
            for code in ("RF1", "RF8"):
                drawn = [
                    each.level
                    for each in told.levels[code]
                    if each.start <= on and (each.end is None or on < each.end)
                ]
                expected = [] if days > 30 else [level(official, office, code, on)]
                assert drawn == expected, (days, code)

    def test_the_table_says_what_the_bars_show(self, high, official, office):
        rows = shown_to(official, office).rows
        assert [row[1] for row in rows] == ["Re-rated", "Approved assessment"]
        assert rows[0][2:] == ["The ceasefire ended.", "8: 3 High"]
        assert rows[1][3].startswith("1: 2 Moderate; 2: 2 Moderate")
        # Of a time that begins later, what then was in force.
        rows = shown_to(official, office, days=20).rows
        assert [row[1] for row in rows] == ["Re-rated", "Levels then in force"]

    def test_each_rerating_is_looked_at_once(
        self, snapshot, official, office, factors, monkeypatch
    ):
        """Of what came before the first day the last word counts; nothing else is read."""
        for days in range(28, 0, -1):
            FactorReratingFactory(
                office=office,
                factor=factors[days % 2],
                level="high" if days % 3 else "low",
                effective_on=day(office, days),
            )
        laid = []

        def counting(snapshot, basis, later):
            laid.append(list(later))
            return overlaid(snapshot, basis, laid[-1])

        monkeypatch.setattr(rerating_timeline, "overlaid", counting)
        read = []
        with monkeypatch.context() as patch:
            patch.setattr(FactorRerating, "from_db", watched(FactorRerating.from_db, read))
            told = told_to(official, office, days=10)
        # One on each of the ten days, and the last of each factor before them.
        assert (len(read), len(laid)) == (12, 10)
        assert max(len(later) for later in laid) == 2
        for days in range(10, -1, -1):
            on = day(office, days)
            for code in ("RF1", "RF2"):
                [drawn] = [
                    each.level
                    for each in told.levels[code]
                    if each.start <= on and (each.end is None or on < each.end)
                ]
                assert drawn == level(official, office, code, on), (days, code)


def watched(read, found):
    """A way to make rows that notes each."""

    def from_db(*args, **kwargs):
        found.append(args)
        return read(*args, **kwargs)

    return from_db


class TestEvents:
    def test_each_stands_with_the_factors_that_it_bears_on(self, snapshot, official, office):
        event = happened(office, 5, factors=["RF1", "RF8"], kind="trigger")
        happened(office, 4)
        EscalationFactory(event=event)
        chart = shown_to(official, office)
        drawn = marks(chart, part="event")
        assert {mark["row"] for mark in drawn} == {
            "1 Risk factor 1",
            "8 Risk factor 8",
            "Other events",
        }
        assert len(marks(chart, part="escalation")) == 1
        assert [row[1] for row in chart.rows[:3]] == ["Escalation", "Incident", "Trigger"]
        assert chart.rows[2][3] == "1, 8"

    def test_many_are_gathered_and_all_of_them_counted(self, snapshot, official, office):
        for number in range(120):
            happened(office, number % 60, factors=["RF1"])
        chart = shown_to(official, office)
        drawn = marks(chart, part="event")
        assert len(drawn) <= PARTS
        assert sum(mark["number"] for mark in drawn) == 120
        assert len([row for row in chart.rows if row[1] == "Incident"]) == 120

    def test_what_was_withdrawn_is_left_out(self, official, office, factors):
        event = happened(office, 5, factors=["RF1"])
        withdraw_event(actor=official, event=event, reason="Another market.")
        chart = shown_to(official, office)
        assert chart.spec is None
        assert "Nothing was logged" in chart.empty

    def test_nobody_sees_more_than_they_read(self, high, official, office, ministry):
        happened(office, 5, factors=["RF8"], visibility="office", title="In confidence")
        officer = actor(Role.MINISTRY_OFFICER, ministry)
        told = told_to(officer, office)
        assert (told.events, told.reratings) == ([], [])
        assert told.levels["RF8"][-1].level == "moderate"
        assert told_to(official, office).events


@pytest.mark.slow
def test_without_events_it_has_a_height(high, official, office):
    drawn = svg_of(shown_to(official, office))
    height = re.search(r'<svg[^>]* height="([^"]+)"', drawn)
    assert height is not None
    assert 0 < float(height[1]) < 5000


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_can_be_drawn(high, official, office, language):
    happened(office, 5, factors=["RF8"])
    with translation.override(language):
        assert svg_of(shown_to(official, office)).startswith("<svg")


class TestPages:
    def test_a_state_has_one_with_its_table_as_a_file(self, high, official, office):
        happened(office, 5, factors=["RF8"], title="Attack on a mill")
        client = browser(official)
        with at_most(8):
            page = client.get(reverse("event-timeline"))
        assert "Attack on a mill" in page.text
        file = client.get(reverse("event-timeline"), {"table": "timeline", "years": "1"})
        assert "Attack on a mill" in file.text
        assert "My office" in file.text
        assert client.get(reverse("event-timeline"), {"years": "x"}).status_code == 200

    def test_without_anything_it_says_so(self, official):
        page = browser(official).get(reverse("event-timeline"))
        assert "Nothing was logged or approved" in page.text

    def test_an_assessment_shows_it_among_its_charts(self, high, draft, official, office):
        happened(office, 5, factors=["RF8"], title="Attack on a mill")
        happened(office, 2000, title="Long before its period")
        client = browser(official)
        page = client.get(reverse("assessment-charts", args=[draft.reference]))
        url = page.context["timeline_url"]
        assert url in page.text
        part = client.get(url, headers={"HX-Request": "true"})
        assert "Attack on a mill" in part.text
        assert "Long before" not in part.text
        assert "<html" not in part.text
        assert client.get(f"{url}x").status_code == 404


class TestReports:
    def test_of_the_working_record_it_holds_what_its_office_reads(self, draft, official, office):
        happened(office, 0, title="In confidence", visibility="office")
        with acting(official):
            told = working_material(draft, official).timeline
        assert [event.title for event in told.events] == ["In confidence"]

    @pytest.mark.parametrize(
        ("level", "titles"),
        [
            (Visibility.OFFICE, ["Open", "In confidence"]),
            (Visibility.GOVERNMENT, ["Open"]),
            (Visibility.NETWORK, None),
        ],
    )
    def test_of_what_was_approved_no_more_than_its_marking_allows(
        self, snapshot, focal_point, office, level, titles
    ):
        then = snapshot.country.local_date(snapshot.approved_at)
        for title, visibility, after in (
            ("Open", "government", 0),
            ("In confidence", "office", 0),
            ("After the approval", "government", 1),
        ):
            RiskEventFactory(
                office=office,
                title=title,
                visibility=visibility,
                occurred_on=then + dt.timedelta(days=after),
            )
        if snapshot.visibility != level:
            share_snapshot(
                actor=focal_point, snapshot=snapshot, visibility=level, reason="Asked for."
            )
        with acting(focal_point):
            found = snapshots(focal_point).get(assessment=snapshot.assessment_id)
            told = approved_material(found, focal_point).timeline
        assert (told and sorted((e.title for e in told.events), reverse=True)) == titles
        assert timezone.now() > snapshot.approved_at
