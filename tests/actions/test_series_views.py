"""The pages of recurring actions."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.actions.series import continue_all_series, start_series
from apps.actions.series_models import ActionSeries
from apps.actions.services import change_status
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.actions.pages import address, stored
from tests.factories import ActionFactory

pytestmark = pytest.mark.django_db
RULE = {"interval": "3", "frequency": "monthly", "last_day": "on"}


@pytest.fixture
def report(office):
    due = office.country.local_date(timezone.now()) + dt.timedelta(days=20)
    return ActionFactory(office=office, title="Quarterly report", due_on=due)


def only_series():
    with acting(SYSTEM):
        return ActionSeries.objects.get()


class TestRepeat:
    def test_an_action_without_a_date_is_asked_for_one(self, web, action):
        assert "It has no due date" in web.get(address("action-repeat", action)).text

    def test_the_dates_are_shown_while_the_rule_is_typed(self, web, report):
        report.due_on = dt.date(2027, 3, 31)
        with acting(SYSTEM, reason="test"):
            report.save()
        text = web.get(address("action-repeat-preview", report), RULE).text
        for words in ["Every 3 months, the last day", "31 March 2027", "30 June 2027"]:
            assert words in text, words

    @pytest.mark.parametrize("wrong", [{"interval": "0"}, {"interval": ""}, {"frequency": "x"}])
    def test_a_rule_that_makes_no_sense_yet_shows_none(self, web, report, wrong):
        response = web.get(address("action-repeat-preview", report), {**RULE, **wrong})
        assert response.status_code == 200
        assert "<li>" not in response.text

    def test_it_is_saved_and_shown_beside_the_action(self, web, report):
        response = web.post(address("action-repeat", report), RULE, follow=True)
        assert "Every 3 months, the last day" in response.text
        assert only_series().interval == 3

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"interval": "0"}, "greater than or equal to 1"),
            ({"frequency": "weekly"}, "A week has no last day of the month"),
            ({"until": "2020-01-01"}, "cannot end before it starts"),
        ],
    )
    def test_what_is_wrong_is_said_on_the_form(self, web, report, wrong, words):
        response = web.post(address("action-repeat", report), {**RULE, **wrong})
        assert response.status_code == 422
        assert words in response.text

    def test_it_is_changed_against_the_version_that_was_seen(self, web, report, official):
        start_series(actor=official, action=report)
        data = {**RULE, "version": "1", "reason": "Quarterly now"}
        web.post(address("action-repeat", report), data)
        assert only_series().interval == 3
        response = web.post(address("action-repeat", report), {**data, "interval": "4"})
        assert response.status_code == 409
        assert only_series().interval == 3


class TestSeries:
    @pytest.fixture
    def series(self, report, official):
        return start_series(actor=official, action=report)

    def test_it_is_stopped_and_goes_on(self, web, report, series):
        url = address("action-repeat-stop", report)
        assert "Stop the series" in web.get(url).text
        response = web.post(url, {"reason": "Enough"}, follow=True)
        assert "Go on with the series" in response.text
        web.post(url, {"go_on": "1"})
        assert stored(series).stopped_at is None

    def test_the_actions_of_a_series_lead_to_each_other(self, web, report, series):
        change_status(actor=SYSTEM, action=report, to="done")
        text = web.get(address("action-detail", report)).text
        assert "The next one appears within a minute." in text
        continue_all_series(now=timezone.now() + dt.timedelta(days=100))
        with acting(SYSTEM):
            twin = series.occurrences.order_by("-on").select_related("action")[0]
        assert twin.action.reference in web.get(address("action-detail", report)).text
        text = web.get(address("action-detail", twin.action)).text
        assert report.reference in text
        assert "passed before it was made" in text
