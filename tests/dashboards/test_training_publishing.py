"""What the training States show of themselves: one with a public page, one without."""

import pytest
import yaml
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.appointments.directory.selectors import listings
from apps.dashboards.management.commands.load_demo import DATA
from apps.dashboards.training.people import build_state
from apps.dashboards.training.publishing import publish
from apps.dashboards.training.records import _appointments
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import actor

pytestmark = pytest.mark.django_db


def test_one_has_a_public_page_and_the_other_is_in_the_directory_alone():
    states = yaml.safe_load(DATA.read_text(encoding="utf-8"))["states"]
    with acting(SYSTEM, reason="test set-up"):
        for facts in states[:2]:
            state = build_state(facts, timezone.localdate())
            _appointments(state, facts)
            publish(state, facts)
    open_page = Client().get(reverse("public-state", args=["XAA"]))
    assert "Amina Sorel" in open_page.text
    assert "focalpoint@xaa.example" not in open_page.text
    assert Client().get(reverse("public-state", args=["XAB"])).status_code == 404
    reader = actor(Role.COORDINATOR)
    with acting(reader):
        told = {row.email: row.person_name for row in listings(reader, timezone.now())}
    assert told == {
        "focalpoint@xaa.example": "Amina Sorel",
        "deputy@xaa.example": "Yaw Deline",
        "envoy@xab.example": "",
    }
