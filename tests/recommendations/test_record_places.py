"""Where the record leads: to the State's own lines, or nowhere; and each listed instrument."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import resolve, reverse
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.recommendations.record.catalogue import CHECKS
from apps.recommendations.record.checks import Answer
from apps.recommendations.record.each_instrument import instrument_lines
from apps.recommendations.record.facts import FOOTNOTE, Facts
from apps.treaties.models import TreatyBody
from apps.treaties.obligations.choices import DueStatus
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.costs import statements
from tests.factories import (
    DomesticMeasureFactory,
    InstitutionFactory,
    LessonFactory,
    MeasureCoverageFactory,
    OccurrenceFactory,
    ParticipationFactory,
    PartnershipFactory,
    ReportingObligationFactory,
    TrainingFactory,
    TreatyActionFactory,
    TreatyFactory,
    TreatyRequirementFactory,
    actor,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 6, 1)
APPROVED = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)


def addresses(who, country, on=DAY):
    """Where the checks lead ``who``, by their codes."""
    with acting(who):
        facts = Facts(country, who, on)
        return {check.code: check.judge(facts).url for check in CHECKS}


def body():
    """A treaty body to which reports go."""
    with acting(SYSTEM, reason="test"):
        made, _new = TreatyBody.objects.get_or_create(code="CCC", defaults={"name": "Committee"})
    return made


def lists(found):
    """The lists among them: the name of the page with what is asked of it."""
    asked = {}
    for url in found.values():
        parts = urlsplit(url)
        name = resolve(parts.path).url_name if url else ""
        if name.endswith("-list"):
            asked.setdefault(name, set()).add(
                tuple(sorted((key, value[0]) for key, value in parse_qs(parts.query).items()))
            )
    return asked


@pytest.fixture
def stranger():
    return InstitutionFactory()


class TestPlaces:
    def test_a_coordinator_is_led_to_the_lists_of_the_state(self, office, coordinator):
        TreatyFactory(named_in=[FOOTNOTE])
        code = office.country.code
        found = lists(addresses(coordinator, office.country))
        assert found.pop("treaty-list") == {(("as_of", "2026-06-01"), ("country", code))}
        assert found.pop("obligation-list") == {
            (("show", "all"), ("state", code)),
            (("body", "upr"), ("show", "all"), ("state", code)),
        }
        assert set(found) == {
            "snapshot-list",
            "participation-list",
            "partnership-list",
            "training-list",
            "lesson-list",
        }
        assert all(asked == {(("state", code),)} for asked in found.values())

    def test_the_states_own_people_keep_their_own_lists(self, office, focal_point):
        TreatyFactory(named_in=[FOOTNOTE])
        found = lists(addresses(focal_point, office.country))
        assert found["participation-list"] == {()}
        assert found["assessment-list"] == {()}
        assert found["obligation-list"] == {
            (("show", "all"),),
            (("body", "upr"), ("show", "all")),
        }
        assert ("country", office.country.code) in next(iter(found["treaty-list"]))

    @pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.MINISTRY_OFFICER])
    def test_abroad_nobody_is_led_to_the_record_of_their_own_state(self, office, stranger, role):
        TreatyFactory(named_in=[FOOTNOTE])
        abroad = actor(role, stranger)
        found = lists(addresses(abroad, office.country))
        assert "obligation-list" not in found
        # Who reads the network chooses the State of the instruments; a ministry has its own alone.
        assert ("treaty-list" in found) == (role == Role.FOCAL_POINT)
        assert found["participation-list"] == {(("state", office.country.code),)}

    @pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.MINISTRY_OFFICER, Role.COORDINATOR])
    def test_each_address_opens_and_shows_no_other_state(self, office, stranger, role):
        TreatyFactory(named_in=[FOOTNOTE])
        for place, title in ((office, "Written here"), (stranger, "Written elsewhere")):
            shared = {
                "office": place,
                "visibility": "public",
                "approved_at": APPROVED,
                "title": title,
            }
            # Not yet on the day, or long ago, so that the checks lead to the lists.
            ParticipationFactory(**shared, starts_on=dt.date(2026, 8, 1))
            PartnershipFactory(**shared, starts_on=dt.date(2026, 8, 1))
            TrainingFactory(**shared, starts_on=dt.date(2026, 8, 1))
            LessonFactory(**{**shared, "approved_at": dt.datetime(2026, 8, 1, tzinfo=dt.UTC)})
            duty = ReportingObligationFactory(office=place, visibility="public")
            OccurrenceFactory(
                office=place,
                visibility="public",
                obligation=duty,
                title=title,
                original_due_on=dt.date(2026, 8, 31),
            )
        who = actor(role, None if role == Role.COORDINATOR else stranger)
        client = Client()
        client.force_login(User.objects.get(pk=who.user_id))
        found = []
        for url in set(addresses(who, office.country).values()) - {""}:
            page = client.get(url)
            assert page.status_code == 200, url
            assert "Written elsewhere" not in page.content.decode(), url
            if "Written here" in page.content.decode():
                found.append(resolve(urlsplit(url).path).url_name)
        lists = {"participation-list", "partnership-list", "training-list", "lesson-list"}
        assert lists <= set(found)
        assert ("obligation-list" in found) == (role == Role.COORDINATOR)

    def test_an_earlier_day_is_the_day_of_the_page_of_instruments(self, office, coordinator):
        TreatyFactory(named_in=[FOOTNOTE])
        url = addresses(coordinator, office.country, on=dt.date(2014, 1, 1))["C1"]
        assert parse_qs(urlsplit(url).query)["as_of"] == ["2014-01-01"]


class TestInstruments:
    @pytest.fixture
    def joined(self, office):
        """In force, with two points asked of the law."""
        treaty = TreatyFactory(
            named_in=[FOOTNOTE],
            body=body(),
            entered_into_force_on=dt.date(2000, 1, 1),
        )
        TreatyActionFactory(treaty=treaty, country=office.country)
        return treaty

    def lines(self, who, office, on=DAY):
        with acting(who):
            return {each.treaty: each for each in instrument_lines(Facts(office.country, who, on))}

    def said(self, line):
        return [verdict.answer for verdict in line.answers]

    def test_each_has_four_answers(self, focal_point, office, joined):
        signed = TreatyFactory(named_in=[FOOTNOTE])
        TreatyActionFactory(treaty=signed, country=office.country, kind="signature")
        outside = TreatyFactory(named_in=[FOOTNOTE])
        TreatyFactory(named_in=["A/69/981-S/2015/500 footnote 17"])
        points = [TreatyRequirementFactory(treaty=joined) for _ in range(2)]
        law = DomesticMeasureFactory(office=office)
        MeasureCoverageFactory(measure=law, requirement=points[0])
        found = self.lines(focal_point, office)
        assert set(found) == {joined, signed, outside}
        unknown, none = Answer.UNKNOWN, Answer.NOT_ASKED
        assert self.said(found[joined]) == [Answer.SHOWN, Answer.SHOWN, Answer.PARTLY, unknown]
        assert "1 of 2 points" in found[joined].in_law.because
        assert self.said(found[signed]) == [Answer.SHOWN, Answer.NOT_SHOWN, none, none]
        assert self.said(found[outside]) == [Answer.NOT_SHOWN, Answer.NOT_SHOWN, none, none]
        assert "No treaty body" in found[outside].reports.because
        MeasureCoverageFactory(measure=law, requirement=points[1])
        assert self.lines(focal_point, office)[joined].in_law.answer == Answer.SHOWN

    def test_before_its_day_nothing_is_signed(self, focal_point, office, joined):
        line = self.lines(focal_point, office, on=dt.date(2000, 2, 28))[joined]
        assert self.said(line)[:2] == [Answer.NOT_SHOWN, Answer.NOT_SHOWN]

    def test_a_report_is_overdue_for_its_own_instrument_alone(self, focal_point, office, joined):
        other = TreatyFactory(named_in=[FOOTNOTE], body=body())
        for treaty, more in (
            (joined, {"confirmed_at": APPROVED}),
            (other, {"status": DueStatus.SUBMITTED, "submitted_on": dt.date(2026, 3, 1)}),
        ):
            OccurrenceFactory(
                office=office,
                obligation=ReportingObligationFactory(office=office, treaty=treaty),
                original_due_on=dt.date(2026, 3, 31),
                **more,
            )
        found = self.lines(focal_point, office)
        assert found[joined].reports.answer == Answer.NOT_SHOWN
        assert found[joined].reports.on == dt.date(2026, 3, 31)
        assert found[other].reports.answer == Answer.SHOWN
        before = self.lines(focal_point, office, on=dt.date(2026, 3, 31))
        assert before[joined].reports.answer == Answer.UNKNOWN

    def test_abroad_law_that_is_not_shared_is_not_told(self, coordinator, office, joined):
        point = TreatyRequirementFactory(treaty=joined)
        law = DomesticMeasureFactory(office=office, law="Act 7")
        MeasureCoverageFactory(measure=law, requirement=point)
        line = self.lines(coordinator, office)[joined]
        assert line.in_law.answer == Answer.UNKNOWN

    def test_the_page_shows_them_folded_and_asks_nothing_more(self, focal_point, office, seven):
        client = Client()
        client.force_login(User.objects.get(pk=focal_point.user_id))

        def asked():
            with statements() as sent:
                page = client.get(reverse("progress-record"), {"as_of": "2026-06-01"})
            return len(sent), page.content.decode()

        first = TreatyFactory(named_in=[FOOTNOTE], short_title="Convention One")
        TreatyActionFactory(treaty=first, country=office.country)
        asked()
        cost, page = asked()
        assert "1 listed instrument, with its four answers" in page
        assert page.count("fp-details") == 1
        for number in range(5):
            treaty = TreatyFactory(named_in=[FOOTNOTE], short_title=f"Convention {number}")
            TreatyActionFactory(treaty=treaty, country=office.country)
        more, page = asked()
        assert "Each of the 6 listed instruments" in page
        assert more == cost

    def test_programs_read_the_same(self, focal_point, office, seven, joined):
        program = APIClient()
        program.force_login(User.objects.get(pk=focal_point.user_id))
        found = program.get(reverse("api-progress-record"), {"as_of": "2026-06-01"}).json()
        by_step = {step["item_code"]: step["instruments"] for step in found["steps"]}
        [line] = by_step.pop("R2013-C")
        assert (line["treaty"], line["title"]) == (joined.code, str(joined))
        assert line["signed"]["answer"] == line["in_force"]["answer"] == "shown"
        assert (line["in_law"]["answer"], line["reports"]["answer"]) == ("not_asked", "unknown")
        assert line["signed"]["on"] == "2010-03-01"
        assert not any(by_step.values())
