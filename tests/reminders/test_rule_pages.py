"""The page of the rules: its form, its calendar of mails, and its refusals."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.accounts.selectors import actor_for
from apps.reminders.models import ReminderRules
from apps.reminders.preview import example, preview
from apps.reminders.rule_forms import RulesForm, values_of
from apps.reminders.rule_models import usual_rules
from apps.reminders.schedule import Ladder, Rules
from apps.reminders.workdays import WorkCalendar
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.costs import at_most
from tests.factories import CountryFactory, InstitutionFactory, person
from tests.reminders.conftest import change

pytestmark = pytest.mark.django_db

PAGE, PREVIEW = "/reminders/rules/", "/reminders/rules/preview/"
DAY = dt.timedelta(days=1)


@pytest.fixture
def country(office):
    return office.institution.country


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.focal_point)
    return client


def typed(country, **changes):
    """What the form holds, as a browser sends it, with some fields changed."""
    with acting(SYSTEM):
        rules = ReminderRules.objects.filter(country=country).first() or usual_rules(country)
    form = RulesForm(rules=rules)
    sent = {}
    for name, value in {**values_of(rules), "reason": "", "version": rules.version}.items():
        value = changes.pop(name, form.fields[name].prepare_value(value))
        if value is not None and value is not False:
            sent[name] = value
    return sent | changes


def stored(country):
    with acting(SYSTEM):
        return ReminderRules.objects.get(country=country)


class TestSaving:
    def test_what_is_shown_can_be_saved_as_it_is(self, signed_in, country):
        before = stored(country)
        assert signed_in.post(PAGE, typed(country)).status_code == 302
        after = stored(country)
        assert values_of(after) == values_of(before)

    def test_days_are_written_as_people_write_them(self, signed_in, country):
        changes = {
            "action.due-before": "1 14;  3",
            "action.due-after": "5, 2",
            "action.due-every": "10",
            "days_off": "2026-06-12 Election day\n\n2026-06-15",
            "days_worked": "2026-06-13",
            "weekend": ["5", "6"],
            "reason": "agreed in the office",
        }
        response = signed_in.post(PAGE, typed(country, **changes))
        assert response.status_code == 302
        rules = stored(country)
        assert rules.kinds == {"action.due": {"before": [14, 3, 1], "after": [2, 5], "every": 10}}
        assert rules.days_off == {"2026-06-12": "Election day", "2026-06-15": ""}
        assert rules.days_worked == [dt.date(2026, 6, 13)]
        assert rules.weekend == [5, 6]
        with acting(SYSTEM):
            assert rules.events.latest("pgh_id").pgh_context["reason"] == "agreed in the office"

    def test_a_state_without_rules_sees_the_usual_ones_and_sets_its_own(self, client):
        institution = InstitutionFactory(country=CountryFactory())
        client.force_login(person(Role.FOCAL_POINT, institution))
        assert "the usual ones hold" in client.get(PAGE).content.decode()
        sent = typed(institution.country, send_at="09:30")
        assert client.post(PAGE, sent).status_code == 302
        assert stored(institution.country).send_at == dt.time(9, 30)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"action.due-after": "9"}, "told within a week"),
            ({"action.due-after": ""}, "required"),
            ({"action.due-before": "soon"}, "Write numbers of days"),
            ({"action.due-every": "31"}, "30"),
            ({"days_off": "fine\n"}, "Line 1"),
            ({"send_at": "06:30", "quiet_from": "20:00", "quiet_until": "07:00"}, "quiet hours"),
            ({"tell_deputy_after": "9"}, "no later than the focal point"),
            ({"weekend": ["1", "2", "3", "4", "5"]}, "At least three days"),
        ],
        ids=lambda value: str(value)[:30],
    )
    def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
        self, signed_in, country, changes, words
    ):
        before = stored(country).version
        response = signed_in.post(PAGE, typed(country, **changes, reason="Typed"))
        assert response.status_code == 422
        page = response.content.decode()
        assert words in page
        assert 'value="Typed"' in page
        assert stored(country).version == before

    def test_two_people_at_once_see_both_versions(self, signed_in, country):
        mine = typed(country, send_at="10:00")
        signed_in.post(PAGE, typed(country, send_at="09:00", reason="First"))
        response = signed_in.post(PAGE, mine)
        assert response.status_code == 409
        page = response.content.decode()
        assert "saved meanwhile “09:00”, yours “10:00”" in page
        again = mine | {"version": stored(country).version}
        assert signed_in.post(PAGE, again).status_code == 302
        assert stored(country).send_at == dt.time(10)

    def test_an_official_looks_and_changes_nothing(self, client, office, country):
        client.force_login(office.officer(Role.OFFICIAL))
        page = client.get(PAGE).content.decode()
        assert "Only the focal point and the deputy" in page
        assert client.post(PAGE, typed(country)).status_code == 403


class TestPreview:
    @pytest.fixture
    def today(self, country):
        return country.local_date(timezone.now())

    def test_it_follows_the_form_before_anything_is_saved(self, signed_in, office, country, today):
        office.action((today + 40 * DAY).isoformat(), title="In forty days")
        response = signed_in.post(PREVIEW, typed(country, **{"action.due-before": "20"}))
        page = response.content.decode()
        assert response.status_code == 200
        assert "In forty days" in page
        assert "20 days before" in page
        assert "30 days before" not in page
        assert stored(country).kinds == {}

    def test_what_cannot_be_saved_is_said(self, signed_in, country):
        response = signed_in.post(PREVIEW, typed(country, **{"action.due-after": "9"}))
        assert response.status_code == 422
        assert "told within a week" in response.content.decode()

    def test_the_example_shows_each_mail_and_each_rung(self):
        rules = Rules(calendar=WorkCalendar(), ladder=Ladder(3, 7, 21))
        steps = example(rules, "action.due", dt.date(2026, 6, 29))
        told = [(step.day.isoformat(), step.words) for step in steps]
        assert told[:5] == [
            ("2026-05-29", "30 days before"),  # 30 May is a Saturday
            ("2026-06-15", "14 days before"),
            ("2026-06-22", "7 days before"),
            ("2026-06-26", "1 day before"),
            ("2026-06-29", "on the day"),
        ]
        assert ("2026-07-02", "Deputy is told after 3 days") in told
        assert ("2026-07-20", "Network coordinator is told after 21 days") in told

    def test_messages_and_not_lines_are_counted(self, office, country, today):
        for _ in range(3):
            office.action((today + 8 * DAY).isoformat())
        actor = actor_for(office.focal_point)
        with acting(actor):
            shown = preview(actor, country, Rules(WorkCalendar(weekend=frozenset())), now=at_noon())
        days = {day.date: day.messages for m in shown.months for w in m.weeks for day in w if day}
        assert days[today + DAY] == 1
        assert shown.deadlines == 3

    def test_the_next_rungs_are_in_it(self, office, country, today):
        assignee, deputy = office.officer(), office.officer(Role.DEPUTY, name="Deputy Example")
        office.action((today - DAY).isoformat(), assignee=assignee)
        actor = actor_for(office.focal_point)
        rules = Rules(WorkCalendar(weekend=frozenset()))
        with acting(actor):
            shown = preview(actor, country, rules, now=at_noon())
        told = [(item.recipient, item.mail.day) for item in shown.listed if item.mail.rung]
        assert told == [(deputy, today + 2 * DAY), (office.focal_point, today + 6 * DAY)]

    def test_it_shows_nothing_that_the_reader_may_not_see(self, signed_in, office, country, today):
        ministry = InstitutionFactory(country=country)
        due = (today + 8 * DAY).isoformat()
        office.action(due, office=ministry, visibility=Visibility.OFFICE, title="Closed")
        office.action(due, office=InstitutionFactory(), title="Abroad")
        page = signed_in.get(PAGE).content.decode()
        assert "Closed" not in page
        assert "Abroad" not in page

    def test_the_number_of_deadlines_costs_no_query(self, signed_in, office, country, today):
        for _ in range(12):
            office.action((today + 8 * DAY).isoformat(), assignee=office.officer())
        sent = typed(country)
        signed_in.post(PREVIEW, sent)
        with at_most(34):
            signed_in.post(PREVIEW, sent)

    @pytest.mark.parametrize("day", ["", "nonsense", "2026-13-45", "0001-01-01", "9999-12-31"])
    def test_an_example_without_a_date_is_in_a_month(self, signed_in, country, day):
        assert signed_in.post(PREVIEW, typed(country, example_due=day)).status_code == 200


class TestEscalationOnTheActionPage:
    @pytest.fixture
    def action(self, office, country):
        office.officer(Role.DEPUTY, name="Deputy Example")
        today = country.local_date(timezone.now())
        assignee = office.officer(name="Amina Example")
        return office.action((today + DAY).isoformat(), assignee=assignee)

    def page(self, client, action):
        url = f"/reminders/ladder/action.due/{action.pk}/"
        assert url in client.get(f"/actions/{action.reference}/").content.decode()
        return client.get(url).content.decode()

    def test_each_rung_is_seen_before_it_fires(self, signed_in, action):
        page = self.page(signed_in, action)
        assert "If nothing happens by" in page
        assert "Deputy (Deputy Example) is told" in page
        assert page.index("Deputy (") < page.index("Focal point (")

    def test_what_is_handed_in_goes_no_further(self, signed_in, action):
        change(action, status="in_review")
        page = self.page(signed_in, action)
        assert "It has been handed in: nobody else is told." in page
        assert "is told." not in page.replace("nobody else is told.", "")

    def test_another_state_sees_nothing_of_it(self, client, action):
        change(action, visibility=Visibility.NETWORK)
        client.force_login(person(Role.COORDINATOR))
        assert "Deputy Example" not in self.page(client, action)


def at_noon():
    return timezone.now().replace(hour=12)
