"""Reports on paper: in order, marked on every page, for whom they are, and gone after a day."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.assessments.findings.services import record_finding
from apps.assessments.models import Extent, FactorRating
from apps.assessments.report import services as report_services
from apps.assessments.report.contents import report_of
from apps.assessments.report.services import (
    MOST_ATTEMPTS,
    ask_for_report,
    make_report,
    remove_old_reports,
    reports_left_behind,
)
from apps.assessments.report.sources import approved_material, working_material
from apps.assessments.report_models import AssessmentReport
from apps.assessments.selectors import snapshots
from apps.assessments.services import rate_factor
from apps.assessments.sharing import share_snapshot
from apps.assessments.tasks import make_report_task
from apps.catalogue.models import Item
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.documents.blocks import Heading, Table, Text
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import actor
from tests.paper import assert_accessible, is_drawn, text_of_pages

pytestmark = pytest.mark.django_db


def browser(who):
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def rating(assessment, code):
    with acting(SYSTEM):
        return FactorRating.objects.select_related("factor", "assessment").get(
            assessment=assessment, factor__code=code
        )


def working(assessment, who):
    with acting(who):
        return report_of(working_material(assessment, who))


def approved(snapshot, who):
    with acting(who):
        return report_of(approved_material(snapshot, who))


@pytest.fixture
def found(rated, official):
    """A rated draft with one finding."""
    with acting(official):
        indicator = Item.objects.get(code="1.1")
    record_finding(
        actor=official,
        assessment=rated,
        indicator=indicator,
        changes={
            "presence": "present",
            "source": "Truth commission",
            "note": "Kept inside.",
            "observed_on": dt.date(2026, 1, 5),
        },
        version=0,
    )
    return rated


class TestContents:
    def test_the_chapters_come_in_the_order_that_officials_expect(self, found, official):
        blocks = working(found, official).blocks
        chapters = [b.text for b in blocks if isinstance(b, Heading) and b.level == 1]
        assert chapters == [
            "Summary",
            "Method",
            "Scope and context",
            "Risk factors",
            "Resilience",
            "Risk and resilience",
            "Populations at risk",
            "Recommendations and priorities",
            "Annexes",
        ]

    def test_a_draft_says_so_and_is_for_the_office_with_findings_and_sources(self, found, official):
        report = working(found, official)
        assert report.draft == "DRAFT"
        assert report.marking == "CONFIDENTIAL: for the focal point's office only"
        cells = [cell for b in report.blocks if isinstance(b, Table) for r in b.rows for cell in r]
        assert "Kept inside." in cells
        assert "Truth commission" in cells
        # The other indicator, of which nothing was recorded.
        assert "Unknown" in cells

    def test_what_was_approved_has_its_checksum_and_no_findings(self, shared, coordinator):
        report = approved(shared, coordinator)
        assert (report.draft, report.checksum) == ("", shared.sha256)
        assert report.marking == "For the network of focal points"
        told = " ".join(b.text for b in report.blocks if isinstance(b, Text))
        assert "stay with the working record" in told

    def test_of_levels_alone_it_says_nothing_that_is_not_shared(
        self, shared, focal_point, coordinator
    ):
        share_snapshot(
            actor=focal_point,
            snapshot=shared,
            visibility=Visibility.NETWORK,
            extent=Extent.LEVELS,
            reason="The texts are for us.",
        )
        with acting(coordinator):
            levels = snapshots(coordinator).get()
        blocks = approved(levels, coordinator).blocks
        chapters = [b.text for b in blocks if isinstance(b, Heading) and b.level == 1]
        assert chapters == ["Summary", "Risk factors", "Annexes"]
        told = " ".join(b.text for b in blocks if isinstance(b, Text))
        assert "keeps the texts to itself" in told
        assert "About 1." not in told

    def test_consultations_are_told_in_numbers(self, shared, focal_point):
        with acting(focal_point):
            material = approved_material(shared, focal_point)
        told = {"title": "Hearing of women's groups", "invited": 12, "contributors": 7}
        told |= {"answers": 20, "taken_up": 9, "partly": 4, "not_taken_up": 7}
        told |= {"closed_on": "2026-05-01"}
        last = material.cycles[-1]
        heard = replace(last, content={**last.content, "consultations": [told]})
        blocks = report_of(replace(material, cycles=[heard])).blocks
        chapters = [b.text for b in blocks if isinstance(b, Heading) and b.level == 1]
        assert chapters.index("Consultation of civil society") < chapters.index("Risk factors")
        rows = [row for b in blocks if isinstance(b, Table) for row in b.rows]
        assert ["Hearing of women's groups", "12", "7", "20", "9", "4", "7"] in rows

    def test_populations_at_risk_are_never_part_of_it(self, found, official):
        blocks = working(found, official).blocks
        at = next(
            n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.text.startswith("Popul")
        )
        assert blocks[at + 1] == Text("Restricted: not part of this report.")

    def test_each_level_stands_with_its_definition(self, found, official):
        blocks = working(found, official).blocks
        pairs = [pair for b in blocks if hasattr(b, "pairs") for pair in b.pairs]
        levels = [text for label, text in pairs if label == "Level"]
        assert len(levels) == 14
        assert levels[0].startswith("Moderate: Some indicators are present")


@pytest.mark.slow
class TestPdf:
    def make(self, who, record):
        report = ask_for_report(actor=who, record=record, format_="pdf")
        return make_report(actor=who, report=report)

    def test_it_is_ua_1_marked_on_every_page_with_its_text_in_order(self, found, official):
        made = self.make(official, found)
        assert made.status == "done"
        content = bytes(made.content)
        assert_accessible(content)
        pages = text_of_pages(content)
        assert len(pages) > 5
        for number, page in enumerate(pages, 1):
            assert "CONFIDENTIAL: for the focal point's office only" in page
            assert "DRAFT" in page
            assert "Training: fictional State" in page
            assert found.reference in page
            assert f"{number} / {len(pages)}" in page
        whole = "\n".join(pages[2:])
        places = [whole.index(text) for text in ("Summary", "Method", "Desk review", "Annexes")]
        assert places == sorted(places)

    def test_what_was_approved_carries_its_checksum_and_no_draft(self, shared, coordinator):
        pages = text_of_pages(bytes(self.make(coordinator, shared).content))
        assert shared.sha256 in "".join(pages[0].split())
        assert not any("DRAFT" in page for page in pages)
        assert all(shared.sha256[:12] in page for page in pages)

    @pytest.mark.parametrize(
        "text", ["نزاعات على المياه في المحافظة الشمالية", "北部省份存在水源纠纷"]
    )
    def test_arabic_and_chinese_are_set(self, rated, official, text):
        if not is_drawn(text):
            pytest.skip("no font of this machine draws it")
        rate_factor(
            actor=official,
            rating=rating(rated, "RF1"),
            changes={"narrative": text},
            version=None,
        )
        with translation.override("ar" if text.startswith("ن") else "en"):
            made = self.make(official, rated)
        told = "".join("".join(text_of_pages(bytes(made.content))).split())
        # Letters that join may be told in another order; each of them is there.
        assert set(text) - {" "} <= set(told)
        assert_accessible(bytes(made.content))

    def test_markup_in_a_narrative_stays_text(self, rated, official):
        changes = {"narrative": '#panic("x") <script>alert(1)</script> $x$ *y*'}
        rate_factor(actor=official, rating=rating(rated, "RF1"), changes=changes, version=None)
        told = "\n".join(text_of_pages(bytes(self.make(official, rated).content)))
        assert '#panic("x") <script>alert(1)</script> $x$ *y*' in told


class TestAsking:
    def test_the_page_says_how_it_will_be_marked_and_the_task_makes_it(
        self, found, official, monkeypatch, django_capture_on_commit_callbacks
    ):
        monkeypatch.setitem(report_services.WRITERS, "pdf", lambda report: b"%PDF-made")
        started = []
        monkeypatch.setattr(make_report_task, "delay", started.append)
        client = browser(official)
        address = reverse("assessment-report", args=[found.reference])
        assert "CONFIDENTIAL: for the focal point&#x27;s office only" in client.get(address).text
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(address, {"format": "pdf"})
        assert "is being made" in client.get(answer.url).text
        make_report_task(started[0])
        assert "The report is ready" in client.get(answer.url).text
        file = client.get(f"{answer.url}file/")
        assert file.content == b"%PDF-made"
        assert file["Content-Disposition"] == (
            f'attachment; filename="assessment-{found.reference}.pdf"'
        )
        assert f"assessment-{found.reference}.pdf" in client.get(address).text

    def test_a_format_that_is_none_is_refused(self, found, official):
        answer = browser(official).post(
            reverse("assessment-report", args=[found.reference]), {"format": "exe"}
        )
        assert answer.status_code == 422

    def test_the_working_record_is_for_its_own_office(self, found, ministry):
        with pytest.raises(PermissionDenied):
            ask_for_report(
                actor=actor(Role.MINISTRY_OFFICER, ministry), record=found, format_="pdf"
            )

    def test_a_report_is_its_askers_alone(self, found, official, focal_point):
        report = ask_for_report(actor=official, record=found, format_="pdf")
        assert browser(focal_point).get(report.get_absolute_url()).status_code == 404

    def test_it_is_gone_for_who_reads_the_record_no_more(
        self, shared, focal_point, coordinator, monkeypatch
    ):
        monkeypatch.setitem(report_services.WRITERS, "pdf", lambda report: b"%PDF-made")
        report = ask_for_report(actor=coordinator, record=shared, format_="pdf")
        waiting = ask_for_report(actor=coordinator, record=shared, format_="pdf")
        make_report(actor=coordinator, report=report)
        client = browser(coordinator)
        address = reverse("report-file", args=[report.pk])
        assert client.get(address).status_code == 200
        share_snapshot(
            actor=focal_point,
            snapshot=shared,
            visibility=Visibility.GOVERNMENT,
            reason="Closed again.",
            version=shared.version,
        )
        assert client.get(address).status_code == 404
        # Not even the database shows it.
        with acting(coordinator):
            assert not AssessmentReport.objects.filter(pk=report.pk).exists()
        assert make_report(actor=coordinator, report=waiting).status == "waiting"


class TestClockwork:
    def test_a_report_that_nobody_makes_is_taken_up_again(self, found, official):
        report = ask_for_report(actor=official, record=found, format_="pdf")
        now = timezone.now()
        assert reports_left_behind(now=now) == []
        assert reports_left_behind(now=now + dt.timedelta(minutes=3)) == [report.pk]

    def test_one_that_kills_its_worker_is_given_up(self, found, official, monkeypatch):
        def die(report):
            raise MemoryError

        monkeypatch.setitem(report_services.WRITERS, "pdf", die)
        report = ask_for_report(actor=official, record=found, format_="pdf")
        for _attempt in range(MOST_ATTEMPTS):
            with pytest.raises(MemoryError):
                make_report_task(str(report.pk))
        make_report_task(str(report.pk))
        assert "could not be made" in browser(official).get(report.get_absolute_url()).text

    def test_files_are_removed_after_a_day(self, found, official):
        ask_for_report(actor=official, record=found, format_="pdf")
        now = timezone.now()
        assert remove_old_reports(now=now + dt.timedelta(hours=23)) == 0
        assert remove_old_reports(now=now + dt.timedelta(hours=25)) == 1
