"""The pages of reminders, through the site."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.actions.models import Action
from apps.reminders.models import DigestState, ReminderState
from apps.reminders.postbox import Postbox, RefusedError
from apps.reminders.runs import Part
from apps.reminders.watch import note_run
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import InstitutionFactory, person
from tests.reminders.conftest import at, deliver, digests, ledger, states, sweep

pytestmark = pytest.mark.django_db

EIGHT = at("2026-06-23 08:00")
WHY = {"reason": "The address is right again."}


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.focal_point)
    return client


class TestSchedule:
    def test_the_office_sees_what_will_be_told_to_whom(self, signed_in, office):
        assignee = office.officer(name="Kofi Example")
        due = timezone.now().date() + dt.timedelta(days=20)
        office.action(due.isoformat(), title="In three weeks", assignee=assignee)
        office.action((due + dt.timedelta(days=90)).isoformat(), title="Far away")
        page = signed_in.get("/reminders/schedule/").content.decode()
        assert "In three weeks" in page
        assert "Kofi Example" in page
        assert "Far away" not in page

    def test_it_shows_no_record_of_another_state_or_closed_office(self, signed_in, office):
        due = (timezone.now().date() + dt.timedelta(days=5)).isoformat()
        ministry = InstitutionFactory(country=office.institution.country)
        office.action(due, office=ministry, visibility=Visibility.OFFICE, title="Closed")
        office.action(due, office=InstitutionFactory(), title="Abroad")
        page = signed_in.get("/reminders/schedule/").content.decode()
        assert "Closed" not in page
        assert "Abroad" not in page

    def test_others_may_not_open_it(self, client, office):
        client.force_login(office.officer(Role.MINISTRY_OFFICER))
        assert client.get("/reminders/schedule/").status_code == 403


class TestDeliveries:
    @pytest.fixture
    def failed(self, office, monkeypatch):
        office.action("2026-06-30")
        sweep(EIGHT)

        def refuse(postbox, message):
            raise RefusedError("550 5.1.1 No such user here")

        with monkeypatch.context() as patch:
            patch.setattr(Postbox, "send", refuse)
            deliver(EIGHT)
        return digests()[0]

    def test_the_office_sees_what_failed_and_why(self, signed_in, failed):
        page = signed_in.get("/reminders/deliveries/?state=failed").content.decode()
        assert "550 5.1.1 No such user here" in page
        assert "Try again" in page

    def test_the_secretariat_sees_every_state(self, client, failed):
        client.force_login(person(Role.SECRETARIAT))
        assert "No such user" in client.get("/reminders/deliveries/").content.decode()

    def test_another_state_sees_nothing(self, client, failed):
        client.force_login(person(Role.FOCAL_POINT))
        assert "No such user" not in client.get("/reminders/deliveries/").content.decode()

    @pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.COORDINATOR])
    def test_others_may_not_open_it(self, client, office, role):
        who = person(role) if role == Role.COORDINATOR else office.officer(role)
        client.force_login(who)
        assert client.get("/reminders/deliveries/").status_code == 403

    def test_no_address_is_shown(self, signed_in, failed, office):
        page = signed_in.get("/reminders/deliveries/").content.decode()
        assert office.focal_point.email not in page

    def test_a_failed_message_is_tried_again(self, signed_in, failed, mailoutbox):
        assert signed_in.post(f"/reminders/deliveries/{failed.pk}/retry/", WHY).status_code == 302
        assert states() == {-7: ReminderState.PENDING}
        deliver(timezone.now())
        assert len(mailoutbox) == 1
        assert digests()[0].state == DigestState.SENT

    def test_what_has_been_done_meanwhile_is_not_sent_after_all(
        self, signed_in, failed, office, mailoutbox
    ):
        with acting(SYSTEM, reason="test"):
            Action.objects.update(status="done")
        signed_in.post(f"/reminders/deliveries/{failed.pk}/retry/", WHY)
        deliver(timezone.now())
        assert mailoutbox == []

    def test_trying_again_joins_the_message_that_waits(self, signed_in, failed, office, mailoutbox):
        office.action("2026-06-30", title="Another one")
        sweep(at("2026-06-24 07:00"))
        signed_in.post(f"/reminders/deliveries/{failed.pk}/retry/", WHY)
        deliver(at("2026-06-24 08:00"))
        assert len(mailoutbox) == 1
        assert {row.state for row in ledger()} == {ReminderState.SENT}

    def test_another_states_message_cannot_be_touched(self, client, failed):
        client.force_login(person(Role.FOCAL_POINT))
        assert client.post(f"/reminders/deliveries/{failed.pk}/retry/", WHY).status_code == 404
        assert digests()[0].state == DigestState.FAILED

    def test_a_ministry_may_not_try_again(self, client, failed, office):
        client.force_login(office.officer(Role.MINISTRY_OFFICER))
        assert client.post(f"/reminders/deliveries/{failed.pk}/retry/", WHY).status_code == 403

    def test_it_is_not_tried_again_without_a_reason(self, signed_in, failed):
        path = f"/reminders/deliveries/{failed.pk}/retry/"
        assert "550 5.1.1 No such user here" in signed_in.get(path).content.decode()
        assert signed_in.post(path).status_code == 422
        assert digests()[0].state == DigestState.FAILED

    def test_its_counts_are_those_of_the_rows_under_the_filters(self, signed_in, failed, office):
        def tabs(query):
            context = signed_in.get(f"/reminders/deliveries/{query}").context
            found = {str(tab["label"]): tab["count"] for tab in context["states"]}
            assert found["All"] == sum(found.values()) - found["All"]
            return found, len(context["rows"])

        assert tabs("")[0]["Failed"] == 1
        assert tabs("?state=failed")[1] == tabs("?state=failed")[0]["Failed"] == 1
        assert tabs("?state=sent") == (tabs("")[0], 0)
        assert tabs("?since=2026-06-24")[0]["Failed"] == 0
        assert tabs("?q=nobody")[1] == 0

    def test_only_the_secretariat_chooses_a_state(self, client, signed_in, failed, office):
        code = office.institution.country.code
        assert "country" not in signed_in.get("/reminders/deliveries/").context["filter"].filters
        client.force_login(person(Role.SECRETARIAT))
        page = client.get("/reminders/deliveries/", {"country": code})
        assert len(page.context["rows"]) == 1

    def test_it_says_when_the_parts_ran_and_what_stands_still(self, signed_in, failed):
        assert "not yet" in signed_in.get("/reminders/deliveries/").content.decode()
        for part in (Part.SWEEP, Part.DELIVERY):
            note_run(part, now=timezone.now() - dt.timedelta(hours=1))
        assert "stand still" in signed_in.get("/reminders/deliveries/").content.decode()
        for part in (Part.SWEEP, Part.DELIVERY):
            note_run(part, now=timezone.now())
        page = signed_in.get("/reminders/deliveries/").content.decode()
        assert "Last sweep:" in page
        assert "stand still" not in page
