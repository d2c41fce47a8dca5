"""The rules of a State: what they may say, and what the sweep and the mail make of them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from apps.accounts.selectors import actor_for
from apps.reminders.models import ReminderRules, ReminderState
from apps.reminders.rule_models import usual_rules
from apps.reminders.rule_services import set_rules as set_state_rules
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.factories import CountryFactory, InstitutionFactory, person
from tests.reminders.conftest import Office, at, change, deliver, ledger, run, states, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DAY = dt.timedelta(days=1)
SENT, PENDING, CANCELLED = ReminderState.SENT, ReminderState.PENDING, ReminderState.CANCELLED


def set_rules(office, **values):
    with acting(SYSTEM, reason="test"):
        ReminderRules.objects.filter(country=office.institution.country).update(**values)


def days_told(start, number, hour="09:00"):
    """When those responsible were told, if beat runs once on each day."""
    for day in range(number):
        run(at(f"{start} {hour}") + day * DAY)
    return [f"{row.settled_at:%m-%d}" for row in ledger(rung=0, state=SENT)]


@pytest.fixture
def usual_office():
    """A State that has set no rules: Saturdays and Sundays off, quiet from eight to seven."""
    institution = InstitutionFactory(country=CountryFactory(time_zone="UTC"))
    return Office(institution, person(Role.FOCAL_POINT, institution, time_zone="UTC"))


class TestOffsets:
    @pytest.mark.slow
    def test_each_kind_of_deadline_has_its_own(self, office):
        kinds = {"action.due": {"before": [3, 0], "after": [2], "every": 5}}
        set_rules(office, kinds=kinds)
        office.action("2026-06-15")
        told = days_told("2026-06-11", 18)
        assert told == ["06-12", "06-15", "06-17", "06-22", "06-27"]

    def test_another_kind_stays_as_usual(self, office):
        set_rules(office, kinds={"appointment.end": {"before": [], "after": [5], "every": 5}})
        office.action("2026-06-15")
        assert days_told("2026-06-10", 7) == ["06-10", "06-14", "06-15", "06-16"]


class TestDaysOff:
    @pytest.mark.slow
    def test_nobody_is_told_on_a_weekend(self, usual_office):
        # A Sunday: on the day itself is the Friday before.
        usual_office.action("2026-06-14")
        told = days_told("2026-06-03", 21)
        assert told == ["06-03", "06-05", "06-12", "06-15", "06-22"]

    def test_a_public_holiday_is_kept(self, usual_office):
        change(usual_office.institution.country, kind="member", code="GHA", iso2="GH")
        # 1 July is Republic Day; 30 June a Tuesday.
        usual_office.action("2026-07-01")
        assert days_told("2026-06-29", 5) == ["06-29", "06-30", "07-02"]

    def test_the_state_adds_days_off_and_works_on_others(self, usual_office):
        with acting(SYSTEM, reason="test"):
            rules = usual_rules(usual_office.institution.country)
            rules.days_off = {"2026-06-15": "Election day"}
            rules.days_worked = [dt.date(2026, 6, 13)]
            rules.save()
        usual_office.action("2026-06-15")
        assert days_told("2026-06-11", 6) == ["06-11", "06-13", "06-16"]

    def test_a_weekend_of_friday_and_saturday(self, office):
        set_rules(office, weekend=[5, 6])
        office.action("2026-06-13")  # a Saturday
        assert days_told("2026-06-09", 8) == ["06-09", "06-11", "06-14"]

    def test_what_was_set_late_goes_out_before_the_deadline_even_so(self, usual_office):
        # Set on Friday after the mail had gone, due on Sunday: no working day is left.
        usual_office.action("2026-06-14", due_set_at=at("2026-06-12 15:00"))
        assert days_told("2026-06-12", 3, hour="16:00") == ["06-13"]

    def test_what_was_set_late_waits_for_a_working_day_where_one_is_left(self, usual_office):
        usual_office.action("2026-06-19", due_set_at=at("2026-06-12 15:00"))
        assert days_told("2026-06-12", 4, hour="16:00") == ["06-15"]

    def test_a_weekend_without_beat_is_caught_up_on_monday(self, usual_office):
        usual_office.action("2026-06-13")
        run(at("2026-06-13 10:00"))  # Friday's mail was missed, and the deadline is today
        assert [f"{row.settled_at:%m-%d}" for row in ledger(state=SENT)] == ["06-13"]
        usual_office.action("2026-06-19")
        run(at("2026-06-14 10:00"))  # Friday's was missed too, but Monday is early enough
        assert len(ledger(state=SENT)) == 1
        run(at("2026-06-15 10:00"))
        assert len(ledger(state=SENT)) == 3

    def test_what_could_not_be_sent_on_friday_waits_for_monday(self, usual_office, monkeypatch):
        usual_office.action("2026-06-19")
        sweep(at("2026-06-12 08:00"))
        for hour in (13, 14):
            sweep(at(f"2026-06-{hour} 09:00"))
            deliver(at(f"2026-06-{hour} 09:00"))
        assert ledger(state=SENT) == []
        assert days_told("2026-06-15", 1) == ["06-15"]


class TestHours:
    def test_mail_goes_at_the_hour_of_the_state(self, office, mailoutbox):
        set_rules(office, send_at=dt.time(14, 30))
        office.action("2026-06-30")
        run(at("2026-06-23 14:29"))
        assert mailoutbox == []
        run(at("2026-06-23 14:30"))
        assert len(mailoutbox) == 1

    def test_by_the_clock_of_the_recipient(self, office, mailoutbox):
        set_rules(office, send_at=dt.time(14, 30))
        change(office.focal_point, time_zone="Asia/Tokyo")
        office.action("2026-06-30")
        run(at("2026-06-23 05:29"))
        assert mailoutbox == []
        run(at("2026-06-23 05:30"))
        assert len(mailoutbox) == 1

    def test_nothing_is_sent_in_the_quiet_hours(self, usual_office, mailoutbox):
        usual_office.action("2026-06-30")
        run(at("2026-06-23 20:30"))
        run(at("2026-06-24 06:30"))
        assert mailoutbox == []
        run(at("2026-06-24 08:00"))
        assert len(mailoutbox) == 1


class TestRulesThatChange:
    """Whatever waits follows the new rules; nothing is told twice, and nothing is lost."""

    @pytest.fixture
    def action(self, office):
        return office.action("2026-06-30")

    def change(self, office, before, after=(1, 7), every=7):
        rule = {"before": list(before), "after": list(after), "every": every}
        set_rules(office, kinds={"action.due": rule})

    def test_an_offset_that_is_gone_takes_its_reminder_along(self, action, office):
        sweep(at("2026-06-23 07:00"))
        self.change(office, [5, 0])
        run(at("2026-06-23 08:00"))
        assert states() == {-7: CANCELLED}
        assert days_told("2026-06-24", 8) == ["06-25", "06-30", "07-01"]

    def test_what_waits_is_told_at_the_offset_that_takes_its_place(self, action, office):
        sweep(at("2026-06-23 07:00"))
        self.change(office, [10, 5, 0])
        assert days_told("2026-06-23", 4) == ["06-23", "06-25"]

    def test_what_was_told_is_not_told_again_at_an_earlier_offset(self, action, office):
        run(at("2026-06-23 08:00"))
        self.change(office, [10, 2])
        assert days_told("2026-06-24", 6) == ["06-23", "06-28"]

    def test_a_change_and_back_changes_nothing(self, action, office):
        sweep(at("2026-06-23 07:00"))
        for before in ([5, 0], [30, 14, 7, 1, 0]):
            self.change(office, before)
            sweep(at("2026-06-23 07:10"))
        assert days_told("2026-06-23", 1) == ["06-23"]
        assert len(ledger()) == 1

    def test_the_mail_follows_them_before_the_next_sweep_does(self, action, office, mailoutbox):
        sweep(at("2026-06-23 07:00"))
        self.change(office, [5, 0])
        deliver(at("2026-06-23 08:00"))
        assert mailoutbox == []

    def test_new_days_off_move_what_was_planned(self, action, office):
        set_rules(office, days_off={"2026-06-30": "Holiday"})
        assert days_told("2026-06-28", 5) == ["06-28", "06-29", "07-01"]


class TestTheFloor:
    @pytest.mark.parametrize(
        "rule",
        [
            {"before": [], "after": [], "every": 7},
            {"before": [7], "after": [8], "every": 7},
            {"before": [7], "after": [1], "every": 31},
            {"before": [7], "after": [1], "every": 0},
            {"before": [7], "after": [1, 40], "every": 7},
            {"before": [7], "after": [7, 1], "every": 7},
            {"before": [1, 7], "after": [1], "every": 7},
            {"before": [181], "after": [1], "every": 7},
            {"before": list(range(20, 0, -1)), "after": [1], "every": 7},
        ],
    )
    def test_what_is_overdue_cannot_be_silenced_nor_made_noise_of(self, rule):
        rules = ReminderRules(country=CountryFactory(), kinds={"action.due": rule})
        with pytest.raises(ValidationError):
            rules.full_clean()

    @pytest.mark.parametrize(
        "values",
        [
            {"tell_focal_point_after": 31},
            {"tell_deputy_after": 8},
            {"tell_deputy_after": 0},
            {"tell_coordinator_after": 7},
            {"send_at": dt.time(21)},
            {"weekend": [1, 2, 3, 4, 5]},
            {"weekend": [8]},
            {"days_off": {"12 June": "Election day"}},
            {"days_off": {"2026-06-13": "Off"}, "days_worked": [dt.date(2026, 6, 13)]},
        ],
        ids=str,
    )
    def test_what_makes_no_sense_is_refused(self, values):
        rules = ReminderRules(country=CountryFactory(), **values)
        with pytest.raises(ValidationError):
            rules.full_clean()

    def test_before_the_deadline_one_may_do_without(self):
        rule = {"before": [], "after": [7], "every": 30}
        ReminderRules(country=CountryFactory(), kinds={"action.due": rule}).full_clean()


@pytest.mark.parametrize(
    ("iso2", "weekend"), [("GH", [6, 7]), ("SA", [5, 6]), ("ZZ", [6, 7]), ("", [6, 7])]
)
def test_the_usual_weekend_is_that_of_the_country(iso2, weekend):
    assert usual_rules(CountryFactory(iso2=iso2)).weekend == weekend


class TestChangingThem:
    def set(self, who, office, version=None, **changes):
        return set_state_rules(
            actor=actor_for(who),
            country=office.institution.country,
            changes=changes,
            version=version,
            reason="agreed in the office",
        )

    @pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.DEPUTY])
    def test_those_who_lead_the_office_set_them(self, office, role):
        who = office.officer(role)
        assert self.set(who, office, send_at=dt.time(9)).send_at == dt.time(9)

    @pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MINISTRY_OFFICER, Role.AUDITOR])
    def test_others_do_not(self, office, role):
        with pytest.raises(PermissionDenied):
            self.set(office.officer(role), office, send_at=dt.time(9))

    def test_nor_does_another_state(self, office):
        with pytest.raises(PermissionDenied):
            self.set(person(Role.FOCAL_POINT), office, send_at=dt.time(9))

    def test_a_state_without_any_gets_its_record(self, usual_office):
        rules = self.set(usual_office.focal_point, usual_office, send_at=dt.time(9))
        assert rules.weekend == [6, 7]
        with acting(SYSTEM):
            [event] = rules.events.all()
        assert event.pgh_context["reason"] == "agreed in the office"

    def test_what_somebody_else_saved_meanwhile_is_not_overwritten(self, office):
        self.set(office.focal_point, office, version=1, send_at=dt.time(9))
        with pytest.raises(StaleVersionError):
            self.set(office.focal_point, office, version=1, send_at=dt.time(10))

    def test_the_floor_holds_here_too(self, office):
        kinds = {"action.due": {"before": [7], "after": [], "every": 7}}
        with pytest.raises(ValidationError, match="within a week"):
            self.set(office.focal_point, office, kinds=kinds)

    def test_the_history_tells_them_in_words(self, office):
        kinds = {"action.due": {"before": [7, 0], "after": [1], "every": 7}}
        rules = self.set(office.focal_point, office, kinds=kinds)
        with acting(SYSTEM):
            change = history_of(rules)[0].changes[0]
        assert change.after == "action.due: before 7, 0 / after 1 / every 7"
