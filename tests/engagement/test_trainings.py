"""Trainings: numbers by institution, and no names."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from apps.engagement.trainings.models import Training
from apps.engagement.trainings.services import change_training, count_attendance, record_training
from focalpoint.actors import Actor
from tests.engagement.conftest import browser

pytestmark = pytest.mark.django_db


def record(actor: Actor, approve: bool = False, **fields: Any) -> Training:
    given = {
        "title": "Early signs for border police",
        "topic": "security",
        "starts_on": dt.date(2026, 2, 3),
        **fields,
    }
    return record_training(actor=actor, country=actor.country, fields=given, approve=approve)


def test_numbers_add_up_by_institution(official: Actor, ministry: Any) -> None:
    made = record(official)
    count_attendance(actor=official, training=made, fields={"institution": ministry, "number": 12})
    count_attendance(actor=official, training=made, fields={"other": "Bar council", "number": 3})
    client = browser(official)
    assert client.get(made.get_absolute_url()).context["record"].came == 15
    assert ">15<" in client.get(reverse("training-list")).content.decode().replace(" ", "")


@pytest.mark.parametrize(
    "wrong",
    [{"number": 3}, {"other": "Bar council", "number": 0}, {"other": "Bar council"}],
)
def test_what_makes_no_sense_is_refused(official: Actor, wrong: Any) -> None:
    with pytest.raises(ValidationError):
        count_attendance(actor=official, training=record(official), fields=wrong)


def test_an_institution_is_counted_once(official: Actor, ministry: Any) -> None:
    made = record(official)
    fields = {"institution": ministry, "number": 12}
    count_attendance(actor=official, training=made, fields=fields)
    with pytest.raises(ValidationError, match="counted already"):
        count_attendance(actor=official, training=made, fields=fields)


def test_the_network_reads_it_once_approved(
    focal_point: Actor, official: Actor, officer: Actor, coordinator: Actor
) -> None:
    made = record(focal_point, approve=True, visibility="network")
    assert browser(coordinator).get(made.get_absolute_url()).status_code == 200
    with pytest.raises(PermissionDenied):
        change_training(actor=officer, training=made, changes={"outcome": "x"}, version=1)
    change_training(actor=official, training=made, changes={"outcome": "x"}, version=1)
    assert browser(coordinator).get(made.get_absolute_url()).status_code == 404
