"""Domestic measures: what instruments ask of national law, and what answers it."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.treaties.measures import services
from apps.treaties.measures.catalogues import read_requirements, write_requirements
from apps.treaties.measures.models import (
    DomesticMeasure,
    MeasureCoverage,
    RequirementWaiver,
    TreatyRequirement,
)
from apps.treaties.measures.selectors import Answer, checklist
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.catalogues.problems import BrokenCatalogueError
from focalpoint.errors import StaleVersionError
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests import factories as f
from tests.costs import at_most

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)
DATA = Path(settings.BASE_DIR) / "apps" / "catalogue" / "data"


@pytest.fixture
def office():
    return f.InstitutionFactory(country=f.CountryFactory(time_zone="UTC"))


@pytest.fixture
def justice(office):
    return f.InstitutionFactory(country=office.country, name="Ministry of Justice")


@pytest.fixture
def official(office):
    return actor_for(f.person(Role.OFFICIAL, office))


@pytest.fixture
def officer(justice):
    return actor_for(f.person(Role.MINISTRY_OFFICER, justice))


@pytest.fixture
def treaty():
    treaty = f.TreatyFactory(code="TESTS", short_title="Test Convention")
    for order, code in enumerate(("crime", "jurisdiction", "emblem")):
        f.TreatyRequirementFactory(treaty=treaty, code=code, title=code.title(), order=order)
    return treaty


@pytest.fixture
def items(treaty):
    return list(TreatyRequirement.objects.filter(treaty=treaty).order_by("order"))


def record(actor, office, covers=None, **fields):
    fields.setdefault("law", "Penal code")
    fields.setdefault("in_force_on", dt.date(2019, 3, 1))
    return services.create_measure(
        actor=actor, country=office.country, fields=fields, covers=covers
    )


def browser(actor):
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def answers(treaty, office, actor, on=TODAY):
    with acting(actor):
        return checklist(treaty, office.country, actor, on)


class TestAnswers:
    def test_each_item_has_one_of_four(self, official, office, treaty, items):
        crime, jurisdiction, emblem = items
        record(official, office, {crime: "full"})
        record(official, office, {jurisdiction: "partly"}, law="Code of procedure")
        services.waive_requirement(
            actor=official, country=office.country, requirement=emblem, why="No armed forces"
        )
        found = answers(treaty, office, official)
        assert [item.answer for item in found.items] == [
            Answer.COVERED,
            Answer.PARTLY,
            Answer.NOT_APPLICABLE,
        ]
        assert (found.covered, found.partly, found.applicable) == (1, 1, 2)

    def test_a_bill_covers_nothing_yet_and_is_named(self, official, office, treaty, items):
        bill = record(official, office, {items[0]: "full"}, in_force_on=None)
        first = answers(treaty, office, official).items[0]
        assert (first.answer, first.measures) == (Answer.NOT, (bill,))

    def test_a_law_to_come_covers_from_its_day_on(self, official, office, treaty, items):
        record(official, office, {items[0]: "full"}, in_force_on=dt.date(2027, 1, 1))
        before, after = dt.date(2026, 12, 31), dt.date(2027, 1, 1)
        assert answers(treaty, office, official, before).items[0].answer == Answer.NOT
        assert answers(treaty, office, official, after).items[0].answer == Answer.COVERED

    def test_what_was_repealed_covers_no_more(self, official, office, treaty, items):
        record(official, office, {items[0]: "full"}, repealed_on=dt.date(2025, 1, 1))
        assert answers(treaty, office, official).items[0].answer == Answer.NOT
        then = dt.date(2024, 1, 1)
        assert answers(treaty, office, official, then).items[0].answer == Answer.COVERED

    def test_two_parts_make_no_whole(self, official, office, treaty, items):
        for law in ("One", "Two"):
            record(official, office, {items[0]: "partly"}, law=law)
        assert answers(treaty, office, official).items[0].answer == Answer.PARTLY

    def test_another_states_law_answers_nothing_here(self, office, official, treaty, items):
        f.MeasureCoverageFactory(requirement=items[0])
        assert answers(treaty, office, official).covered == 0

    def test_it_costs_the_same_whatever_the_length(self, official, office, treaty, items):
        for number in range(5):
            record(official, office, dict.fromkeys(items, "full"), law=f"Law {number}")
        with acting(official), at_most(3):
            checklist(treaty, office.country, official, TODAY)


class TestWriting:
    def test_a_ministry_records_its_own(self, officer, official, office, items):
        own = record(officer, office, {items[0]: "full"})
        services.update_measure(
            actor=officer, measure=own, changes={"law": "Penal code, new"}, version=1
        )
        of_the_office = record(official, office)
        with pytest.raises(PermissionDenied):
            services.update_measure(
                actor=officer, measure=of_the_office, changes={"law": "x"}, version=1
            )

    def test_a_ministry_does_not_say_what_does_not_apply(self, officer, office, items):
        with pytest.raises(PermissionDenied):
            services.waive_requirement(
                actor=officer, country=office.country, requirement=items[0], why="Why not"
            )

    def test_what_it_covers_is_replaced_as_a_whole(self, official, office, items):
        measure = record(official, office, {items[0]: "full", items[1]: "partly"})
        services.update_measure(
            actor=official,
            measure=measure,
            changes={},
            covers={items[1]: "full", items[2]: "full"},
            version=None,
        )
        with acting(official):
            rows = MeasureCoverage.objects.filter(measure=measure)
            found = dict(rows.values_list("requirement__code", "extent"))
        assert found == {"jurisdiction": "full", "emblem": "full"}

    def test_the_second_of_two_savers_is_told(self, official, office):
        measure = record(official, office)
        changes = {"text": "More"}
        services.update_measure(actor=official, measure=measure, changes=changes, version=1)
        with pytest.raises(StaleVersionError):
            services.update_measure(
                actor=official, measure=measure, changes={"text": "Other"}, version=1
            )

    def test_sharing_is_for_those_who_approve(self, official, office):
        with pytest.raises(ValidationError, match="focal point and the deputy"):
            record(official, office, visibility=Visibility.NETWORK)

    def test_a_reason_is_needed_for_what_does_not_apply(self, official, office, items):
        with pytest.raises(ValidationError):
            services.waive_requirement(
                actor=official, country=office.country, requirement=items[0], why="  "
            )

    def test_it_applies_again(self, official, office, treaty, items):
        waiver = services.waive_requirement(
            actor=official, country=office.country, requirement=items[0], why="No forces"
        )
        services.claim_requirement(actor=official, waiver=waiver)
        assert answers(treaty, office, official).applicable == 3

    def test_what_was_recorded_by_mistake_goes(self, official, office, items):
        measure = record(official, office, {items[0]: "full"})
        services.delete_measure(actor=official, measure=measure)
        with acting(SYSTEM):
            assert not DomesticMeasure.objects.exists()


class TestTheFile:
    def test_it_is_read_and_changes_nothing_the_second_time(self):
        document = read_requirements(DATA)
        for each in document.content.requirements:
            f.TreatyFactory(code=each.treaty)
        with acting(SYSTEM, reason="test"):
            [first] = write_requirements(document)
            [second] = write_requirements(document)
        assert first.added == TreatyRequirement.objects.count() > 100
        assert second.is_idle

    def test_every_item_names_its_article(self):
        items = [i for each in read_requirements(DATA).content.requirements for i in each.items]
        assert all(item.article.startswith(("Art. ", "Arts. ")) for item in items)

    def test_an_instrument_that_is_not_there_is_named(self):
        with pytest.raises(BrokenCatalogueError, match="there is no instrument"):
            write_requirements(read_requirements(DATA))

    def test_what_is_not_sure_says_why(self, tmp_path):
        (tmp_path / "treaty_requirements.yaml").write_text(
            "requirements:\n  - treaty: T\n    items:\n"
            "      - {code: a, title: A, article: Art. 1, confidence: low}\n"
        )
        with pytest.raises(BrokenCatalogueError, match="needs a note"):
            read_requirements(tmp_path)


class TestPages:
    def test_the_checklist_leads_to_a_measure_and_back(self, official, office, treaty, items):
        client = browser(official)
        url = reverse("treaty-measures", args=["TESTS"])
        page = client.get(url).content.decode()
        assert "0 of 3 covered" in page
        add = f"{reverse('measure-create')}?treaty=TESTS&item={items[0].pk}"
        assert add.replace("&", "&amp;") in page
        form = client.get(add).context["form"]
        data = {name: form[name].value() or "" for name in form.fields}
        assert data[f"covers_{items[0].pk}"] == "full"
        data |= {"law": "Penal code", "in_force_on": "2019-03-01"}
        response = client.post(add, data)
        assert response["Location"] == url
        assert "1 of 3 covered" in client.get(url).content.decode()

    def test_an_item_is_set_aside_and_taken_up(self, official, treaty, items):
        client = browser(official)
        url = reverse("requirement-waive", args=[items[2].pk])
        assert client.post(url, {"why": ""}).status_code == 422
        client.post(url, {"why": "The State has no armed forces."})
        page = client.get(reverse("treaty-measures", args=["TESTS"])).content.decode()
        assert "0 of 2 covered" in page
        assert "The State has no armed forces." in page
        client.post(url, {"applies": "1"})
        with acting(SYSTEM):
            assert not RequirementWaiver.objects.exists()

    def test_a_measure_is_shown_changed_and_taken_away(self, officer, office, treaty, items):
        measure = record(officer, office, {items[0]: "full"})
        client = browser(officer)
        assert "Crime" in client.get(measure.get_absolute_url()).content.decode()
        url = reverse("measure-update", args=[measure.pk])
        form = client.get(url).context["form"]
        data = {name: form[name].value() or "" for name in form.fields}
        data |= {"article": "Art. 12", f"covers_{items[0].pk}": "partly"}
        assert client.post(url, data).status_code == 302
        shown = client.get(reverse("measure-list")).content.decode()
        assert "Art. 12" in shown
        assert "Test Convention" in shown
        client.post(reverse("measure-delete", args=[measure.pk]))
        with acting(SYSTEM):
            assert not DomesticMeasure.objects.exists()

    @pytest.mark.parametrize(
        ("query", "found"),
        [("", 1), ("?treaty=TESTS", 1), ("?in_force=true", 1), ("?in_force=false", 0), ("?q=x", 0)],
    )
    def test_the_filters_hold(self, official, office, treaty, items, query, found):
        record(official, office, {items[0]: "full"})
        page = browser(official).get(reverse("measure-list") + query)
        assert len(page.context["table"].rows) == found

    def test_an_instrument_without_a_list_says_so(self, official):
        f.TreatyFactory(code="BARE")
        page = browser(official).get(reverse("treaty-measures", args=["BARE"])).content.decode()
        assert "No checklist for this instrument" in page

    def test_the_file_says_what_the_page_says(self, official, office, treaty, items):
        record(official, office, {items[0]: "full"})
        url = reverse("treaty-measures", args=["TESTS"])
        response = browser(official).get(url, {"format": "csv"})
        text = b"".join(response.streaming_content).decode()
        assert "Crime" in text
        assert "Covered" in text
        assert "Penal code" in text
