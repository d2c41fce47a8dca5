"""A document from its draft to its approved version: nothing written is lost, nothing leaks."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from apps.assessments.snapshots import checksum
from apps.reports import making
from apps.reports.approving import approve_document, content_now, share_version
from apps.reports.choices import DocumentKind
from apps.reports.contents import told
from apps.reports.drafting.templates import TEMPLATES
from apps.reports.making import make_drafts, make_files
from apps.reports.models import (
    Document,
    DocumentFile,
    DocumentSection,
    DocumentVersion,
    SectionDraft,
)
from apps.reports.selectors import parts_of
from apps.reports.services import (
    ask_for_drafts,
    change_document,
    move_document,
    take_over,
    write_section,
)
from apps.reports.tasks import make_drafts_task, make_files_task, resume_documents_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.errors import StaleVersionError
from focalpoint.roles import Role
from tests import factories as f
from tests.paper import assert_accessible
from tests.reports.conftest import again, approved, begun, part, training, written

pytestmark = pytest.mark.django_db


def test_a_draft_cites_what_its_readers_read_and_counts_the_rest(
    office: Any, focal_point: Actor
) -> None:
    training(office, "Shared course")
    training(office, "Home course", visibility="government")
    training(office, "Course in waiting", approved_at=None)
    draft = part(focal_point, begun(focal_point, "country_update"))
    assert "Shared course" in draft.text
    assert "Home course" not in draft.text
    assert "Course in waiting" not in draft.text
    assert draft.drafted["left_out"][0].startswith("2 records")
    assert [source["title"] for source in draft.sources] == ["Shared course"]
    home = part(focal_point, begun(focal_point, "country_update", audience="government"))
    assert "Home course" in home.text


def test_what_a_person_wrote_wins_and_a_newer_draft_stands_beside_it(
    office: Any, focal_point: Actor, update: Document
) -> None:
    written(focal_point, update, "We trained many. [1]")
    training(office, "Second course", starts_on=dt.date(2026, 3, 1))
    again(focal_point, update)
    found = part(focal_point, update)
    assert found.text == "We trained many. [1]"
    assert found.has_newer_draft
    assert found.newest is not None
    assert "Second course" in found.newest.content["text"]
    with acting(focal_point):
        take_over(
            actor=focal_point,
            section=found.section,
            draft=found.newest,
            with_text=False,
            version=found.section.version,
        )
    kept = part(focal_point, update)
    # The number of a source never comes to mean another one.
    assert kept.text == "We trained many. [1]"
    assert [source["title"] for source in kept.sources] == ["Course for the police"]
    assert not kept.has_newer_draft
    with acting(focal_point):
        assert kept.newest is not None
        take_over(
            actor=focal_point,
            section=kept.section,
            draft=kept.newest,
            with_text=True,
            version=kept.section.version,
        )
    assert "Second course" in part(focal_point, update).text
    with acting(focal_point):
        texts = DocumentSection.events.rel.related_model.objects  # type: ignore[attr-defined]
        assert texts.filter(text="We trained many. [1]").exists()


def test_a_stale_edit_is_refused_with_both_texts(focal_point: Actor, update: Document) -> None:
    seen = part(focal_point, update)
    written(focal_point, update, "The first one.")
    with acting(focal_point), pytest.raises(StaleVersionError) as stale:
        write_section(
            actor=focal_point,
            section=seen.section,
            changes={"text": "The second one."},
            rests_on=seen.base,
            version=seen.section.version,
        )
    assert stale.value.current.text == "The first one."  # type: ignore[attr-defined]


def test_a_mark_without_a_source_is_refused(focal_point: Actor, update: Document) -> None:
    with pytest.raises(ValidationError, match=r"\[9\]"):
        written(focal_point, update, "Somebody says so. [9]")


def test_an_approved_version_is_kept_and_its_correction_is_another(
    focal_point: Actor, update: Document
) -> None:
    first = approved(focal_point, update)
    assert (first.number, checksum(first.content)) == (1, first.sha256)
    with acting(focal_point, reason="attack"), pytest.raises(DatabaseError), transaction.atomic():
        DocumentVersion.objects.filter(pk=first.pk).update(title="Changed")
    with pytest.raises(ValidationError, match="review or approved"):
        written(focal_point, update, "Something else.")
    with acting(focal_point):
        with pytest.raises(ValidationError, match="Say why"):
            move_document(actor=focal_point, document=update, to="draft")
        move_document(actor=focal_point, document=update, to="draft", reason="A wrong date.")
    with pytest.raises(ValidationError, match="Nothing has changed"):
        approved(focal_point, update)
    written(focal_point, update, "On the right day. [1]")
    second = approved(focal_point, update)
    assert (second.number, second.reason) == (2, "A wrong date.")
    with acting(focal_point):
        assert DocumentVersion.objects.get(pk=first.pk).content == first.content


def test_what_was_not_seen_is_not_approved(focal_point: Actor, update: Document) -> None:
    with acting(focal_point):
        seen = checksum(content_now(update, parts_of(update, focal_point)))
    written(focal_point, update, "Something new.")
    with pytest.raises(StaleVersionError):
        approved(focal_point, update, seen=seen)
    with acting(focal_point):
        seen = checksum(content_now(update, parts_of(update, focal_point)))
    assert approved(focal_point, update, seen=seen).sha256 == seen


def test_what_is_closed_meanwhile_stands_in_the_way(office: Any, focal_point: Actor) -> None:
    course = training(office, "Course for the police")
    document = begun(focal_point, "country_update")
    with acting(SYSTEM, reason="test"):
        type(course).objects.filter(pk=course.pk).update(visibility="government")
    with pytest.raises(ValidationError, match="not open to these readers any more"):
        approved(focal_point, document)


def test_a_draft_for_fewer_readers_never_reaches_more(focal_point: Actor, update: Document) -> None:
    written(focal_point, update, "We trained the police. [1]")
    with acting(focal_point):
        change_document(
            actor=focal_point, document=update, changes={"audience": "public"}, version=None
        )
        update.refresh_from_db()
    make_drafts(actor=focal_point, document=update)
    with pytest.raises(ValidationError, match="fewer readers"):
        approved(focal_point, update, visibility="public")
    with pytest.raises(ValidationError, match="fewer readers"), acting(focal_point):
        share_version(
            actor=focal_point,
            record=f.DocumentVersionFactory(office=update.office, document=update),
            visibility="public",
            reason="All may read it.",
        )


def test_an_approved_version_is_opened_to_who_may_still_read_what_it_cites(
    office: Any, focal_point: Actor
) -> None:
    course = training(office, "Course for the police")
    version = approved(focal_point, begun(focal_point, "country_update"), visibility="government")

    def closed(to: str) -> None:
        with acting(SYSTEM, reason="test"):
            type(course).objects.filter(pk=course.pk).update(visibility=to)

    def shared(to: str) -> None:
        with acting(focal_point):
            share_version(actor=focal_point, record=version, visibility=to, reason="As we agreed.")

    closed("government")
    with pytest.raises(ValidationError, match="not open to these readers any more"):
        shared("network")
    closed("network")
    shared("network")
    closed("government")
    shared("government")


def test_an_official_writes_and_hands_in_and_does_not_approve(
    official: Actor, focal_point: Actor, update: Document
) -> None:
    written(official, update, "As the clerk wrote. [1]")
    with acting(official):
        move_document(actor=official, document=update, to="review")
        with pytest.raises(PermissionDenied):
            approve_document(actor=official, document=update, visibility="network")
    assert approved(focal_point, update).number == 1


def test_the_network_reads_the_approved_version_and_nothing_before(
    focal_point: Actor, coordinator: Actor, update: Document
) -> None:
    version = approved(focal_point, update)
    abroad = f.actor(Role.FOCAL_POINT)
    for who in (coordinator, abroad):
        with acting(who):
            assert not Document.objects.exists()
            assert not DocumentSection.objects.exists()
            assert list(DocumentVersion.objects.all()) == [version]
    with acting(f.actor(Role.MINISTRY_OFFICER)):
        assert not DocumentVersion.objects.exists()


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.AUDITOR, Role.FOCAL_POINT, Role.OFFICIAL])
def test_what_the_network_writes_its_coordinators_alone_read(
    coordinator: Actor, role: Role
) -> None:
    """By row-level security alone: no filter of ours is asked."""
    document: Any = f.DocumentFactory(office=None, kind="annual_report")
    section: Any = f.DocumentSectionFactory(document=document)
    with acting(coordinator, reason="look"):
        assert Document.objects.filter(pk=document.pk).update(title="Ours") == 1
        assert DocumentSection.objects.filter(pk=section.pk).exists()
    with acting(f.actor(role), reason="attack"):
        assert not Document.objects.exists()
        assert not DocumentSection.objects.exists()
        assert Document.objects.filter(pk=document.pk).update(title="Theirs") == 0
        copy = Document(**{x: getattr(document, x) for x in ("kind", "title", "audience")})
        copy.period_start = copy.period_end = copy.as_of = dt.date(2026, 1, 1)
        with pytest.raises(DatabaseError), transaction.atomic():
            copy.save(force_insert=True)


@pytest.mark.parametrize("kind", [k for k in DocumentKind if k != DocumentKind.ANNUAL])
def test_every_kind_is_drafted_from_an_empty_record(focal_point: Actor, kind: str) -> None:
    treaty = f.TreatyFactory() if "treaty" in TEMPLATES[kind].asks else None
    cycle = 4 if "cycle" in TEMPLATES[kind].asks else None
    document = begun(focal_point, kind, treaty=treaty, cycle=cycle)
    with acting(focal_point):
        found = parts_of(document, focal_point)
    assert [p.code for p in found] == [s.code for s in TEMPLATES[kind].sections]
    assert all(p.newest is not None for p in found if p.template.draft is not None)


@pytest.mark.slow
def test_it_is_put_on_paper_once_and_the_files_stay(office: Any, focal_point: Actor) -> None:
    """With a table in a chapter that has no heading of its own, and scripts of both directions."""
    f.TreatyFactory()
    training(office, "Course for the police")
    update = begun(focal_point, "country_update")
    assert part(focal_point, update, "treaties").tables
    written(focal_point, update, "## 训练\n\nتدريب الشرطة [1]\n\n- <b>one</b> & #two\n- three")
    version = approved(focal_point, update)
    make_files_task(str(version.pk))
    with acting(focal_point):
        files = {each.format: bytes(each.content) for each in version.files.all()}
        assert make_files(actor=focal_point, version=version) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            DocumentFile.objects.all().update(size=1)
    assert_accessible(files["pdf"])
    assert files["docx"].startswith(b"PK")


def test_a_file_that_cannot_be_made_withholds_no_other(
    focal_point: Actor, update: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(report: Any) -> bytes:
        raise ValueError("No font has this letter.")

    version = approved(focal_point, update)
    monkeypatch.setitem(making.WRITERS, "docx", lambda report: b"PK")
    monkeypatch.setitem(making.WRITERS, "pdf", broken)
    for _attempt in range(2):
        with pytest.raises(ValueError, match="No font"):
            make_files_task(str(version.pk))
        with acting(focal_point):
            assert [each.format for each in version.files.all()] == ["docx"]
    monkeypatch.setitem(making.WRITERS, "pdf", lambda report: b"%PDF")
    assert make_files(actor=SYSTEM, version=version) == 1


def test_a_task_takes_up_what_was_left_behind(
    focal_point: Actor, update: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        make_drafts_task, "apply_async", lambda args, **options: make_drafts_task(*args)
    )
    with acting(focal_point):
        ask_for_drafts(actor=focal_point, document=update, codes=["trainings"])
    resume_documents_task()
    # Its own task is on its way.
    assert part(focal_point, update).is_waiting
    with acting(SYSTEM, reason="test"):
        SectionDraft.objects.filter(status="waiting").update(
            created_at=timezone.now() - 2 * making.LOST_AFTER
        )
    resume_documents_task()
    found = part(focal_point, update)
    assert not found.is_waiting
    assert not found.has_failed


def test_it_is_drafted_in_the_language_of_the_document(focal_point: Actor) -> None:
    with translation.override("en"):
        document = begun(focal_point, "country_update", language="fr")
        assert "31 mars 2026" in part(focal_point, document, "mechanism").text


def test_a_text_falls_into_its_parts() -> None:
    text = "One.\n\n## Head\n- a\n- b\nTwo."
    assert [each["kind"] for each in told(text)] == ["text", "heading", "items", "text"]
