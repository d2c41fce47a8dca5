"""The directory: each fact is shown to those whom the State chose, and to nobody else."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.appointments.directory.selectors import entry_of, listings
from apps.appointments.directory.services import show_in_directory
from apps.appointments.directory_models import FACTS, SHOWN_TO, Audience, DirectoryListing
from apps.appointments.filters import AppointmentFilter
from apps.appointments.models import Appointment
from apps.appointments.selectors import appointments
from apps.appointments.services import end_appointment, update_appointment
from apps.countries.models import Country
from focalpoint.acting import acting
from focalpoint.actors import PUBLIC, SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.exports.files import body, json_rows
from tests.factories import InstitutionFactory, OpenPublicPageFactory, actor

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date()
CONTACT = {"email": "amina@office.example", "phone": "+233 30 200", "languages": ["fr", "en"]}
HELD = {"person_name": "Amina Example", "rank": "Director", **CONTACT}


def shown(**audiences):
    return {**CONTACT, **{f"show_{name}": audience for name, audience in audiences.items()}}


@pytest.fixture
def appointment(appoint):
    return appoint("Amina Example", rank="Director")


@pytest.fixture
def show(focal_point, appointment):
    """Decide, in the focal point's name, who is shown what."""

    def decide(who=focal_point, version=None, **audiences):
        return show_in_directory(
            actor=who, appointment=appointment, fields=shown(**audiences), version=version
        )

    return decide


def listed(who):
    with acting(who):
        return list(listings(who, timezone.now()))


def test_it_is_off_until_somebody_turns_it_on(show, coordinator):
    show()
    assert listed(coordinator) == []


def test_the_network_reads_what_is_shown_to_it_and_no_more(show, coordinator, office):
    show(person_name="network", email="public")
    [row] = listed(coordinator)
    assert (row.person_name, row.email, row.phone, row.rank) == (
        "Amina Example",
        "amina@office.example",
        "",
        "",
    )
    assert row.institution == ""
    assert row.languages == []


@pytest.mark.slow
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(choices=st.fixed_dictionaries({name: st.sampled_from(Audience.values) for name in FACTS}))
def test_no_choice_shows_anybody_more_than_it_says(
    appointment, office, focal_point, coordinator, choices
):
    with acting(focal_point):
        entry = entry_of(focal_point, appointment)
    show_in_directory(
        actor=focal_point,
        appointment=appointment,
        fields=shown(**choices),
        version=entry.version if entry else None,
    )
    held = {**HELD, "institution": office.name}
    for who, level in ((coordinator, Visibility.NETWORK), (PUBLIC, Visibility.PUBLIC)):
        with acting(who):
            # Row-level security alone: no filter of ours.
            rows = list(DirectoryListing.objects.filter(visibility=level))
        told = {name: getattr(row, name) for row in rows for name in FACTS if getattr(row, name)}
        allowed = {name for name, chosen in choices.items() if chosen in SHOWN_TO[level]}
        if who is PUBLIC:
            # The State has no public page: the public reads nothing at all.
            assert rows == []
        else:
            assert told == {name: held[name] for name in allowed}


def test_the_public_reads_its_own_row_alone_once_the_page_is_on(show, office):
    show(person_name="public", phone="network")
    OpenPublicPageFactory(office=office)
    with acting(PUBLIC):
        [row] = DirectoryListing.objects.all()
        assert list(DirectoryListing.objects.visible_to(PUBLIC)) == [row]
    assert (row.visibility, row.person_name, row.phone) == ("public", "Amina Example", "")


def test_what_is_taken_back_is_gone(show, coordinator, focal_point, appointment):
    entry = show(person_name="network")
    show(version=entry.version, person_name="nobody")
    assert listed(coordinator) == []
    with acting(focal_point):
        entry = entry_of(focal_point, appointment)
        assert history_of(entry)[0].event == "directoryentry.changed"


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MINISTRY_OFFICER, Role.COORDINATOR])
def test_only_the_focal_point_and_the_deputy_decide(show, office, role):
    who = actor(role) if role == Role.COORDINATOR else actor(role, office)
    with pytest.raises((PermissionDenied, Appointment.DoesNotExist)):
        show(who=who, person_name="network")
    assert show(who=actor(Role.DEPUTY, office), person_name="network").pk


def test_a_fact_that_is_not_there_cannot_be_shown(focal_point, appointment):
    with pytest.raises(ValidationError) as caught:
        show_in_directory(
            actor=focal_point,
            appointment=appointment,
            fields={"show_email": "network"},
            version=None,
        )
    assert "email" in caught.value.message_dict


def test_two_at_once_are_told_of_each_other(show):
    show(person_name="network")
    with pytest.raises(StaleVersionError):
        show(rank="network")


def test_it_says_what_the_corrected_appointment_says(
    show, coordinator, focal_point, official, appointment
):
    show(person_name="network", rank="network")
    corrected = update_appointment(
        actor=focal_point, appointment=appointment, changes={"rank": "Minister"}, version=1
    )
    assert listed(coordinator)[0].rank == "Minister"
    # Who may not decide what is shown changes it: it is shown no more.
    update_appointment(
        actor=official, appointment=corrected, changes={"rank": "King"}, version=corrected.version
    )
    [row] = listed(coordinator)
    assert (row.person_name, row.rank) == ("Amina Example", "")


def test_who_has_left_is_listed_no_more(show, coordinator, official, appointment):
    show(person_name="network")
    end_appointment(
        actor=official,
        appointment=appointment,
        ends_on=TODAY - dt.timedelta(days=1),
        reason="Retired",
    )
    assert listed(coordinator) == []


LONGER = [
    {"ends_on": None},
    {"ends_on": TODAY + dt.timedelta(days=60)},
    {"starts_on": dt.date(2023, 1, 1)},
    {"is_alternate": True},
]


@pytest.mark.parametrize("changes", LONGER)
def test_who_may_not_decide_shows_nobody_longer_or_in_another_post(
    show, coordinator, focal_point, official, appointment, changes
):
    ends_on = TODAY + dt.timedelta(days=30)
    ended = end_appointment(
        actor=focal_point, appointment=appointment, ends_on=ends_on, reason="Retires"
    )
    show(person_name="network", email="network")
    shorter = update_appointment(
        actor=official,
        appointment=ended,
        changes={"ends_on": ends_on - dt.timedelta(days=1)},
        version=ended.version,
    )
    assert listed(coordinator)
    update_appointment(
        actor=official, appointment=shorter, changes=changes, version=shorter.version
    )
    assert listed(coordinator) == []


def test_what_is_decided_is_read_by_those_who_read_the_appointment(
    show, appoint, office, focal_point, official
):
    own = appoint("Kofi Alternate", is_alternate=True, visibility="office")
    fields = shown(person_name="network")
    show_in_directory(actor=focal_point, appointment=own, fields=fields, version=None)
    for who, level in ((official, "government"), (official, "office"), (focal_point, "network")):
        own = update_appointment(
            actor=who, appointment=own, changes={"visibility": level}, version=own.version
        )
        with acting(focal_point):
            expected = "office" if level == "office" else "government"
            assert entry_of(focal_point, own).visibility == expected


class TestPages:
    def test_the_focal_point_chooses_and_the_network_finds(
        self, browser, focal_point, coordinator, appointment
    ):
        form = {f"show_{name}": "nobody" for name in FACTS}
        form |= {**CONTACT, "show_person_name": "network", "show_email": "network"}
        form["seen"] = appointment.version
        address = reverse("directory-entry", args=[appointment.pk])
        answer = browser(focal_point).post(address, {**form, "show_languages": "network"})
        assert answer.status_code == 302
        reader = browser(coordinator)
        page = reader.get(reverse("directory-list"), {"language": "fr", "q": "amina"})
        assert "amina@office.example" in page.text
        assert "+233" not in page.text
        assert "Training" in page.text
        assert "Amina Example" not in reader.get(reverse("directory-list"), {"language": "ru"}).text
        [row] = json_rows(body(reader.get(reverse("directory-list"), {"format": "json"})))
        assert (row["email"], row["phone"], row["languages"]) == (
            "amina@office.example",
            "",
            ["fr", "en"],
        )
        [listing] = listed(coordinator)
        card = reader.get(reverse("directory-vcard", args=[listing.pk]))
        assert card["Content-Type"] == "text/vcard; charset=utf-8"
        assert "Amina Example" in card.text
        assert "+233" not in card.text

    def test_whoever_was_not_shown_is_not_published(
        self, browser, focal_point, official, coordinator, appointment
    ):
        client, address = browser(focal_point), reverse("directory-entry", args=[appointment.pk])
        form = {f"show_{name}": "nobody" for name in FACTS} | {"show_person_name": "network"}
        seen = client.get(address).context["form"]["seen"].value()
        update_appointment(
            actor=official,
            appointment=appointment,
            changes={"person_name": "Kofi Other"},
            version=1,
        )
        for shown_before in ({}, {"seen": seen}):
            answer = client.post(address, {**form, **shown_before})
            assert answer.status_code == 409
            assert "Kofi Other" in answer.text
            assert listed(coordinator) == []
        seen = answer.context["form"]["seen"].value()
        assert client.post(address, {**form, "seen": seen}).status_code == 302
        assert [row.person_name for row in listed(coordinator)] == ["Kofi Other"]

    def test_the_history_tells_tenures_and_vacancies_as_of_a_day(
        self, browser, appoint, official, office
    ):
        appoint("Yaw Past", dt.date(2020, 1, 1), ends_on=dt.date(2020, 12, 31))
        appoint("Ama Present", dt.date(2021, 1, 11))
        address = reverse("focal-point-history", args=[office.country.code])
        page = browser(official).get(address, {"as_of": "2021-01-05"})
        assert "Yaw Past" in page.text
        assert "Ama Present" not in page.text
        [gap] = page.context["past"].vacancies
        assert (gap.days, gap.is_open) == (5, True)
        past = browser(official).get(address, {"as_of": "2021-02-01"}).context["past"]
        assert (past.vacant_days, past.vacancies[0].is_open) == (10, False)

    def test_a_nonsensical_date_is_said(self, browser, official, office):
        address = reverse("focal-point-history", args=[office.country.code])
        for said in ("yesterdayish", "9999-12-31"):
            page = browser(official).get(address, {"as_of": said})
            assert (page.status_code, page.context["form"].is_valid()) == (200, False)

    @pytest.mark.parametrize(
        "rest", ["focal-points/states/%00/", "focal-points/states/%00/history/"]
    )
    def test_a_code_that_no_state_can_have_is_not_found(self, browser, official, rest):
        assert browser(official).get(f"/{rest}").status_code == 404

    def test_the_second_of_two_who_begin_sees_what_the_first_decided(
        self, browser, focal_point, office, coordinator, appointment
    ):
        client, address = browser(focal_point), reverse("directory-entry", args=[appointment.pk])
        fresh = client.get(address).context["form"]
        form = {f"show_{name}": "nobody" for name in FACTS} | {"show_person_name": "network"}
        form |= {name: fresh[name].value() for name in ("seen", "version")}
        other = browser(actor(Role.DEPUTY, office))
        assert other.post(address, {**form, "show_person_name": "nobody"}).status_code == 302
        answer = client.post(address, form)
        assert answer.status_code == 409
        assert answer.templates[0].name == "generic/conflict.html"
        assert listed(coordinator) == []
        form["version"] = answer.context["form"]["version"].value()
        assert client.post(address, form).status_code == 302
        assert [row.person_name for row in listed(coordinator)] == ["Amina Example"]

    def test_a_form_without_a_version_is_no_more_than_a_conflict(
        self, focal_point, appointment, show
    ):
        show()
        for version in (None, 0):
            with pytest.raises(StaleVersionError):
                show(version=version)


@pytest.mark.parametrize(
    ("zone", "hour", "serves"),
    [
        # The last day is over in Auckland, goes on in Honolulu, and has not come there before.
        ("Pacific/Auckland", "2026-06-30T13:00", False),
        ("Pacific/Auckland", "2026-06-30T11:00", True),
        ("Pacific/Honolulu", "2026-07-01T09:00", True),
        ("Pacific/Honolulu", "2026-07-01T11:00", False),
    ],
)
def test_a_mandate_ends_at_midnight_in_its_own_capital(
    show, appointment, focal_point, coordinator, office, zone, hour, serves, monkeypatch
):
    with acting(SYSTEM, reason="test"):
        Country.objects.filter(pk=office.country_id).update(time_zone=zone)
    end_appointment(
        actor=focal_point,
        appointment=appointment,
        ends_on=dt.date(2026, 6, 30),
        reason="Retires",
    )
    show(person_name="network")
    now = dt.datetime.fromisoformat(hour).replace(tzinfo=dt.UTC)
    with acting(coordinator):
        assert bool(listings(coordinator, now)) is serves
        monkeypatch.setattr("apps.appointments.filters.timezone.now", lambda: now)
        rows = appointments(focal_point)
        found = AppointmentFilter({"serving": "true"}, queryset=rows).qs
    with acting(focal_point):
        assert bool(found) is serves


def test_a_state_abroad_decides_nothing(appointment):
    other = actor(Role.FOCAL_POINT, InstitutionFactory())
    with pytest.raises(Appointment.DoesNotExist):
        show_in_directory(
            actor=other, appointment=appointment, fields=shown(rank="public"), version=None
        )
