"""Who is told of what is said about an assessment, and of whom nothing is said at all."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from apps.assessments.comments.services import comment_on_factor
from apps.assessments.models import FactorRating
from apps.assessments.populations.services import add_population, name_readers
from apps.assessments.services import (
    approve_assessment,
    rate_factor,
    return_assessment,
    submit_assessment,
)
from apps.reminders.personal import Notice
from apps.reminders.services import deliver_digests, senders_needed
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.notices import subjects
from focalpoint.roles import Role
from tests.assessments.test_pages import browser
from tests.factories import actor

pytestmark = pytest.mark.django_db

MARK = "quartzite herders"


def told(kind):
    """Whom a kind of news reached, with its parameters."""
    with acting(SYSTEM):
        rows = Notice.objects.filter(kind=kind)
        return {each.recipient_id: each.parameters for each in rows}


def rate(who, assessment, code):
    with acting(who):
        rows = FactorRating.objects.select_related("factor", "assessment__country")
        rating = rows.get(assessment=assessment, factor__code=code)
        return rate_factor(actor=who, rating=rating, changes={"level": "low"}, version=None)


def comment(who, rating, text="Which districts?", thread=None):
    return comment_on_factor(actor=who, rating=rating, text=text, thread=thread)


@pytest.fixture
def assessor(office):
    return actor(Role.OFFICIAL, office)


def read(client, address):
    return client.get(address).content.decode()


def send_mails():
    """Whatever the hour: what is put off at night has gone by noon."""
    for hours in (0, 12):
        now = timezone.now() + dt.timedelta(hours=hours)
        senders_needed(now=now)
        while deliver_digests(now=now, seconds=30):
            pass


class TestComments:
    def test_who_rated_the_factor_is_told(self, draft, assessor, deputy):
        comment(deputy, rate(assessor, draft, "RF1"))
        assert told("factor.commented") == {assessor.user_id: {"who": deputy.name, "factors": "1"}}

    def test_who_talks_in_the_thread_is_told_and_the_writer_never(
        self, draft, assessor, official, deputy
    ):
        rating = rate(assessor, draft, "RF1")
        thread = comment(deputy, rating)
        comment(official, rating, "Two in the north.", thread)
        comment(assessor, rating, "And one in the south.", thread)
        with acting(SYSTEM):
            last = Notice.objects.order_by("-pk").values_list("occasion", flat=True)[0]
            reached = set(
                Notice.objects.filter(occasion=last).values_list("recipient_id", flat=True)
            )
        assert reached == {deputy.user_id, official.user_id}

    def test_nobody_is_told_of_another_factor(self, draft, assessor, deputy):
        rate(assessor, draft, "RF1")
        with acting(deputy):
            other = FactorRating.objects.select_related("factor", "assessment").get(
                assessment=draft, factor__code="RF2"
            )
        comment(deputy, other)
        assert told("factor.commented") == {}


class TestReturning:
    def returned(self, official, focal_point, assessment, **said):
        submitted = submit_assessment(
            actor=official, assessment=assessment, unrated_reason="For later."
        )
        return return_assessment(
            actor=focal_point,
            assessment=submitted,
            comment="Say more of the north.",
            factor_comments=said,
        )

    def test_who_handed_it_in_and_the_lead_are_told(
        self, rated, official, focal_point, assessor, ministry
    ):
        stranger = actor(Role.MINISTRY_OFFICER, ministry)
        self.returned(official, focal_point, rated)
        reached = told("assessment.returned")
        assert {official.user_id, assessor.user_id} <= set(reached)
        assert not {focal_point.user_id, stranger.user_id} & set(reached)

    def test_the_assessors_of_factors_are_told_once_of_all_of_them(
        self, draft, official, focal_point, office, ministry
    ):
        """Whoever learns of the return itself is not told of each comment beside it."""
        with acting(SYSTEM, reason="test set-up"):
            draft.lead_institution = ministry
            draft.save()
        assessor = actor(Role.OFFICIAL, office)
        for code in ("RF1", "RF2"):
            rate(assessor, draft, code)
        rate(official, draft, "RF3")
        self.returned(official, focal_point, draft, RF1="Where?", RF2="Since when?", RF3="Who?")
        assert told("factor.commented") == {
            assessor.user_id: {"who": focal_point.name, "factors": "1, 2"}
        }

    def test_handing_in_with_open_comments_fills_no_inbox(self, rated, official, deputy):
        with acting(deputy):
            rating = FactorRating.objects.select_related("factor", "assessment__country")
            comment(deputy, rating.get(assessment=rated, factor__code="RF1"))
        before = len(told("factor.commented"))
        submit_assessment(actor=official, assessment=rated, left_open="It is being asked.")
        assert len(told("factor.commented")) == before


def test_approval_is_told_to_who_handed_it_in(submitted, official, focal_point):
    approve_assessment(actor=focal_point, assessment=submitted)
    reached = told("assessment.approved")
    assert official.user_id in reached
    assert focal_point.user_id not in reached


class TestPopulations:
    @pytest.fixture
    def named(self, draft, official, ministry):
        """A ministry's officer who is named for a population of an assessment of the office."""
        person = actor(Role.MINISTRY_OFFICER, ministry)
        population = add_population(
            actor=official,
            assessment=draft,
            fields={"name": MARK, "description": MARK, "place": MARK, "why": MARK},
        )
        self.population = name_readers(
            actor=official,
            population=population,
            readers=[official.user_id, person.user_id],
            audience="named",
            reason=f"For {MARK}",
            version=population.version,
        )
        return person

    def test_only_those_newly_named_are_told(self, named, official, focal_point, office):
        assert set(told("population.named_for")) == {named.user_id}
        colleague = actor(Role.OFFICIAL, office)
        name_readers(
            actor=focal_point,
            population=self.population,
            readers=[official.user_id, named.user_id, colleague.user_id],
            audience="named",
            reason="Works on it",
            version=None,
        )
        with acting(SYSTEM):
            people = list(
                Notice.objects.filter(kind="population.named_for")
                .order_by("pk")
                .values_list("recipient_id", flat=True)
            )
        assert people == [named.user_id, colleague.user_id]

    def test_neither_notice_nor_mail_says_a_word_of_it(self, named):
        with acting(named):
            found = subjects()["population"].lines(named, [self.population.pk])
        assert MARK not in str(found)
        assert MARK not in str(told("population.named_for"))
        send_mails()
        mails = [str(each.message()) for each in mail.outbox]
        assert any(str(self.population.pk) in each for each in mails)
        assert not any(MARK in each for each in mails)

    def test_whoever_is_not_named_any_more_gets_no_line(self, named, official):
        name_readers(
            actor=official,
            population=self.population,
            readers=[official.user_id],
            audience="named",
            reason="Moved on",
            version=None,
        )
        with acting(named):
            assert not subjects()["population"].lines(named, [self.population.pk])

    def test_they_find_it_on_the_page_of_what_they_may_read(self, named, official, ministry):
        page = read(browser(named), reverse("population-list"))
        assert MARK in page
        # The assessment itself is its office's own.
        assert "National assessment 2026" not in page
        assert "National assessment 2026" in read(browser(official), reverse("population-list"))
        stranger = actor(Role.MINISTRY_OFFICER, ministry)
        assert MARK not in read(browser(stranger), reverse("population-list"))

    def test_the_log_of_looks_is_a_page_and_a_file_without_a_word_of_it(self, named, official):
        client = browser(named)
        client.get(self.population.get_absolute_url())
        address = reverse("population-looks", args=[self.population.pk])
        page = read(browser(official), address)
        assert named.name in page
        assert MARK not in page
        file = b"".join(browser(official).get(address, {"format": "csv"}).streaming_content)
        assert named.name in file.decode()
        assert MARK not in file.decode()
