"""Recording findings on the page of their factor, with scripts and without."""

import json
import re

import pytest
from django.urls import reverse

from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.findings.services import record_finding
from apps.assessments.models import Assessment, FactorRating
from apps.catalogue.models import Item
from apps.evidence.services import attach_link
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.test_pages import browser, judgement, rating_of
from tests.costs import at_most
from tests.factories import EvidenceFactory, IndicatorFactory, IndicatorFindingFactory, actor

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def indicator(factors):
    return Item.objects.get(parent=factors[0], code="1.1")


@pytest.fixture
def url(draft, indicator):
    return reverse("finding", args=[draft.reference, "RF1", indicator.code])


@pytest.fixture
def page_url(draft):
    return reverse("factor-rate", args=[draft.reference, "RF1"])


def found(draft, indicator):
    with acting(SYSTEM):
        return IndicatorFinding.objects.get(assessment=draft, indicator=indicator)


def whole(version=0, **more):
    return {"version": version, "presence": "present", "note": "", "source": "", **more}


class TestOnePress:
    def test_it_saves_and_answers_with_the_row_and_the_sum(self, url, draft, indicator, official):
        page = browser(official).post(url, {"presence": "absent", "version": 0}, **HTMX)
        assert page.status_code == 200
        assert found(draft, indicator).presence == "absent"
        assert 'id="indicator-1.1"' in page.text
        assert 'hx-swap-oob="true"' in page.text
        assert "1.1: Absent. Saved." in page.text
        assert "Of one indicator nothing is known." in page.text

    def test_without_scripts_it_leads_back_to_the_row(self, url, page_url, official):
        page = browser(official).post(url, {"presence": "partly", "version": 0})
        assert page.url == f"{page_url}#indicator-1.1"

    def test_what_a_colleague_recorded_is_shown_and_kept(
        self, url, draft, indicator, official, deputy
    ):
        record_finding(
            actor=deputy,
            assessment=draft,
            indicator=indicator,
            changes={"presence": "present"},
            version=0,
        )
        page = browser(official).post(url, {"presence": "absent", "version": 0}, **HTMX)
        assert page.status_code == 409
        assert "Somebody recorded this meanwhile: Present." in page.text
        assert found(draft, indicator).presence == "present"

    def test_after_submission_it_says_why_it_was_not_saved(self, url, submitted, official):
        page = browser(official).post(url, {"presence": "absent", "version": 0}, **HTMX)
        assert page.status_code == 422
        assert "handed in meanwhile" in page.text

    @pytest.mark.parametrize("sent", [{}, {"presence": "perhaps", "version": 0}])
    def test_nonsense_is_refused(self, url, official, sent):
        assert browser(official).post(url, sent, **HTMX).status_code == 422


class TestForm:
    def test_it_opens_in_the_place_of_the_row_or_on_a_page(self, url, official):
        client = browser(official)
        part, page = client.get(url, **HTMX), client.get(url)
        assert part.text.lstrip().startswith("<li")
        assert "<main" in page.text
        for each in (part, page):
            assert "never counted as absent" in each.text
            assert "Save finding" in each.text

    def test_all_of_it_is_saved(self, url, draft, indicator, official):
        report = attach_link(
            actor=official, target=draft, url="https://example.org/1", title="Report"
        )
        client = browser(official)
        assert "Report" in client.get(url, **HTMX).text
        told = {
            "note": "Two districts.",
            "source": "Court register",
            "reliability": "confirmed",
            "observed_on": "2026-02-01",
            "evidence": [str(report.pk)],
        }
        page = client.post(url, whole(**told), **HTMX)
        assert "Two districts." in page.text
        assert "one item of evidence" in page.text
        saved = found(draft, indicator)
        assert (saved.source, saved.evidence) == ("Court register", [report.pk])

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, url, official):
        told = {"note": "Kept text", "observed_on": "2099-01-01"}
        page = browser(official).post(url, whole(**told), **HTMX)
        assert page.status_code == 422
        assert "cannot lie in the future" in page.text
        assert "Kept text" in page.text

    def test_a_conflict_shows_both_and_the_next_save_settles_it(
        self, url, draft, indicator, official, deputy
    ):
        theirs = record_finding(
            actor=deputy,
            assessment=draft,
            indicator=indicator,
            changes={"presence": "absent", "note": "Theirs."},
            version=0,
        )
        client = browser(official)
        page = client.post(url, whole(note="Mine."), **HTMX)
        assert page.status_code == 409
        assert "Mine." in page.text
        assert "Theirs." in page.text
        version = re.search(r'name="version" value="(\d+)"', page.text)
        assert version is not None
        assert int(version[1]) == theirs.version
        client.post(url, whole(version=version[1], note="Both."), **HTMX)
        assert found(draft, indicator).note == "Both."

    def test_markup_in_a_note_is_text(self, url, official):
        page = browser(official).post(url, whole(note="<script>alert(1)</script>"), **HTMX)
        assert "<script>alert" not in page.text

    def test_an_unknown_indicator_does_not_exist(self, draft, official):
        url = reverse("finding", args=[draft.reference, "RF2", "1.1"])
        assert browser(official).get(url).status_code == 404


class TestBesideTheJudgement:
    def test_the_share_of_the_indicators_stands_beside_the_level(self, url, page_url, official):
        client = browser(official)
        client.post(url, {"presence": "partly", "version": 0})
        text = re.sub(r"<[^>]+>", "", client.get(page_url).text)
        assert "0 present, 1 partly, of 1 known · 1 unknown" in re.sub(r"\s+", " ", text)

    def test_a_level_against_the_findings_is_asked_about(self, url, draft, official):
        client = browser(official)
        client.post(url, {"presence": "present", "version": 0})
        rating = rating_of(draft, "RF1")
        page = client.post(rating.get_absolute_url(), judgement(rating, level="low"))
        assert page.status_code == 422
        assert "Why does the level differ from what was found?" in page.text
        done = client.post(
            rating.get_absolute_url(),
            judgement(rating, level="low", divergence_reason="Old remnants.", stay="1"),
            follow=True,
        )
        assert "Old remnants." in done.text
        with acting(SYSTEM):
            assert FactorRating.objects.get(pk=rating.pk).level == "low"

    def test_what_is_approved_shows_the_numbers_and_not_the_words(
        self, url, rated, official, focal_point, coordinator
    ):
        browser(official).post(url, whole(note="A quiet witness."))
        preview = reverse("assessment-preview", args=[rated.reference])
        page = browser(official).get(preview)
        assert "1 of 1 found" in page.text
        assert "quiet witness" not in page.text


class TestList:
    def test_it_shows_every_indicator_and_narrows_to_a_finding(self, url, draft, official):
        client = browser(official)
        client.post(url, whole(note="Two districts."))
        own = reverse("assessment-findings", args=[draft.reference])
        assert "Indicator 1.2 is present." in client.get(own).text
        narrowed = client.get(own, {"presence": "present"}).text
        assert "Two districts." in narrowed
        assert "Indicator 1.2 is present." not in narrowed
        assert "No such finding" in client.get(own, {"presence": "absent"}).text

    def test_its_file_says_unknown_where_nothing_was_recorded(self, url, draft, official):
        client = browser(official)
        client.post(url, {"presence": "absent", "version": 0})
        own = reverse("assessment-findings", args=[draft.reference])
        rows = client.get(own, {"format": "json"})
        told = {
            row["code"]: (row["presence"], row["recorded"])
            for row in json.loads(b"".join(rows.streaming_content))["rows"]
        }
        assert told == {"1.1": ("absent", True), "1.2": ("unknown", False)}

    def test_it_is_read_when_the_assessment_is_approved_too(self, submitted, ministry, office):
        with acting(SYSTEM, reason="test set-up"):
            Assessment.objects.filter(pk=submitted.pk).update(visibility=Visibility.GOVERNMENT)
        own = reverse("assessment-findings", args=[submitted.reference])
        page = browser(actor(Role.MINISTRY_OFFICER, ministry)).get(own)
        assert page.status_code == 200
        assert reverse("factor-rate", args=[submitted.reference, "RF1"]) not in page.text


class TestCost:
    """141 indicators and 200 items of evidence ask no more than two of them."""

    @pytest.fixture
    def much(self, draft, factors, office):
        for number in range(139):
            indicator = IndicatorFactory(parent=factors[number % 14], order=1000 + number)
            IndicatorFindingFactory(assessment=draft, indicator=indicator)
        for _number in range(200):
            EvidenceFactory(office=office, target_kind="assessments.assessment", target_id=draft.pk)
        return draft

    def test_whatever_the_number(self, much, official, page_url, url):
        client = browser(official)
        pages = {
            page_url: 7,
            # The fifth: what this person began to write here and has not saved.
            url: 5,
            reverse("assessment-findings", args=[much.reference]): 4,
            much.get_absolute_url(): 7,
        }
        for address, most in pages.items():
            with at_most(most):
                assert client.get(address).status_code == 200
