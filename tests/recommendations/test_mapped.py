"""Mappings between frameworks: one report answers several items, and says that it does."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.catalogue.models import Item
from apps.catalogue.selectors import mapped_of, with_mapped
from apps.recommendations.record.selectors import record_of
from apps.recommendations.selectors import (
    asked_of_states,
    item_by_code,
    latest_progress,
    own_progress,
    progress_on,
    steps,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
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
LATER = DAY + dt.timedelta(days=10)


@pytest.fixture
def bullet(seven):
    """The item of 2015 that is mapped to step (b)."""
    mapping = ItemMappingFactory(target=seven[1], source__code="R2015-1", source__title="Assess")
    return mapping.source


def report(office, item, day=DAY, **more):
    """An approved report that the network reads."""
    shared = {"visibility": Visibility.NETWORK, "approved_at": timezone.now()}
    return ProgressReportFactory(office=office, item=item, effective_on=day, **{**shared, **more})


def change(record, **values):
    with acting(SYSTEM, reason="test set-up"):
        type(record).objects.filter(pk=record.pk).update(**values)


def browser(who):
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def of(framework):
    return list(with_mapped(steps(framework)))


@pytest.fixture
def answer(office, coordinator):
    """What the network reads of an item on a day: the report, and the item by which it answers."""

    def asked(item, on=LATER, country=None, who=coordinator):
        items = list(with_mapped(Item.objects.filter(pk=item.pk)))
        [cells] = progress_on([on], [country or office.country], who, items=items)
        said = cells.get(((country or office.country).pk, item.pk))
        return said and (said.report_id, said.answer and said.answer.code)

    return asked


class TestAnswering:
    def test_a_report_answers_the_item_that_is_mapped_to_it_either_way(
        self, answer, office, seven, bullet
    ):
        forth = report(office, seven[1])
        assert answer(bullet) == (forth.pk, "R2013-B")
        second = ItemMappingFactory(target=seven[0])
        back = report(office, second.source)
        assert answer(seven[0]) == (back.pk, second.source.code)

    def test_a_report_on_the_item_itself_always_wins(self, answer, office, seven, bullet):
        own = report(office, bullet)
        report(office, seven[1], LATER)
        assert answer(bullet) == (own.pk, None)

    def test_of_several_the_latest_answers_and_of_one_day_the_last_written(
        self, answer, office, seven, bullet
    ):
        ItemMappingFactory(source=bullet, target=seven[0])
        later = report(office, seven[1], LATER)
        report(office, seven[0])
        assert answer(bullet) == (later.pk, "R2013-B")
        last = report(office, seven[0], LATER)
        assert answer(bullet) == (last.pk, "R2013-A")

    def test_what_is_not_mapped_is_not_answered(self, answer, office, seven, bullet):
        report(office, seven[2])
        assert answer(bullet) is None

    def test_answers_are_not_handed_on(self, answer, office, seven, bullet):
        far = ItemFactory(framework=FrameworkFactory(code="ST2015", edition="2015"), code="ST1")
        ItemMappingFactory(source=bullet, target=far)
        report(office, seven[1])
        assert answer(far) is None
        items = list(with_mapped(Item.objects.filter(pk__in=[bullet.pk, far.pk])))
        [cells] = progress_on([LATER], [office.country], actor(Role.COORDINATOR), items=items)
        assert {item for _state, item in cells} == {bullet.pk}

    def test_a_mapping_within_one_framework_answers_nothing(self, answer, office, seven):
        ItemMappingFactory(source=seven[0], target=seven[1])
        report(office, seven[0])
        assert answer(seven[1]) is None

    def test_another_state_is_not_answered(self, answer, office, seven, bullet):
        report(office, seven[1])
        assert answer(bullet, country=InstitutionFactory().country) is None

    def test_on_a_day_before_the_report_nothing_answers(self, answer, office, seven, bullet):
        made = report(office, seven[1])
        assert answer(bullet, DAY - dt.timedelta(days=1)) is None
        assert answer(bullet, DAY) == (made.pk, "R2013-B")

    def test_an_own_report_of_later_does_not_count_before_its_day(
        self, answer, office, seven, bullet
    ):
        made = report(office, seven[1])
        report(office, bullet, LATER)
        assert answer(bullet, DAY) == (made.pk, "R2013-B")

    @pytest.mark.parametrize("retired", ["item", "framework"])
    def test_a_retired_item_answers_no_more(self, answer, office, seven, bullet, retired):
        report(office, seven[1])
        change(seven[1] if retired == "item" else seven[1].framework, is_active=False)
        assert answer(bullet) is None

    @pytest.mark.parametrize(
        "hidden", [{"visibility": Visibility.GOVERNMENT}, {"approved_at": None}]
    )
    def test_a_report_that_is_not_shared_answers_the_state_alone(
        self, answer, office, seven, bullet, official, coordinator, hidden
    ):
        report(office, seven[1], **hidden)
        assert answer(bullet) is None
        for who, seen in ((official, True), (coordinator, False)):
            with acting(who):
                [row] = own_progress(office.country, LATER, who, items=of("R2015"))
            assert (row.latest is not None) is seen
            assert row.shared is None

    def test_the_network_is_answered_while_the_own_report_is_a_draft(
        self, answer, office, seven, bullet, official
    ):
        made = report(office, seven[1], status="done")
        draft = report(office, bullet, LATER, approved_at=None)
        assert answer(bullet) == (made.pk, "R2013-B")
        with acting(official):
            [row] = own_progress(office.country, LATER, official, items=of("R2015"))
        assert (row.latest.report_id, row.shared.report_id) == (draft.pk, made.pk)
        assert row.network_lags

    def test_one_statement_reads_mappings_with_their_items(self, office, seven, bullet):
        with at_most(1):
            [item] = of("R2015")
            assert [str(each) for each in mapped_of(item)] == ["(b), 2013 ¶71"]
        with at_most(1):
            assert [each.code for each in mapped_of(item_by_code("R2013-B"))] == ["R2015-1"]
        with at_most(1):
            assert len(asked_of_states()) == 8

    def test_two_mappings_of_one_pair_are_one(self, seven, bullet):
        ItemMappingFactory(source=seven[1], target=bullet, note="The other way.")
        [item] = of("R2015")
        assert [each.note for each in mapped_of(item)] == ["Our reading."]

    def test_reading_costs_as_much_as_without_mappings(self, office, seven, bullet, official):
        report(office, seven[1])
        items = of("R2015")
        with acting(official):
            with at_most(2):
                own_progress(office.country, LATER, official, items=items)
            with at_most(1):
                latest_progress([office.country], LATER, official, items=items)

    def test_who_reads_items_without_their_mappings_reads_reports_on_them_alone(
        self, office, seven, bullet, coordinator
    ):
        report(office, seven[1])
        assert latest_progress([office.country], LATER, coordinator, items=[bullet]) == {}


class TestPages:
    @pytest.fixture
    def made(self, office, seven, bullet):
        return report(office, seven[1], status="done", narrative="The assessment is approved.")

    def test_the_overview_says_what_answers_with_link_note_and_confidence(
        self, made, official, bullet
    ):
        page = browser(official).get(reverse("progress"), {"framework": "R2015"})
        assert "Answered by reports on other frameworks: 1." in page.text
        assert "Reported on: 0 of 1." in page.text
        assert f"framework=R2013#report-{made.pk}" in page.text
        assert "2013 ¶71 (Our reading; confidence: medium)" in page.text
        assert "The assessment is approved." in page.text

    def test_without_an_answer_it_says_nothing_of_it(self, official, seven, bullet):
        page = browser(official).get(reverse("progress"), {"framework": "R2015"})
        assert "Answered by" not in page.text
        assert "Nothing reported" in page.text

    def test_a_day_before_the_report_shows_nothing(self, made, official):
        asked = {"framework": "R2015", "as_of": "2026-02-28"}
        assert "Answered by" not in browser(official).get(reverse("progress"), asked).text

    def test_the_page_of_the_item_shows_the_report_until_it_has_its_own(
        self, made, official, office, bullet
    ):
        url = reverse("progress-step", args=["R2015-1"])
        page = browser(official).get(url)
        assert "The assessment is approved." in page.text
        assert "Answered by the report on" in page.text
        assert f"#report-{made.pk}" in page.text
        report(office, bullet, narrative="Our own word.")
        page = browser(official).get(url)
        assert "Our own word." in page.text
        assert "Answered by the report on" not in page.text

    def test_the_page_of_the_step_says_what_its_report_answers(self, official, bullet):
        page = browser(official).get(reverse("progress-step", args=["R2013-B"]))
        assert "A report here also answers these" in page.text
        assert "1 Assess</a>, 2015 ¶74." in page.text

    def test_the_network_reads_the_answer_as_it_reads_the_report(
        self, made, coordinator, office, bullet
    ):
        asked = {"state": office.country.code, "framework": "R2015"}
        addresses = [reverse("progress"), reverse("progress-step", args=["R2015-1"])]
        for address in addresses:
            assert "The assessment is approved." in browser(coordinator).get(address, asked).text
        change(made, visibility=Visibility.GOVERNMENT)
        for address in addresses:
            text = browser(coordinator).get(address, asked).text
            assert "The assessment is approved." not in text
            assert "Answered by" not in text

    def test_pages_cost_no_more_than_with_reports_of_their_own(self, made, official):
        client = browser(official)
        with at_most(5):
            client.get(reverse("progress"), {"framework": "R2015"})
        with at_most(4):
            client.get(reverse("progress-step", args=["R2015-1"]))


class TestRecord:
    def test_checks_stay_with_the_item(self, office, seven, bullet, focal_point):
        report(office, seven[1], status="done")
        with acting(focal_point):
            items = Item.objects.filter(pk=bullet.pk).select_related("framework")
            [record] = record_of(office.country, focal_point, LATER, items=items)
        assert record.step.latest is None
        assert record.answer.status == "done"
        assert record.difference is None

    def test_programs_are_told_the_item(self, office, seven, bullet, focal_point):
        program = APIClient()
        program.force_login(User.objects.get(pk=focal_point.user_id))
        url, asked = reverse("api-progress-record"), {"framework": "R2015"}
        [step] = program.get(url, asked).json()["steps"]
        assert (step["says"], step["answered_by"]) == (None, None)
        report(office, seven[1], status="done")
        [step] = program.get(url, asked).json()["steps"]
        assert (step["says"], step["effective_on"]) == ("done", "2026-03-01")
        assert step["answered_by"] == {
            "framework": "R2013",
            "item_code": "R2013-B",
            "label": "(b)",
            "title": "Step b",
            "note": "Our reading.",
            "confidence": "medium",
        }
        assert program.get(url).json()["steps"][1]["answered_by"] is None

    def test_the_page_marks_it(self, office, seven, bullet, focal_point):
        report(office, seven[1], status="done")
        page = browser(focal_point).get(reverse("progress-record"), {"framework": "R2015"})
        assert "Answered by the report on" in page.text
