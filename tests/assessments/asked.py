"""Institutions that are asked for ratings of their own, and what tests say of them."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.assessments.asked.services import hand_in_ratings, rate_independently
from apps.assessments.independent.selectors import opinions_on
from apps.assessments.independent.services import ask_institutions
from apps.assessments.independent_models import IndependentRating, RatingRequest
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import InstitutionFactory, actor

SOON = timezone.now().date() + dt.timedelta(days=20)


@pytest.fixture
def police(office):
    return InstitutionFactory(country=office.country, name="National Police")


@pytest.fixture
def officer(ministry):
    return actor(Role.MINISTRY_OFFICER, ministry)


@pytest.fixture
def colleague(ministry):
    return actor(Role.MINISTRY_OFFICER, ministry)


@pytest.fixture
def constable(police):
    return actor(Role.MINISTRY_OFFICER, police)


@pytest.fixture
def asked(official, draft, ministry, police):
    """The requests to the ministry and to the police, about two factors."""
    return ask_institutions(
        actor=official,
        assessment=draft,
        institutions=[ministry, police],
        factors=["RF1", "RF2"],
        due_on=SOON,
        question="What do you see?",
    )


def rate(who, request, factor, level="high", narrative="", version=0):
    return rate_independently(
        actor=who,
        request=request,
        factor=factor,
        changes={"level": level, "narrative": narrative},
        version=version,
    )


@pytest.fixture
def heard(asked, officer, constable, factors):
    """The ministry says very high, the police low; of the second factor the police say nothing."""
    justice, guard = asked
    rate(officer, justice, factors[0], "very_high", "Prisons are full.")
    rate(officer, justice, factors[1], "moderate")
    rate(constable, guard, factors[0], "low", "The streets are quiet.")
    hand_in_ratings(actor=officer, request=justice)
    hand_in_ratings(actor=constable, request=guard)
    return asked


def seen(who, request):
    """What somebody reads of a request by row-level security alone."""
    with acting(who):
        return set(
            IndependentRating._base_manager.filter(request=request).values_list("level", flat=True)
        )


def told(who, kind):
    with acting(who):
        return Notice.objects.filter(kind=kind, recipient=who.user_id).count()


def said(who, assessment):
    with acting(who):
        return opinions_on(assessment, who)


def fresh(request):
    with acting(SYSTEM):
        return RatingRequest.objects.select_related("reply").get(pk=request.pk)
