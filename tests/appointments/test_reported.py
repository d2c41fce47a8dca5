"""What a source says of a focal point: entered with its day, shown as the matrix has it."""

import datetime as dt

import pytest

from apps.appointments.models import ReportedFocalPoint
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import (
    AppointmentFactory,
    InstitutionFactory,
    MemberStateFactory,
    person,
)

pytestmark = pytest.mark.django_db
ADMIN = "/admin/appointments/reportedfocalpoint/"
TODAY = dt.date(2024, 6, 30)


@pytest.fixture
def state():
    return MemberStateFactory(name="Quentia", code="WQE", un_member_since=dt.date(1960, 1, 1))


@pytest.fixture
def reported(state):
    def report(appointed):
        with acting(SYSTEM, reason="test set-up"):
            return ReportedFocalPoint.objects.create(
                country=state,
                appointed=appointed,
                source="List of 2023",
                as_of=dt.date(2023, 1, 1),
                confidence="high",
            )

    return report


def test_it_is_entered_in_the_catalogue_alone_where_its_day_is_asked_for(client, reported):
    fact = reported(True)
    client.force_login(person(Role.SECRETARIAT))
    asked = {"country": fact.country_id, "source": "List", "as_of": "", "reason": "no day"}
    for page in ("add", f"{fact.pk}/change"):
        assert client.post(f"{ADMIN}{page}/", asked).status_code == 403
    with acting(SYSTEM):
        assert [row.as_of for row in ReportedFocalPoint.objects.all()] == [fact.as_of]


class TestCard:
    """The page of a State says of its focal point what the cell says that leads to it."""

    @pytest.fixture
    def card(self, client, state):
        client.force_login(person(Role.COORDINATOR))

        def read():
            page = client.get("/network/states/WQE/", {"as_of": TODAY.isoformat()})
            return page.text.partition('id="focal-point"')[2].partition('id="assessments"')[0]

        return read

    def test_none_says_a_source(self, card, reported):
        reported(False)
        text = card()
        assert "None, says a source" in text
        assert "List of 2023" in text
        assert "as of 1 January 2023" in text
        assert "no source is known" not in text

    def test_reported_and_nothing_shared(self, card, reported):
        reported(True)
        text = card()
        assert "A focal point was reported; the State shares no details." in text
        assert "List of 2023" in text

    def test_reported_and_an_alternate_shared(self, card, state, reported):
        reported(True)
        AppointmentFactory(
            office=InstitutionFactory(country=state),
            visibility="network",
            is_alternate=True,
            person_name="Ama Mensah",
            starts_on=dt.date(2022, 1, 1),
        )
        text = card()
        assert "Ama Mensah" in text
        assert "Reported by a source" in text
        assert "List of 2023" in text
        assert "shares no details" not in text

    @pytest.mark.parametrize("appointed", [True, False])
    def test_the_word_of_the_state_goes_first(self, card, state, reported, appointed):
        reported(appointed)
        AppointmentFactory(
            office=InstitutionFactory(country=state),
            visibility="network",
            person_name="Kofi Boateng",
            starts_on=dt.date(2022, 1, 1),
            ends_on=None if appointed else dt.date(2024, 1, 31),
        )
        text = card()
        assert "Kofi Boateng" in text
        assert "List of 2023" not in text
        assert ("Vacant" in text) is not appointed
        assert ("since 1 February 2024" in text) is not appointed

    def test_nothing_known(self, card, state, reported):
        assert "Nothing is shared and no source is known." in card()
        fact = reported(True)
        with acting(SYSTEM, reason="test set-up"):
            fact.as_of = TODAY + dt.timedelta(days=1)
            fact.save()
        # The source had not spoken by then.
        assert "Nothing is shared and no source is known." in card()
