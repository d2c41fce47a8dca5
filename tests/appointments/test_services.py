"""Appointments: one principal at a time, dated tenure, careful sharing."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.appointments.models import Appointment
from apps.appointments.services import (
    create_appointment,
    create_mechanism,
    end_appointment,
    update_appointment,
    update_mechanism,
)
from focalpoint.acting import acting
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import AppointmentFactory, InstitutionFactory, actor, person

pytestmark = pytest.mark.django_db


class TestOnePrincipal:
    def test_a_second_one_is_refused_by_name(self, appoint):
        appoint("Ama Example")
        with pytest.raises(ValidationError) as caught:
            appoint("Kofi Example", dt.date(2025, 1, 1))
        assert "Ama Example has served" in caught.value.message_dict["starts_on"][0]

    def test_also_where_the_first_one_has_a_fixed_end(self, appoint):
        appoint("Ama Example", ends_on=dt.date(2030, 1, 1))
        with pytest.raises(ValidationError, match="serves as principal"):
            appoint("Kofi Example", dt.date(2025, 1, 1))

    def test_a_successor_starts_on_the_day_of_the_handover(self, appoint):
        appoint("Ama Example", ends_on=dt.date(2025, 1, 1))
        assert appoint("Kofi Example", dt.date(2025, 1, 1)).pk

    def test_an_earlier_tenure_is_recorded_later(self, appoint):
        appoint("Ama Example")
        assert appoint("Yaw Example", dt.date(2020, 1, 1), ends_on=dt.date(2023, 12, 31)).pk

    def test_alternates_are_as_many_as_needed(self, appoint):
        appoint("Ama Example")
        for name in ("Kofi Example", "Yaw Example"):
            assert appoint(name, is_alternate=True).is_alternate

    def test_an_alternate_becomes_principal_only_where_nobody_serves(self, appoint, focal_point):
        appoint("Ama Example")
        other = appoint("Kofi Example", is_alternate=True)
        with pytest.raises(ValidationError):
            update_appointment(
                actor=focal_point, appointment=other, changes={"is_alternate": False}, version=1
            )

    def test_each_state_has_its_own(self, appoint):
        appoint("Ama Example")
        AppointmentFactory(person_name="Somebody abroad")

    def test_the_database_refuses_it_too(self, appoint, office):
        appoint("Ama Example", ends_on=dt.date(2030, 1, 1))
        with pytest.raises(IntegrityError), transaction.atomic():
            AppointmentFactory(office=office, starts_on=dt.date(2025, 1, 1))

    def test_one_that_the_person_does_not_see_stands_in_the_way_all_the_same(self, appoint, office):
        hidden = InstitutionFactory(country=office.country)
        AppointmentFactory(office=hidden, visibility=Visibility.OFFICE)
        with pytest.raises(ValidationError, match="Another principal"):
            appoint("Kofi Example", dt.date(2025, 1, 1))


class TestTenure:
    def test_it_cannot_end_before_it_starts(self, appoint):
        with pytest.raises(ValidationError) as caught:
            appoint(ends_on=dt.date(2023, 1, 1))
        assert "cannot end before" in caught.value.message_dict["ends_on"][0]

    def test_an_end_notes_when_it_was_set(self, appoint, official):
        made = appoint()
        ended = end_appointment(
            actor=official, appointment=made, ends_on=dt.date(2099, 6, 30), reason="New post"
        )
        assert ended.ends_on == dt.date(2099, 6, 30)
        assert (timezone.now() - ended.ends_on_set_at).total_seconds() < 60
        with acting(official):
            entry = history_of(ended)[0]
        assert (entry.event, entry.reason) == ("appointment.ended", "New post")

    def test_an_end_that_does_not_move_keeps_its_time(self, appoint, focal_point):
        made = appoint(ends_on=dt.date(2099, 6, 30))
        changed = update_appointment(
            actor=focal_point,
            appointment=made,
            changes={"rank": "Director", "ends_on": dt.date(2099, 6, 30)},
            version=1,
        )
        assert changed.ends_on_set_at == made.ends_on_set_at

    def test_a_moved_end_sets_it_anew(self, appoint, focal_point):
        made = appoint(ends_on=dt.date(2099, 6, 30))
        changed = update_appointment(
            actor=focal_point,
            appointment=made,
            changes={"ends_on": dt.date(2099, 7, 31)},
            version=1,
        )
        assert changed.ends_on_set_at > made.ends_on_set_at

    def test_ending_needs_a_reason(self, appoint, official):
        with pytest.raises(ValidationError):
            end_appointment(
                actor=official, appointment=appoint(), ends_on=dt.date(2026, 1, 1), reason=""
            )

    def test_a_stale_version_is_refused(self, appoint, focal_point):
        made = appoint()
        update_appointment(
            actor=focal_point, appointment=made, changes={"rank": "Director"}, version=1
        )
        with pytest.raises(StaleVersionError):
            update_appointment(
                actor=focal_point, appointment=made, changes={"rank": "Minister"}, version=1
            )

    def test_an_account_of_another_state_is_refused(self, appoint):
        with pytest.raises(ValidationError, match="does not belong"):
            appoint(user=person(Role.FOCAL_POINT))

    @pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.CONTRIBUTOR, Role.AUDITOR])
    def test_others_record_nothing(self, appoint, role, office):
        with pytest.raises(PermissionDenied):
            appoint(who=actor(role, office))

    def test_nobody_appoints_in_another_state(self, focal_point):
        abroad = InstitutionFactory()
        with pytest.raises(PermissionDenied):
            create_appointment(
                actor=focal_point,
                country=abroad.country,
                fields={
                    "person_name": "Ama",
                    "institution": abroad,
                    "starts_on": dt.date(2024, 1, 1),
                },
            )

    def test_an_institution_abroad_is_refused(self, appoint):
        with pytest.raises(PermissionDenied):
            appoint(institution=InstitutionFactory())


class TestSharing:
    def test_the_focal_point_opens_it_to_the_network(self, appoint, coordinator):
        made = appoint(visibility=Visibility.NETWORK)
        with acting(coordinator):
            assert Appointment.objects.visible_to(coordinator).get() == made

    def test_an_official_does_not(self, appoint, official):
        with pytest.raises(ValidationError, match="Only the focal point"):
            appoint(who=official, visibility=Visibility.NETWORK)
        made = appoint()
        with pytest.raises(ValidationError, match="Only the focal point"):
            update_appointment(
                actor=official, appointment=made, changes={"visibility": "network"}, version=1
            )

    def test_what_is_shared_is_changed_by_those_who_share_it(self, appoint, official):
        made = appoint(visibility=Visibility.NETWORK)
        with pytest.raises(PermissionDenied):
            update_appointment(
                actor=official, appointment=made, changes={"rank": "King"}, version=1
            )

    def test_the_office_records_that_somebody_has_left(self, appoint, official):
        made = appoint(visibility=Visibility.NETWORK)
        assert end_appointment(
            actor=official, appointment=made, ends_on=dt.date(2026, 1, 1), reason="Retired"
        ).ends_on


class TestMechanism:
    def test_it_is_recorded_and_changed(self, official, office):
        made = create_mechanism(
            actor=official,
            country=office.country,
            fields={"kind": "committee", "name": "National committee"},
        )
        changed = update_mechanism(
            actor=official,
            mechanism=made,
            changes={"resources": "Two posts"},
            version=1,
        )
        assert changed.resources == "Two posts"

    def test_it_cannot_end_before_it_began(self, official, office):
        with pytest.raises(ValidationError, match="dissolved before"):
            create_mechanism(
                actor=official,
                country=office.country,
                fields={
                    "kind": "committee",
                    "name": "National committee",
                    "established_on": dt.date(2020, 1, 1),
                    "dissolved_on": dt.date(2019, 1, 1),
                },
            )

    def test_an_official_does_not_share_it(self, official, office):
        with pytest.raises(ValidationError, match="Only the focal point"):
            create_mechanism(
                actor=official,
                country=office.country,
                fields={"kind": "office", "name": "Unit", "visibility": "public"},
            )
