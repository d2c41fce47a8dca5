"""Questions of the network: who is asked, how often, and who reads the answer."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from apps.accounts.selectors import actor_for
from apps.engagement.nudges import deadlines
from apps.engagement.nudges.models import Nudge
from apps.engagement.nudges.services import answer_nudge, ask_states, withdraw_nudge
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.errors import IllegalTransitionError
from focalpoint.roles import Role
from tests import factories as f
from tests.engagement.conftest import browser

pytestmark = pytest.mark.django_db
DAY = dt.date(2031, 5, 2)


def ask(actor: Actor, *states: Any, **fields: Any) -> list[Nudge]:
    given = {"about": "assessment", "text": "Is it approved?", "reply_by": DAY, **fields}
    return ask_states(actor=actor, countries=states, fields=given)


def told(user_id: Any) -> list[str]:
    with acting(SYSTEM):
        return list(Notice.objects.filter(recipient=user_id).values_list("kind", flat=True))


def test_the_office_is_told_answers_and_the_coordinators_learn_of_it(
    coordinator: Actor, focal_point: Actor, official: Actor, officer: Actor
) -> None:
    [asked] = ask(coordinator, focal_point.country)
    assert told(focal_point.user_id) == told(official.user_id) == ["nudge.asked"]
    assert told(officer.user_id) == []
    with acting(SYSTEM):
        [row] = deadlines.open_deadlines()
    assert row[:3] == (asked.pk, asked.country_id, DAY)
    client = browser(official)
    assert asked.text in client.get(asked.get_absolute_url()).content.decode()
    page = reverse("nudge-answer", args=[asked.pk])
    assert client.post(page, {"answer": ""}).status_code == 422
    assert client.post(page, {"answer": "In May.", "answer_page": "/progress/"}).status_code == 302
    assert told(coordinator.user_id) == ["nudge.answered"]
    answered = browser(coordinator).get(asked.get_absolute_url()).content.decode()
    assert "In May." in answered
    with acting(SYSTEM):
        assert not deadlines.open_deadlines()
    with pytest.raises(IllegalTransitionError):
        withdraw_nudge(actor=coordinator, nudge=asked, why="Too late")


def test_nobody_else_asks_answers_or_reads(
    coordinator: Actor, official: Actor, officer: Actor, abroad: Actor
) -> None:
    [asked] = ask(coordinator, official.country)
    with pytest.raises(PermissionDenied):
        ask(official, official.country)
    with pytest.raises(PermissionDenied):
        answer_nudge(actor=coordinator, nudge=asked, answer="For you")
    for stranger in (abroad, officer):
        with acting(stranger):
            assert not Nudge.objects.exists()
        with pytest.raises(Nudge.DoesNotExist):
            answer_nudge(actor=stranger, nudge=asked, answer="Ours")


def test_one_open_question_on_a_subject(coordinator: Actor, official: Actor) -> None:
    state = official.country
    [first] = ask(coordinator, state)
    with pytest.raises(ValidationError, match="asked for this already"):
        ask(coordinator, state)
    withdraw_nudge(actor=coordinator, nudge=first, why="Found it")
    assert "nudge.withdrawn" in told(official.user_id)
    ask(coordinator, state)


def test_three_questions_in_thirty_days_and_no_more(
    coordinator: Actor, official: Actor, abroad: Actor
) -> None:
    state = official.country
    for number in range(3):
        gathering = f.GatheringFactory(title=f"Meeting {number}")
        ask(coordinator, state, about="meeting", gathering=gathering)
    with pytest.raises(ValidationError, match="3 times in the last 30 days: ask again from"):
        ask(coordinator, state)
    # All or none are asked.
    with pytest.raises(ValidationError):
        ask(coordinator, abroad.country, state)
    with acting(SYSTEM):
        assert not Nudge.objects.filter(country=abroad.country).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reply_by": dt.date(2020, 1, 1)},
        {"about": "step"},
        {"about": "lunch"},
        {"text": ""},
    ],
)
def test_what_makes_no_sense_is_refused(coordinator: Actor, official: Actor, wrong: Any) -> None:
    with pytest.raises(ValidationError):
        ask(coordinator, official.country, **wrong)


def test_who_asked_is_told_of_the_answer_also_where_the_secretariat_did(
    coordinator: Actor, official: Actor
) -> None:
    secretariat, colleague = f.actor(Role.SECRETARIAT), f.actor(Role.SECRETARIAT)
    [asked] = ask(secretariat, official.country)
    answer_nudge(actor=official, nudge=asked, answer="In May.")
    assert told(secretariat.user_id) == told(coordinator.user_id) == ["nudge.answered"]
    assert told(colleague.user_id) == []


def test_meetings_are_those_of_the_state_and_steps_those_of_the_seven(
    coordinator: Actor, official: Actor, abroad: Actor
) -> None:
    state = official.country
    for country, said, facts in (
        (f.MemberStateFactory(), "exercise of the training States", {}),
        (state, "exercises only", {"is_training": False}),
        (state, "called off", {"is_cancelled": True}),
    ):
        with pytest.raises(ValidationError, match=said):
            ask(coordinator, country, about="meeting", gathering=f.GatheringFactory(**facts))
    seventh = f.ItemFactory()
    part = f.ItemFactory(parent=seventh)
    with pytest.raises(ValidationError) as refused:
        ask(coordinator, state, about="step", step=part)
    assert set(refused.value.message_dict) == {"step"}
    ask(coordinator, state, about="step", step=seventh)


def test_a_state_where_nobody_would_read_it_is_not_asked(coordinator: Actor) -> None:
    with pytest.raises(ValidationError, match="nobody would read it"):
        ask(coordinator, f.CountryFactory())


@pytest.mark.parametrize(
    ("zone", "late"), [("Pacific/Kiritimati", True), ("Pacific/Pago_Pago", False)]
)
def test_it_is_late_when_its_day_has_ended_in_the_capital(
    coordinator: Actor, monkeypatch: pytest.MonkeyPatch, zone: str, late: bool
) -> None:
    """At noon (UTC) the day has ended far in the east, and hardly begun far in the west."""
    asked = f.NudgeFactory(country=f.CountryFactory(time_zone=zone), reply_by=DAY)
    noon = dt.datetime.combine(DAY, dt.time(12), dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    client = browser(coordinator)
    for said, expected in (("true", late), ("false", not late)):
        page = client.get(reverse("nudge-list"), {"late": said})
        assert (asked.get_absolute_url() in page.text) == expected


@pytest.mark.parametrize("page", ["https://example.org/", "//example.org/", "javascript:x"])
def test_an_answer_points_at_no_other_site(coordinator: Actor, official: Actor, page: str) -> None:
    [asked] = ask(coordinator, official.country)
    with pytest.raises(ValidationError):
        answer_nudge(actor=official, nudge=asked, answer_page=page)


def test_the_form_asks_several_states_from_their_pages(
    coordinator: Actor, official: Actor, abroad: Actor
) -> None:
    states = [official.country.code, abroad.country.code]
    client = browser(coordinator)
    page = reverse("nudge-create")
    assert client.get(page, {"state": states[0]}).status_code == 200
    given = {"countries": states, "about": "assessment", "text": "Is it?", "reply_by": "2020-01-01"}
    assert client.post(page, given).status_code == 422
    assert client.post(page, {**given, "reply_by": "2031-05-02"}).status_code == 302
    secretariat = actor_for(f.person(Role.SECRETARIAT))
    with acting(secretariat):
        assert Nudge.objects.visible_to(secretariat).count() == 2
    assert "Is it?" not in browser(abroad).get(reverse("nudge-list")).content.decode()
