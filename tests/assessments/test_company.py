"""Who else writes in a form: told to colleagues, never what they write, never to anybody else."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Membership
from apps.assessments.models import Assessment
from apps.assessments.unsaved.kinds import Form
from apps.assessments.unsaved.selectors import HERE, others_writing
from apps.assessments.unsaved.services import Page, forget_text, keep_text
from apps.assessments.unsaved_models import UnsavedText
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.asked import asked as asked
from tests.assessments.asked import colleague as colleague
from tests.assessments.asked import constable as constable
from tests.assessments.asked import officer as officer
from tests.assessments.asked import police as police
from tests.assessments.test_pages import browser
from tests.costs import at_most
from tests.factories import actor

pytestmark = pytest.mark.django_db

PAGE = uuid.UUID(int=1)


def write(who, form, *, page=PAGE, sequence=1, seen=0):
    field = "narrative" if form.part != "finding" else "note"
    values = {field: "A secret of mine"}
    page = Page(page, sequence, seen)
    return keep_text(actor=who, form=form, values=values, version=0, page=page)


@pytest.fixture
def form(draft):
    return Form(draft, "factor", "RF1")


def others(who, form, *, now=None):
    found = others_writing(who, form, now=now or timezone.now())
    return [(each.name, each.part, each.item) for each in found]


def test_colleagues_are_told_and_one_is_not_told_of_oneself(form, official, deputy):
    write(official, form)
    assert others(deputy, form) == [(official.name, "factor", "")]
    assert others(official, form) == []
    assert others(deputy, Form(form.whole, "factor", "RF2")) == []


def test_a_finding_of_the_factor_is_told_on_its_page(form, draft, official, deputy):
    write(official, Form(draft, "finding", "1.2"))
    assert others(deputy, form) == [(official.name, "finding", "1.2")]
    assert others(deputy, Form(draft, "factor", "RF2")) == []


def test_it_is_told_since_when_the_page_writes(form, official, deputy):
    write(official, form)
    began = others_writing(deputy, form, now=timezone.now())[0].since
    write(official, form, sequence=2)
    assert others_writing(deputy, form, now=timezone.now())[0].since == began
    # Another page of the same person begins anew.
    write(official, form, page=uuid.UUID(int=2), seen=2)
    assert others_writing(deputy, form, now=timezone.now())[0].since > began


def test_who_saved_or_went_away_is_not_told(form, official, deputy):
    write(official, form)
    later = timezone.now() + HERE + dt.timedelta(seconds=1)
    assert others(deputy, form, now=later) == []
    forget_text(actor=official, form=form)
    assert others(deputy, form) == []


def test_of_whom_may_not_write_there_any_more_nothing_is_told(form, official, deputy):
    write(official, form)
    with acting(SYSTEM, reason="test set-up"):
        yesterday = timezone.now().date() - dt.timedelta(days=1)
        rows = Membership.objects.filter(user=official.user_id)
        rows.update(starts_on=yesterday, ends_on=yesterday)
    assert others(deputy, form) == []


def test_of_another_office_only_those_who_read_the_record(form, draft, ministry, deputy):
    """An official of another institution writes as long as the draft is open to the government."""
    with acting(SYSTEM, reason="test set-up"):
        Assessment.objects.filter(pk=draft.pk).update(visibility=Visibility.GOVERNMENT)
        draft.refresh_from_db()
    stranger = actor(Role.OFFICIAL, ministry)
    write(stranger, form)
    assert others(deputy, form) == [(stranger.name, "factor", "")]
    with acting(SYSTEM, reason="test set-up"):
        Assessment.objects.filter(pk=draft.pk).update(visibility=Visibility.OFFICE)
        draft.refresh_from_db()
    assert others(deputy, form) == []


def test_it_costs_one_statement(form, official, deputy):
    write(official, form)
    with at_most(1):
        others(deputy, form)


class TestAsking:
    def test_the_page_is_told_once_and_again_when_it_changes(self, form, official, deputy):
        client, url = browser(deputy), form.company
        empty = client.get(url)
        assert empty.status_code == 200
        assert client.get(url, {"seen": ""}).status_code == 204
        write(official, form)
        page = client.get(url, {"seen": ""})
        assert f"{official.name} is editing this factor (since " in page.text
        assert "secret" not in page.text
        told = page.context["told"]
        assert client.get(url, {"seen": told}).status_code == 204

    def test_who_may_not_write_there_is_told_nothing(self, form, official, ministry, coordinator):
        write(official, form)
        for who in (actor(Role.MINISTRY_OFFICER, ministry), coordinator):
            assert browser(who).get(form.company).status_code in (403, 404)

    def test_a_part_that_is_none_does_not_exist(self, draft, official):
        for part in ("asked", "nonsense"):
            url = reverse("others-writing", args=[draft.reference, part, "RF1"])
            assert browser(official).get(url).status_code == 404

    def test_the_page_of_the_factor_asks_politely(self, form, official):
        page = browser(official).get(form.page)
        assert form.company in page.text
        assert "every 30s" in page.text
        assert 'aria-live="polite"' in page.text


class TestAsked:
    """What an institution writes upon a request is its own, and who writes it too."""

    @pytest.fixture
    def form(self, asked):
        return Form(asked[0], "asked", "RF1")

    def test_colleagues_are_told_and_nobody_else(
        self,
        form,
        officer,
        colleague,
        constable,
        official,
    ):
        write(officer, form)
        assert others(colleague, form) == [(officer.name, "asked", "")]
        assert "is editing this rating" in browser(colleague).get(form.company).text
        for who in (constable, official):
            assert browser(who).get(form.company).status_code == 404

    def test_nobody_but_the_writer_reads_the_draft(
        self,
        form,
        officer,
        colleague,
        constable,
        official,
        focal_point,
    ):
        write(officer, form)
        for who in (colleague, constable, official, focal_point):
            with acting(who):
                assert not UnsavedText.objects.exists()
        with acting(officer):
            assert UnsavedText.objects.get().values == {"narrative": "A secret of mine"}
