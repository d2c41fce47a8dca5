"""Introductions: two States are brought together, both answer, and something comes of it."""

import datetime as dt
from typing import Any
from unittest.mock import ANY

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from apps.engagement.introductions.models import Introduction
from apps.engagement.introductions.services import (
    answer_introduction,
    conclude_introduction,
    introduce,
    withdraw_introduction,
)
from apps.engagement.offers.services import close_support
from apps.recommendations.record.catalogue import checks_of
from apps.recommendations.record.checks import Answer
from apps.recommendations.record.facts import Facts
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.errors import IllegalTransitionError
from focalpoint.roles import Role
from tests import factories as f
from tests.engagement.conftest import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(office: Any, focal_point: Actor) -> Any:
    return f.SupportFactory(office=office, shared=True)


@pytest.fixture
def offer(abroad: Actor) -> Any:
    return f.SupportFactory(side="offer", shared=True, office=_office_of(abroad))


def _office_of(actor: Actor) -> Any:
    with acting(SYSTEM):
        return f.InstitutionFactory._meta.model.objects.get(pk=actor.office_in(actor.country.pk))


@pytest.fixture
def made(coordinator: Actor, offer: Any, need: Any) -> Introduction:
    return introduce(actor=coordinator, offer=offer, need=need, message="Your courses fit.")


def say(actor: Actor, made: Introduction, answer: str) -> Introduction:
    return answer_introduction(actor=actor, introduction=made, answer=answer)


def test_two_yes_and_an_outcome(
    coordinator: Actor, focal_point: Actor, official: Actor, abroad: Actor, made: Introduction
) -> None:
    with acting(SYSTEM):
        people = set(Notice.objects.values_list("recipient_id", flat=True))
    assert {focal_point.user_id, official.user_id, abroad.user_id} <= people
    page = browser(focal_point).get(made.get_absolute_url()).content.decode()
    assert "Accept or decline" in page
    with pytest.raises(PermissionDenied):
        say(official, made, "yes")
    assert say(focal_point, made, "yes").status == "proposed"
    with pytest.raises(IllegalTransitionError):
        say(focal_point, made, "no")
    assert say(abroad, made, "yes").status == "accepted"
    with pytest.raises(ValidationError):
        conclude_introduction(
            actor=official, introduction=made, result="helped", outcome_on=dt.date(2031, 1, 1)
        )
    today = timezone.now().date()
    with pytest.raises(ValidationError):
        conclude_introduction(
            actor=official,
            introduction=made,
            result="helped",
            outcome_on=today - dt.timedelta(days=3),
        )
    form = browser(official).get(reverse("introduction-conclude", args=[made.pk]))
    assert form.context["form"].initial == {"outcome_on": today}
    done = conclude_introduction(
        actor=official, introduction=made, result="helped", outcome_on=today, outcome="Two weeks"
    )
    assert done.status == "concluded"
    for reader in (coordinator, abroad):
        assert "Two weeks" in browser(reader).get(made.get_absolute_url()).content.decode()
    with pytest.raises(IllegalTransitionError):
        withdraw_introduction(actor=coordinator, introduction=made, why="Late")


def test_who_introduced_them_learns_of_the_answers(
    coordinator: Actor, focal_point: Actor, offer: Any, need: Any
) -> None:
    secretariat = f.actor(Role.SECRETARIAT)
    made = introduce(actor=secretariat, offer=offer, need=need, message="Your courses fit.")
    say(focal_point, made, "no")
    with acting(SYSTEM):
        for person in (secretariat, coordinator):
            [notice] = Notice.objects.filter(recipient=person.user_id)
            # Nobody introduces the coordinator's State: there is none.
            assert notice.kind == "introduction.declined"


def test_one_no_ends_it(focal_point: Actor, abroad: Actor, made: Introduction) -> None:
    assert say(abroad, made, "no").status == "declined"
    with pytest.raises(IllegalTransitionError):
        say(focal_point, made, "yes")


def test_nobody_else_reads_or_answers_it(made: Introduction, officer: Actor) -> None:
    strangers = (officer, f.actor(Role.FOCAL_POINT, f.InstitutionFactory()), f.actor(Role.AUDITOR))
    for stranger in strangers:
        with acting(stranger):
            assert not Introduction.objects.exists()
        with pytest.raises(Introduction.DoesNotExist):
            say(stranger, made, "yes")


def test_what_was_withdrawn_meanwhile_is_accepted_no_more(
    coordinator: Actor, focal_point: Actor, abroad: Actor, offer: Any, made: Introduction
) -> None:
    close_support(actor=abroad, support=offer, to="withdrawn", note="No budget")
    page = browser(focal_point).get(made.get_absolute_url()).content.decode()
    assert "The offer no longer stands" in page
    with pytest.raises(ValidationError, match="The offer no longer stands"):
        say(focal_point, made, "yes")
    assert say(focal_point, made, "no").status == "declined"


def test_it_stands_until_midnight_in_the_capital_of_each(
    need: Any, focal_point: Actor, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At noon (UTC) the day has ended far in the east, and hardly begun far in the west."""
    day = timezone.now().date() + dt.timedelta(days=30)
    for zone, stands in (("Pacific/Kiritimati", False), ("Pacific/Pago_Pago", True)):
        there = f.InstitutionFactory(country__time_zone=zone)
        f.person(Role.FOCAL_POINT, there)
        offer = f.SupportFactory(side="offer", shared=True, office=there, valid_until=day)
        made = introduce(actor=coordinator, offer=offer, need=need, message="Your courses fit.")
        with monkeypatch.context() as patch:
            noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
            patch.setattr(timezone, "now", lambda noon=noon: noon)
            page = browser(focal_point).get(made.get_absolute_url()).content.decode()
            assert ("The offer no longer stands" not in page) == stands
            if stands:
                say(focal_point, made, "yes")
            else:
                with pytest.raises(ValidationError, match="The offer no longer stands"):
                    say(focal_point, made, "yes")


@pytest.mark.parametrize(("result", "counts"), [("partly", True), ("nothing", False)])
def test_help_that_came_of_it_is_an_exchange_that_both_offices_are_told_of(
    result: str,
    counts: bool,
    coordinator: Actor,
    focal_point: Actor,
    officer: Actor,
    abroad: Actor,
    made: Introduction,
) -> None:
    today = timezone.now().date()
    for actor in (focal_point, abroad):
        say(actor, made, "yes")
    conclude_introduction(actor=abroad, introduction=made, result=result, outcome_on=today)
    [exchanges] = checks_of("R2013-D")

    def told(who: Actor, country: Any, on: dt.date) -> Any:
        with acting(who):
            return exchanges.judge(Facts(country, who, on))

    for who in (focal_point, abroad):
        found = told(who, who.country, today)
        assert (found.answer == Answer.SHOWN) == counts
        assert (found.url, found.on) == ((made.get_absolute_url(), today) if counts else ANY)
        assert told(who, who.country, today - dt.timedelta(days=1)).answer == Answer.NOT_SHOWN
        later = told(who, who.country, today + relativedelta(months=24, days=1))
        assert later.answer == Answer.NOT_SHOWN
        assert (made.offer_title in later.because) == counts
    # A ministry, the network and the other State read it from what the State shares.
    for who in (officer, coordinator, abroad):
        assert told(who, focal_point.country, today).answer == Answer.NOT_SHOWN


def test_a_pair_is_introduced_once(
    coordinator: Actor, offer: Any, need: Any, made: Introduction
) -> None:
    with pytest.raises(ValidationError, match="introduced already"):
        introduce(actor=coordinator, offer=offer, need=need, message="Again")
    withdraw_introduction(actor=coordinator, introduction=made, why="A mistake")
    introduce(actor=coordinator, offer=offer, need=need, message="Again")


def test_what_is_no_pair_is_refused(coordinator: Actor, offer: Any, need: Any) -> None:
    real = f.SupportFactory(side="offer", shared=True, office__country=f.MemberStateFactory())
    empty = f.SupportFactory(side="offer", shared=True)
    own = f.SupportFactory(side="offer", shared=True, office=need.office)
    hidden = f.SupportFactory(side="offer", office=offer.office)
    for one, other in ((need, offer), (real, need), (empty, need), (own, need), (hidden, need)):
        with pytest.raises(ValidationError):
            introduce(actor=coordinator, offer=one, need=other, message="Hm")


def test_a_state_introduces_nobody(focal_point: Actor, offer: Any, need: Any) -> None:
    with pytest.raises(PermissionDenied):
        introduce(actor=focal_point, offer=offer, need=need, message="Us")


def test_the_coordinator_introduces_from_the_page_of_matches(
    coordinator: Actor, offer: Any, need: Any
) -> None:
    client = browser(coordinator)
    page = reverse("introduction-create", args=[offer.pk, need.pk])
    assert page in client.get(reverse("support-matches")).content.decode()
    assert page in client.get(need.get_absolute_url()).content.decode()
    assert client.post(page, {"message": "Your courses fit."}).status_code == 302
