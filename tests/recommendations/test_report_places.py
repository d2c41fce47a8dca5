"""Links to one report: they open the page on which it stands, wherever that is."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.costs import at_most
from tests.factories import (
    FrameworkFactory,
    InstitutionFactory,
    ItemFactory,
    ItemMappingFactory,
    ProgressReportFactory,
    actor,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def bullet(seven):
    return ItemMappingFactory(target=seven[1], source__code="R2015-1").source


def report(office, item, day=DAY, **more):
    shared = {"visibility": Visibility.NETWORK, "approved_at": timezone.now()}
    return ProgressReportFactory(office=office, item=item, effective_on=day, **{**shared, **more})


def browser(who):
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def step(code="R2013-A", **query):
    return reverse("progress-step", args=[code], query=query)


class TestPages:
    @pytest.fixture
    def many(self, office, seven):
        """From the newest to the oldest; the last twenty of one day."""
        days = [DAY - dt.timedelta(days=min(number, 25)) for number in range(45)]
        made = [report(office, seven[0], day) for day in days]
        return sorted(made, key=lambda each: (each.effective_on, each.pk), reverse=True)

    @pytest.mark.parametrize("place", [0, 19, 20, 25, 39, 40, 44])
    def test_the_page_of_the_report_is_opened(self, many, official, place):
        asked = many[place]
        page = browser(official).get(asked.get_absolute_url().partition("#")[0])
        assert page.context["page_obj"].number == place // 20 + 1
        assert f'id="report-{asked.pk}"' in page.text

    def test_other_pages_stay_a_click_away(self, many, official):
        page = browser(official).get(step(report=str(many[44].pk), page="1"))
        assert page.context["page_obj"].number == 1

    @pytest.mark.parametrize("asked", ["", "1", "a\0b", "0191f3a0-0000-7000-8000-000000000000"])
    def test_what_is_no_report_opens_the_first(self, many, official, asked):
        page = browser(official).get(step(report=asked))
        assert (page.status_code, page.context["page_obj"].number) == (200, 1)

    def test_nor_does_one_that_the_reader_does_not_see(self, many, coordinator, office, seven):
        hidden = report(office, seven[1], approved_at=None)
        asked = step(report=str(hidden.pk), state=office.country.code)
        assert browser(coordinator).get(asked).status_code == 200

    def test_nor_one_of_another_state(self, many, official, seven):
        abroad = report(InstitutionFactory(), seven[0], DAY - dt.timedelta(days=400))
        page = browser(official).get(step(report=str(abroad.pk)))
        assert page.context["page_obj"].number == 1

    def test_it_costs_two_statements(self, many, official):
        client = browser(official)
        url = step(report=str(many[44].pk))
        client.get(url)
        with at_most(6):
            client.get(url)


class TestAnswers:
    def test_an_answer_is_opened_where_it_stands(self, office, bullet, coordinator, seven):
        answering = report(office, bullet)
        report(office, seven[1], DAY + dt.timedelta(days=9))
        asked = step("R2013-B", state=office.country.code, report=str(answering.pk))
        page = browser(coordinator).get(asked)
        assert page.status_code == 302
        assert page.url == answering.get_absolute_url()
        assert page.url.endswith(f"#report-{answering.pk}")
        assert "framework=R2015" in page.url
        found = browser(coordinator).get(page.url.partition("#")[0])
        assert f'id="report-{answering.pk}"' in found.text

    def test_so_it_is_for_an_own_office_with_a_report_that_it_keeps(
        self, office, bullet, seven, official
    ):
        answering = report(office, seven[1])
        report(office, bullet, visibility="office", approved_at=None)
        page = browser(official).get(
            step("R2015-1", framework="R2015", report=str(answering.pk)), follow=True
        )
        assert f'id="report-{answering.pk}"' in page.text

    def test_two_items_of_one_code_do_not_send_readers_in_circles(self, office, official):
        """The older edition has no page of its own."""
        older, newer = (
            ItemFactory(framework=FrameworkFactory(code="R2020", edition=edition), code="R2020-1")
            for edition in ("2020", "2024")
        )
        report(office, newer)
        old = report(office, older)
        page = browser(official).get(old.get_absolute_url().partition("#")[0], follow=True)
        assert page.status_code == 200
        assert page.context["item"] == newer
        via = browser(official).get(step("R2020-1", report=str(old.pk)), follow=True)
        assert via.status_code == 200


def test_an_auditor_opens_it_too(office, seven):
    made = report(office, seven[0])
    page = browser(actor(Role.AUDITOR, office)).get(made.get_absolute_url().partition("#")[0])
    assert f'id="report-{made.pk}"' in page.text
