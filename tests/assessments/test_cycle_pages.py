"""Where an assessment stands, on its page: what is late, and the one thing to do next."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.assessments.cycle.phases import Phase
from apps.assessments.cycle.selectors import standing_of
from apps.assessments.cycle_models import AssessmentPhase
from apps.assessments.models import Assessment
from apps.assessments.services import (
    approve_assessment,
    update_assessment,
    withdraw_assessment,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests import factories as f
from tests.assessments.test_cycle import days, line, move, plan
from tests.assessments.test_pages import browser, read

pytestmark = pytest.mark.django_db


def standing(who, assessment):
    with acting(who):
        now = Assessment.objects.select_related("country", "framework").get(pk=assessment.pk)
        return standing_of(now, who)


class TestStanding:
    def test_what_is_late_by_how_many_days(self, draft, official):
        plan(official, draft, plan=days(-4))
        found = standing(official, draft)
        [late] = found.late
        assert (late.phase, late.days_late) == (Phase.PLAN, 4)
        assert found.current == late

    def test_what_is_done_is_not_late(self, draft, official):
        plan(official, draft, plan=days(-4))
        move(official, draft, "collect")
        assert standing(official, draft).late == []

    def test_later_phases_follow_from_the_status(self, submitted, official, focal_point):
        assert standing(official, submitted).current.phase == Phase.REVIEW
        approve_assessment(actor=focal_point, assessment=submitted, visibility=Visibility.OFFICE)
        assert standing(official, submitted).current.phase == Phase.PUBLISH

    def test_after_publishing_it_is_followed_up(self, shared, official):
        with acting(SYSTEM):
            assessment = Assessment.objects.get(pk=shared.assessment_id)
        assert standing(official, assessment).current.phase == Phase.FOLLOW_UP

    def test_what_was_laid_aside_stands_nowhere(self, draft, official):
        plan(official, draft, plan=days(-4))
        withdraw_assessment(actor=official, assessment=draft, reason="No staff")
        found = standing(official, draft)
        assert found.current is None
        assert found.late == []


class TestPages:
    def page(self, who, assessment):
        return browser(who).get(reverse("assessment-cycle", args=[assessment.reference]))

    def test_the_first_thing_is_to_set_the_dates(self, draft, official):
        page = self.page(official, draft)
        assert page.context["coming"].label == "Set the dates"
        assert "14 factors are not rated" in page.text
        assert page.text.partition('id="main"')[2].count("btn btn-primary") == 1

    def test_then_the_next_phase_is_one_press_away(self, draft, official):
        plan(official, draft, plan=days(5))
        client = browser(official)
        url = reverse("assessment-phase", args=[draft.reference])
        shown = self.page(official, draft)
        assert shown.context["coming"].to == "collect"
        page = client.post(url, {"to": "collect", "version": draft.version}, follow=True)
        assert page.context["coming"].label == "Record findings"
        again = client.post(url, {"to": "collect", "version": draft.version}, follow=True)
        assert "The phase is: Collect." in again.text

    def test_rating_leads_to_the_first_factor_that_is_open(self, draft, official):
        move(official, draft, "collect", "rate")
        assert self.page(official, draft).context["coming"].label == "Rate factor 1"

    def test_after_the_consultation_it_is_handed_in(self, rated, official):
        move(official, rated, "collect", "rate", "consult")
        coming = self.page(official, rated).context["coming"]
        assert coming.url == reverse("assessment-transition", args=[rated.reference, "submit"])

    def test_the_focal_point_decides_and_the_others_wait(self, submitted, official, focal_point):
        assert self.page(focal_point, submitted).context["coming"].label == "Read and decide"
        page = self.page(official, submitted)
        assert page.context["coming"] is None
        assert "waits for the focal point" in page.text

    def test_a_reader_of_the_government_has_nothing_to_do(self, draft, official, ministry):
        update_assessment(
            actor=official,
            assessment=draft,
            changes={"visibility": Visibility.GOVERNMENT},
            version=None,
        )
        page = self.page(f.actor(Role.MINISTRY_OFFICER, ministry), draft)
        assert page.status_code == 200
        assert "There is nothing for you to do now." in page.text
        assert reverse("assessment-calendar", args=[draft.reference]) not in page.text

    def test_back_asks_why(self, draft, official):
        move(official, draft, "collect")
        client = browser(official)
        url = reverse("assessment-phase", args=[draft.reference])
        version = read(Assessment, pk=draft.pk).version
        page = client.post(url, {"to": "plan", "version": version})
        assert page.status_code == 422
        assert "Say why the work goes back." in page.text
        client.post(url, {"to": "plan", "version": version, "reason": "A new scope"})
        assert read(Assessment, pk=draft.pk).phase == "plan"

    def sent(self, client, draft, **more):
        form = client.get(reverse("assessment-calendar", args=[draft.reference])).context["form"]
        data = {"reason": ""}
        for each in form.lines:
            data |= {
                f"{each.prefix}-version": each.initial["version"],
                f"{each.prefix}-planned_end": each.initial["planned_end"] or "",
                f"{each.prefix}-institution": each.initial["institution"],
                f"{each.prefix}-person": each.initial["person"],
            }
        return {**data, **more}

    def test_the_calendar_is_filled_in(self, draft, official, office):
        client = browser(official)
        url = reverse("assessment-calendar", args=[draft.reference])
        sent = self.sent(
            client,
            draft,
            **{
                "collect-planned_end": "2031-05-01",
                "rate-planned_end": "2031-06-02",
                "rate-institution": str(office.pk),
                "rate-person": str(official.user_id),
            },
        )
        page = client.post(url, sent, follow=True)
        assert "The dates are set." in page.text
        made = line(draft, "rate")
        assert (made.institution_id, made.person_id) == (office.pk, official.user_id)
        assert read(AssessmentPhase, phase="collect").planned_end == dt.date(2031, 5, 1)
        with acting(SYSTEM):
            assert AssessmentPhase.objects.count() == 2

    def test_what_is_wrong_is_said_at_its_line_and_what_was_typed_stays(self, draft, official):
        client = browser(official)
        url = reverse("assessment-calendar", args=[draft.reference])
        sent = self.sent(
            client, draft, **{"collect-planned_end": "2031-05-01", "rate-planned_end": "2031-04-01"}
        )
        page = client.post(url, sent)
        assert page.status_code == 422
        assert "It cannot end before the phase in front of it" in page.text
        assert 'value="2031-04-01"' in page.text

    def test_two_who_plan_at_once_lose_nothing(self, draft, official, deputy):
        client = browser(official)
        url = reverse("assessment-calendar", args=[draft.reference])
        sent = self.sent(client, draft, **{"rate-planned_end": "2031-06-02"})
        plan(deputy, draft, rate=dt.date(2031, 7, 7))
        page = client.post(url, sent)
        assert page.status_code == 409
        assert "As it was saved meanwhile" in page.text
        assert 'value="2031-06-02"' in page.text
        sent["rate-version"] = line(draft, "rate").version
        client.post(url, sent)
        assert line(draft, "rate").planned_end == dt.date(2031, 6, 2)
