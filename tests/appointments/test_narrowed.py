"""Who keeps an appointment to fewer people is told who is still shown the person."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.appointments.services import end_appointment
from tests.appointments.test_directory import appointment as appointment
from tests.appointments.test_directory import listed
from tests.appointments.test_directory import show as show

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("audiences", "told"),
    [
        ({"person_name": "public"}, "Everybody is shown facts of this person"),
        ({"email": "network"}, "The network is shown facts of this person"),
        ({}, ""),
    ],
)
def test_whoever_closes_a_record_is_told_who_is_still_shown_the_person(
    browser, show, focal_point, appointment, audiences, told
):
    show(**audiences)
    client = browser(focal_point)
    edit = reverse("appointment-update", args=[appointment.pk])
    form = client.get(edit)
    assert ("does not change what the directory shows" in form.text) is bool(told)
    where = f'href="{reverse("directory-entry", args=[appointment.pk])}"'
    assert (where in form.text) is bool(told)
    # Whoever keeps it as open as it was is told nothing on its page.
    assert "facts of this person" not in client.get(appointment.get_absolute_url()).text
    given = {**form.context["form"].initial, "visibility": "office"}
    given = {name: value for name, value in given.items() if value is not None}
    saved = client.post(edit, {**given, "version": appointment.version}, follow=True)
    assert saved.redirect_chain
    assert ("still shows the person" in saved.text) is bool(told)
    assert told in saved.text
    assert where in saved.text
    assert len(listed(focal_point)) == bool(told)


def test_who_may_not_decide_what_is_shown_is_told_who_may(browser, show, official, appointment):
    show(person_name="network")
    page = browser(official).get(reverse("appointment-update", args=[appointment.pk]))
    assert "The focal point and the deputy can take this back." in page.text
    assert reverse("directory-entry", args=[appointment.pk]) not in page.text


def test_who_has_left_is_shown_no_more_and_nothing_is_said_of_it(
    browser, show, focal_point, appointment
):
    show(person_name="public")
    end_appointment(
        actor=focal_point, appointment=appointment, ends_on=dt.date(2024, 6, 1), reason="Left"
    )
    page = browser(focal_point).get(reverse("appointment-update", args=[appointment.pk]))
    assert "facts of this person" not in page.text
