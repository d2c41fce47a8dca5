"""A State's documents for the public: no evidence, and of persons what the directory shows."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.appointments.directory.services import show_in_directory
from apps.reports.approving import share_version
from apps.reports.making import make_drafts
from apps.reports.models import Document, SectionDraft
from apps.reports.services import ask_for_drafts
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from tests import factories as f
from tests.reports.conftest import approved, begun, part

pytestmark = pytest.mark.django_db

EVERYBODY = {"show_person_name": "public", "show_rank": "public"}
NOT_OPEN = "not open to these readers any more"


@pytest.fixture
def appointment(office: Any) -> Any:
    return f.AppointmentFactory(
        office=office,
        visibility="public",
        person_name="Amina Example",
        rank="Director for atrocity prevention",
        legal_act="Decree on Amina Example",
    )


def shown(actor: Actor, appointment: Any, **changes: str) -> Any:
    """What the directory shows of the person from now on."""
    with acting(actor):
        entry = getattr(appointment, "entry", None)
        appointment.entry = show_in_directory(
            actor=actor,
            appointment=appointment,
            fields=changes,
            version=entry.version if entry else None,
            reason="As we agreed.",
        )
    return appointment


def public(actor: Actor) -> Document:
    return begun(actor, "country_update", audience="public")


def all_of(actor: Actor, document: Document) -> str:
    """Whatever the drafts of the document say."""
    with acting(actor):
        rows = SectionDraft.objects.visible_to(actor).filter(section__document=document)
        return " ".join(str(each.content) for each in rows)


class TestPersons:
    def test_whom_the_directory_does_not_show_is_in_no_document(
        self, focal_point: Actor, appointment: Any
    ) -> None:
        document = public(focal_point)
        said = all_of(focal_point, document)
        for words in (appointment.person_name, appointment.rank, "appointments.appointment"):
            assert words not in said
        found = part(focal_point, document, "mechanism")
        assert "no focal point is on record for these readers" in found.text
        assert found.drafted["left_out"] == [
            "1 record is not open to these readers and stays out: appointments."
        ]

    def test_what_the_record_shows_quotes_no_appointment(
        self, focal_point: Actor, office: Any, appointment: Any
    ) -> None:
        f.ItemFactory(code="R2013-A", label="(a)", kind="step", framework__code="R2013")
        named = (appointment.person_name, appointment.rank, appointment.legal_act)
        said = {}
        for audience in ("network", "public"):
            document = begun(focal_point, "sg_input", audience=audience)
            said[audience] = str(part(focal_point, document, "record").drafted)
        assert all(words in said["network"] for words in named[:2])
        assert not any(words in said["public"] for words in named)
        assert "Does it have resources?" in said["public"]

    def test_who_is_shown_to_everybody_is_named_as_the_directory_does(
        self, focal_point: Actor, appointment: Any
    ) -> None:
        shown(focal_point, appointment, show_person_name="public", show_rank="network")
        found = part(focal_point, public(focal_point), "mechanism")
        assert "Amina Example." in found.text
        assert appointment.rank not in str(found.drafted)
        assert [source["title"] for source in found.sources] == ["Amina Example"]
        assert not found.drafted["left_out"]

    def test_who_has_left_by_the_day_is_not_named(self, focal_point: Actor, office: Any) -> None:
        former = f.AppointmentFactory(
            office=office, starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2026, 3, 30)
        )
        shown(focal_point, former, **EVERYBODY)
        assert former.person_name not in all_of(focal_point, public(focal_point))

    def test_the_network_reads_the_appointment_as_before(
        self, focal_point: Actor, appointment: Any
    ) -> None:
        found = part(focal_point, begun(focal_point, "country_update"), "mechanism")
        assert "Amina Example, Director for atrocity prevention." in found.text

    @pytest.mark.parametrize(
        "taken_back",
        [
            {"show_person_name": "nobody", "show_rank": "nobody"},
            {"show_person_name": "nobody"},
            {"show_rank": "network"},
        ],
        ids=["all", "the name", "the rank"],
    )
    def test_what_is_taken_back_stands_in_the_way(
        self, focal_point: Actor, appointment: Any, taken_back: dict[str, str]
    ) -> None:
        shown(focal_point, appointment, **EVERYBODY)
        version, other = approved(focal_point, public(focal_point)), public(focal_point)
        shown(focal_point, appointment, **taken_back)
        with pytest.raises(ValidationError, match=NOT_OPEN):
            approved(focal_point, other)
        with acting(focal_point), pytest.raises(ValidationError, match=NOT_OPEN):
            share_version(
                actor=focal_point, record=version, visibility="public", reason="All may read it."
            )

    def test_what_is_still_shown_does_not(self, focal_point: Actor, appointment: Any) -> None:
        shown(focal_point, appointment, **EVERYBODY)
        document = public(focal_point)
        shown(focal_point, appointment, show_institution="public")
        assert approved(focal_point, document, visibility="public").visibility == "public"


class TestEvidence:
    @pytest.fixture
    def proof(self, office: Any) -> Any:
        item = f.ItemFactory(code="R2013-A", label="(a)", title="Step")
        report = f.ProgressReportFactory(
            office=office,
            item=item,
            visibility="public",
            approved_at=dt.datetime(2026, 2, 2, tzinfo=dt.UTC),
        )
        return f.EvidenceFactory(
            office=office,
            title="Gazette",
            visibility="public",
            action=None,
            target_kind="recommendations.report",
            target_id=report.pk,
            effective_on=dt.date(2026, 3, 2),
        )

    def test_none_is_cited_and_its_writer_is_told(self, focal_point: Actor, proof: Any) -> None:
        found = part(focal_point, public(focal_point), "steps")
        assert [source["title"] for source in found.sources] == ["Progress report on step (a)"]
        assert "Evidence:" not in found.text
        assert found.drafted["left_out"] == [
            "1 record is not open to these readers and stays out: evidence."
        ]
        network = part(focal_point, begun(focal_point, "country_update"), "steps")
        assert "Evidence: [2]" in network.text

    @pytest.mark.parametrize("kind", ["evidence", "appointment"])
    def test_a_draft_that_names_one_is_not_approved(
        self, focal_point: Actor, proof: Any, appointment: Any, kind: str
    ) -> None:
        record = {"evidence": proof, "appointment": appointment}[kind]
        document = public(focal_point)
        found = part(focal_point, document, "steps")
        assert found.base is not None
        cited = {
            "mark": 1,
            "title": "Named",
            "reference": "",
            "as_of": "2026-03-02",
            "source": "record",
            "record": f"{record._meta.label_lower}:{record.pk}",
        }
        content = {**found.base.content, "sources": [cited]}
        with acting(SYSTEM, reason="test"):
            SectionDraft.objects.filter(pk=found.base.pk).update(content=content)
        with pytest.raises(ValidationError, match=NOT_OPEN):
            approved(focal_point, document)
        with acting(focal_point):
            ask_for_drafts(actor=focal_point, document=document)
        make_drafts(actor=focal_point, document=document)
        assert approved(focal_point, document).number == 1
