"""Re-ratings on pages, over the API, and in the next cycle that begins with them."""

import pytest
from django.urls import reverse

from apps.assessments.models import Assessment
from apps.assessments.rerating.services import (
    withdraw_rerating,
)
from apps.assessments.selectors import ratings_of
from apps.assessments.services import approve_assessment, rate_factor, submit_assessment
from apps.assessments.succession.selectors import Mark, former_of
from apps.assessments.succession.services import begin_next, correct_assessment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.assessments.rerated import NEXT, day, rerate
from tests.assessments.test_pages import browser
from tests.costs import at_most
from tests.exports.files import body, json_rows
from tests.factories import RiskEventFactory

pytestmark = pytest.mark.django_db


class TestNextCycle:
    @pytest.fixture
    def former(self, high):
        with acting(SYSTEM):
            return Assessment.objects.select_related("country", "office").get()

    def ratings(self, who, assessment):
        with acting(who):
            return {rating.factor.code: rating for rating in ratings_of(assessment, who)}

    def marks(self, who, assessment):
        with acting(who):
            former = former_of(assessment, who)
            return {
                code: former.rating_mark(r) for code, r in self.ratings(who, assessment).items()
            }

    def test_it_begins_with_the_levels_in_force_and_says_so(self, former, official):
        begun = begin_next(actor=official, former=former, fields=NEXT)
        told = self.ratings(official, begun)
        assert (told["RF8"].level, told["RF8"].narrative) == ("high", "About 8.")
        marks = self.marks(official, begun)
        assert marks.pop("RF8") == Mark.BETWEEN
        assert set(marks.values()) == {Mark.UNCHANGED}
        page = browser(official).get(begun.get_absolute_url())
        assert "One was changed between the cycles." in page.text
        assert "The ceasefire ended." in page.text

    def test_a_person_may_judge_otherwise(self, former, official):
        begun = begin_next(actor=official, former=former, fields=NEXT)
        rating = self.ratings(official, begun)["RF8"]
        rate_factor(actor=official, rating=rating, changes={"level": "low"}, version=None)
        assert self.marks(official, begun)["RF8"] == Mark.CHANGED

    def test_what_is_withdrawn_is_not_taken_up(self, former, high, official):
        withdraw_rerating(actor=official, rerating=high, reason="The wrong factor.")
        begun = begin_next(actor=official, former=former, fields=NEXT)
        assert self.ratings(official, begun)["RF8"].level == "moderate"

    def test_a_correction_takes_up_none(self, former, official):
        begun = correct_assessment(actor=official, former=former, reason="A wrong province.")
        assert self.ratings(official, begun)["RF8"].level == "moderate"
        assert self.marks(official, begun)["RF8"] == Mark.UNCHANGED

    def test_what_comes_after_the_next_approval_is_no_change_before_it(
        self, former, official, focal_point, office, factors
    ):
        begun = begin_next(actor=official, former=former, fields=NEXT)
        submit_assessment(actor=official, assessment=begun)
        approve_assessment(actor=focal_point, assessment=begun)
        rerate(official, office, factors[0], effective_on=day(office))
        marks = self.marks(official, begun)
        assert (marks["RF8"], marks["RF1"]) == (Mark.BETWEEN, Mark.UNCHANGED)


class TestPages:
    def test_a_factor_is_re_rated_for_an_event_and_stands_among_the_factors_now(
        self, snapshot, official, office, factors
    ):
        event = RiskEventFactory(office=office, title="Attack on a market", factors=["RF8"])
        client = browser(official)
        url = reverse("factor-rerate", args=["RF8"])
        page = client.get(url, {"event": event.reference})
        assert page.context["form"].initial["prompted_by"] == [str(event.pk)]
        sent = {
            "level": "very_high",
            "effective_on": day(office).isoformat(),
            "trend": "worsening",
            "confidence": "medium",
            "reason": "The attacks spread.",
            "prompted_by": [str(event.pk)],
            "visibility": "office",
        }
        wrong = client.post(url, {**sent, "reason": "", "effective_on": "2999-01-01"})
        assert wrong.status_code == 422
        page = client.post(url, sent, follow=True)
        assert "The attacks spread." in page.text
        assert "approved: Moderate" in page.text
        page = client.get(reverse("factor-course", args=["RF8"]))
        assert "What led to it:" in page.text
        assert "Attack on a market" in page.text

    def test_the_factors_of_a_past_day_are_shown_and_exported(self, high, official, office):
        client = browser(official)
        url = reverse("factors-now")
        page = client.get(url, {"as_of": day(office, 20).isoformat()})
        assert "approved: Moderate" not in page.text
        rows = json_rows(body(client.get(url, {"format": "json"})))
        assert [row["level"] for row in rows if row["code"] == "RF8"] == ["high"]
        assert len(rows) == 14
        early = client.get(url, {"as_of": day(office, 40).isoformat()})
        assert "Nothing was approved by then" in early.text

    def test_without_an_approved_assessment_the_page_says_so(self, draft, official):
        assert "No approved assessment yet" in browser(official).get(reverse("factors-now")).text

    def test_a_mistake_is_withdrawn_on_its_page(self, high, official):
        client = browser(official)
        url = reverse("rerating-withdraw", args=[high.pk])
        assert client.post(url, {"reason": "", "version": 1}).status_code == 422
        page = client.post(url, {"reason": "The wrong factor.", "version": 1}, follow=True)
        assert "Why it is withdrawn:" in page.text

    def test_its_cost_does_not_grow(self, snapshot, official, office, factors):
        for number in range(6):
            rerate(official, office, factors[number])
            RiskEventFactory(office=office, factors=["RF1"], occurred_on=day(office, 2))
        client = browser(official)
        with at_most(8):
            assert client.get(reverse("factors-now")).status_code == 200


class TestApi:
    def test_levels_and_re_ratings_over_the_api(self, snapshot, official, office, factors):
        client = browser(official)
        sent = {
            "factor": str(factors[7].pk),
            "level": "high",
            "effective_on": day(office, 3).isoformat(),
            "reason": "The ceasefire ended.",
        }
        made = client.post(reverse("api-rerating-list"), sent, content_type="application/json")
        assert made.status_code == 201, made.content
        assert made.json()["reason"] == "The ceasefire ended."
        url = reverse("api-levels-in-force", args=[office.country.code])
        told = client.get(url).json()
        [level] = [row for row in told["results"] if row["origin"] == "rerated"]
        assert (level["factor_code"], level["level"]) == ("RF8", "high")
        past = client.get(url, {"as_of": day(office, 4).isoformat()}).json()
        assert not [row for row in past["results"] if row["origin"] == "rerated"]
