"""Findings, structures and independent ratings: texts are kept, and changes apart come together."""

import datetime as dt
import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from apps.assessments.asked.services import hand_in_ratings
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.findings.services import record_finding
from apps.assessments.independent_models import IndependentRating
from apps.assessments.resilience.services import add_structure, change_structure
from apps.assessments.resilience_models import ResilienceStructure
from apps.assessments.unsaved.kinds import Form
from apps.assessments.unsaved.services import Page, keep_text
from apps.assessments.unsaved_models import UnsavedText
from apps.catalogue.models import Item
from apps.evidence.services import attach_link
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.assessments.asked import asked as asked
from tests.assessments.asked import constable as constable
from tests.assessments.asked import fresh, rate
from tests.assessments.asked import officer as officer
from tests.assessments.asked import police as police
from tests.assessments.test_pages import browser, read

pytestmark = pytest.mark.django_db

PAGE = uuid.UUID(int=1)
HTMX = {"HTTP_HX_REQUEST": "true"}
UNSAVED = "You have text that was not saved"


def keep(who, form, values, version=0):
    page = Page(PAGE, 1, 0)
    return keep_text(actor=who, form=form, values=values, version=version, page=page)


def filled(form, **changes):
    """What a browser would send of a form as it stands, with what the person changes."""
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**sent, **changes}.items() if value is not None}


class TestFindings:
    @pytest.fixture
    def indicator(self, factors):
        return Item.objects.get(parent=factors[0], code="1.1")

    @pytest.fixture
    def url(self, draft):
        return reverse("finding", args=[draft.reference, "RF1", "1.1"])

    @pytest.fixture
    def record(self, draft, indicator):
        def record(who, version, **changes):
            return record_finding(
                actor=who, assessment=draft, indicator=indicator, changes=changes, version=version
            )

        return record

    def now(self):
        with acting(SYSTEM):
            return IndicatorFinding.objects.get()

    def test_changes_of_different_fields_come_together(self, url, draft, record, official, deputy):
        report = attach_link(actor=official, target=draft, url="https://e.org/1", title="Report")
        record(official, 0, presence="present", evidence=[report.pk])
        client = browser(official)
        form = client.get(url).context["form"]
        record(deputy, 1, source="Court register", observed_on=dt.date(2026, 2, 1))
        page = client.post(url, filled(form, note="Two districts."), **HTMX)
        assert page.status_code == 200
        assert "somebody else changed meanwhile: As of, Source." in page.text
        now = self.now()
        assert (now.note, now.source, now.evidence) == (
            "Two districts.",
            "Court register",
            [report.pk],
        )

    def test_of_one_field_both_versions_are_shown(self, url, record, official, deputy):
        record(official, 0, presence="present")
        client = browser(official)
        form = client.get(url).context["form"]
        record(deputy, 1, note="Theirs.", source="Court register")
        page = client.post(url, filled(form, note="Mine."), **HTMX)
        assert page.status_code == 409
        clash = page.context["clash"]
        assert [(d.theirs, d.both) for d in clash["differences"]] == [
            ("Theirs.", "Mine.\n\nTheirs.")
        ]
        assert clash["merged"] == ["Source"]
        assert clash["who"] == deputy.name
        assert self.now().note == "Theirs."
        client.post(url, filled(page.context["form"], note="Both."), **HTMX)
        now = self.now()
        assert (now.note, now.source) == ("Both.", "Court register")

    def test_a_press_of_a_button_keeps_the_note_of_another(self, url, record, official, deputy):
        record(official, 0, presence="present")
        record(deputy, 1, note="Theirs.")
        page = browser(official).post(url, {"presence": "absent", "version": 1}, **HTMX)
        assert page.status_code == 200
        now = self.now()
        assert (now.presence, now.note) == ("absent", "Theirs.")

    def test_a_closed_browser_loses_nothing(self, url, draft, record, official, deputy):
        report = attach_link(actor=official, target=draft, url="https://e.org/1", title="Report")
        record(official, 0, presence="present", note="First.")
        form = Form(draft, "finding", "1.1")
        values = {
            "note": "Half a sent",
            "evidence": str(report.pk),
            "observed_on": "2026-02-01",
            "presence": "present",
        }
        keep(official, form, values, version=1)
        record(deputy, 1, source="Court register", note="From the deputy")
        client = browser(official)
        row = client.get(reverse("factor-rate", args=[draft.reference, "RF1"]))
        assert "You have text here that was not saved" in row.text
        part = client.get(url, **HTMX)
        for words in (UNSAVED, "Half a sent", "Report", "changed by somebody else meanwhile"):
            assert words in part.text
        restored = client.get(url, {"unsaved": 1}, **HTMX).context["form"]
        assert restored["evidence"].value() == [str(report.pk)]
        assert restored["source"].value() == "Court register"
        page = client.post(url, filled(restored), **HTMX)
        assert [d.name for d in page.context["clash"]["differences"]] == ["note"]
        page = client.post(url, filled(page.context["form"], note="Whole."), **HTMX)
        assert page.status_code == 200
        assert UNSAVED not in client.get(url, **HTMX).text
        now = self.now()
        assert (now.note, now.source, now.evidence) == ("Whole.", "Court register", [report.pk])

    def test_it_is_thrown_away_in_its_place(self, url, draft, official):
        form = Form(draft, "finding", "1.1")
        keep(official, form, {"note": "Half a sent"})
        page = browser(official).post(form.address, follow=True, **HTMX)
        assert page.redirect_chain == [(url, 302)]
        assert UNSAVED not in page.text

    def test_a_form_that_is_none_keeps_nothing(self, draft, official):
        for part, code in (("finding", "9.9"), ("finding", "RF1"), ("structure", str(PAGE))):
            with pytest.raises(ValidationError):
                keep(official, Form(draft, part, code), {})
        url = Form(draft, "finding", "9.9").address
        assert browser(official).post(url).status_code == 404


class TestStructures:
    @pytest.fixture
    def structure(self, draft, official):
        fields = {"name": "Ombudsperson", "factors": ["RF2"]}
        return add_structure(actor=official, assessment=draft, fields=fields)

    def url(self, structure):
        return reverse("structure-update", args=[structure.assessment.reference, structure.pk])

    def change(self, who, structure, **changes):
        return change_structure(
            actor=who, structure=structure, changes=changes, version=structure.version
        )

    def test_changes_of_different_fields_come_together(self, structure, official, deputy):
        client, url = browser(official), self.url(structure)
        form = client.get(url).context["form"]
        self.change(deputy, structure, strength="weak", factors=["RF1", "RF2"])
        page = client.post(url, filled(form, gap="No budget."), follow=True)
        assert "Saved together with what somebody else changed meanwhile" in page.text
        now = read(ResilienceStructure, pk=structure.pk)
        assert (now.gap, now.strength, now.factors) == ("No budget.", "weak", ["RF1", "RF2"])

    def test_of_one_field_both_versions_are_shown(self, structure, official, deputy):
        client, url = browser(official), self.url(structure)
        form = client.get(url).context["form"]
        self.change(deputy, structure, gap="Theirs.", factors=["RF3"])
        page = client.post(url, filled(form, gap="Mine.", factors=["RF1"]))
        assert page.status_code == 409
        shown = {d.name: d for d in page.context["differences"]}
        assert set(shown) == {"gap", "factors"}
        assert shown["factors"].theirs == "3 Risk factor 3"
        assert json.loads(shown["factors"].theirs_value) == ["RF3"]
        page = client.post(url, filled(page.context["form"], gap="Both."))
        now = read(ResilienceStructure, pk=structure.pk)
        assert (now.gap, now.factors) == ("Both.", ["RF1"])

    def test_a_closed_browser_loses_nothing(self, structure, draft, official):
        for code, page, version in (
            ("new", reverse("structure-create", args=[draft.reference]), 0),
            (str(structure.pk), self.url(structure), structure.version),
        ):
            form = Form(draft, "structure", code)
            assert form.page == page
            keep(official, form, {"name": "Half a na", "factors": "RF1\nRF3"}, version)
            client = browser(official)
            offered = client.get(page)
            assert UNSAVED in offered.text
            assert "1 Risk factor 1, 3 Risk factor 3" in offered.text
            restored = client.get(page, {"unsaved": 1}).context["form"]
            assert restored["factors"].value() == ["RF1", "RF3"]
            sent = filled(restored, name="Whole", writer=str(PAGE))
            assert client.post(page, sent).status_code == 302
            assert UNSAVED not in client.get(page).text
        with acting(SYSTEM):
            assert {each.name for each in ResilienceStructure.objects.all()} == {"Whole"}
            assert {str(text.values) for text in UnsavedText.objects.all()} == {"{}"}


class TestAsked:
    @pytest.fixture
    def request_(self, asked):
        return asked[0]

    @pytest.fixture
    def form(self, request_):
        return Form(request_, "asked", "RF1")

    def test_a_closed_browser_loses_nothing(self, form, officer, factors):
        client = browser(officer)
        body = {"writer": str(PAGE), "sequence": 1, "seen": 0, "version": 0}
        body["values"] = {"narrative": "Half a sent", "level": "high"}
        answer = client.post(form.address, json.dumps(body), content_type="application/json")
        assert answer.json() == {"revision": 1, "own": True}
        assert UNSAVED in client.get(form.page).text
        restored = client.get(form.page, {"unsaved": 1}).context["form"]
        assert restored["level"].value() == "high"
        assert client.post(form.page, filled(restored, narrative="Whole.")).status_code == 302
        assert UNSAVED not in client.get(form.page).text
        assert read(IndependentRating, factor=factors[0]).narrative == "Whole."

    def test_colleagues_changes_apart_come_together(self, form, request_, officer, factors):
        client = browser(officer)
        shown = client.get(form.page).context["form"]
        rate(officer, request_, factors[0], "high")
        client.post(form.page, filled(shown, narrative="Mine."))
        now = read(IndependentRating, factor=factors[0])
        assert (now.level, now.narrative) == ("high", "Mine.")

    def test_nobody_else_keeps_a_text_there(self, form, official, constable):
        for who in (official, constable):
            with pytest.raises(PermissionDenied):
                keep(who, form, {"narrative": "Mine"})
            assert browser(who).post(form.address).status_code == 404

    def test_once_handed_in_nothing_is_kept(self, form, request_, officer, factors):
        rate(officer, request_, factors[0], "high")
        hand_in_ratings(actor=officer, request=request_)
        late = Form(fresh(request_), "asked", "RF1")
        with pytest.raises(ValidationError, match="Nothing more"):
            keep(officer, late, {"narrative": "Late"})
