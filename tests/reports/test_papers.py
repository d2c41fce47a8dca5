"""The paper of what is being written: for who may read it, marked on each page, and not kept."""

import datetime as dt
import io
import json
from typing import Any

import docx
import pytest
from django.test import Client

from apps.accounts.models import User
from apps.reports.contents import draft_report_of
from apps.reports.models import Document, DocumentFile, DocumentVersion
from apps.reports.version_views import version_file
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.documents.blocks import Figure, Table
from focalpoint.roles import Role
from tests import factories as f
from tests.paper import assert_accessible, text_of_pages
from tests.reports.conftest import approved, begun, written

pytestmark = pytest.mark.django_db

MARK = "DRAFT – not approved"


def signed_in(actor: Actor) -> Client:
    client = Client()
    with acting(SYSTEM):
        client.force_login(User.objects.get(pk=str(actor.user_id)))
    return client


def paper(actor: Actor, document: Document, format_: str = "pdf") -> Any:
    return signed_in(actor).get(f"/documents/{document.pk}/paper/{format_}/")


@pytest.fixture
def made(focal_point: Actor, update: Document) -> Any:
    """With a table, and scripts of both directions."""
    f.TreatyFactory()
    written(focal_point, update, "## 训练\n\nتدريب الشرطة [1]\n\n- <b>one</b> & #two")
    return paper(focal_point, update)


@pytest.mark.slow
def test_it_is_read_by_everybody_and_kept_nowhere(made: Any) -> None:
    assert made.headers["Content-Type"] == "application/pdf"
    assert "draft-country-update-X" in made.headers["Content-Disposition"]
    assert "-training-" in made.headers["Content-Disposition"]
    assert made.headers["Cache-Control"] == "private, no-store"
    assert_accessible(made.content)
    with acting(SYSTEM):
        assert not DocumentVersion.objects.exists()
        assert not DocumentFile.objects.exists()


@pytest.mark.slow
def test_each_page_says_that_nobody_approved_it(made: Any, focal_point: Actor) -> None:
    pages = text_of_pages(made.content)
    assert len(pages) > 2
    for page in pages:
        assert MARK in page
        assert "For the network of focal points" in page
        assert f"for {focal_point.name}" in page
        assert "SHA-256" not in page
    assert "DRAFT: not approved, may still change." in pages[0]


def test_the_same_as_a_file_to_edit(focal_point: Actor, update: Document) -> None:
    answer = paper(focal_point, update, "docx")
    file = docx.Document(io.BytesIO(answer.content))
    [section] = file.sections
    assert MARK in section.header.paragraphs[0].text
    assert f"for {focal_point.name}" in section.footer.paragraphs[0].text
    assert "Course for the police" in "\n".join(each.text for each in file.paragraphs)


def test_it_says_what_a_version_would_say(focal_point: Actor, update: Document) -> None:
    written(focal_point, update, "In our own words. [1]")
    file = docx.Document(io.BytesIO(paper(focal_point, update, "docx").content))
    assert "In our own words. [1]" in [each.text for each in file.paragraphs]


def test_what_was_drafted_for_fewer_is_marked_for_them(
    focal_point: Actor, update: Document
) -> None:
    written(focal_point, update, "Our own words.")
    with acting(SYSTEM):
        Document.objects.filter(pk=update.pk).update(audience="public")
    file = docx.Document(io.BytesIO(paper(focal_point, update, "docx").content))
    header = file.sections[0].header.paragraphs[0].text
    assert "For the network of focal points" in header
    text = "\n".join(cell.text for table in file.tables for row in table.rows for cell in row.cells)
    assert "Its draft was made for fewer readers." in text


def test_letters_that_no_font_draws_are_stood_in_for_however_many(
    focal_point: Actor, update: Document
) -> None:
    pages = "".join(chr(start + n) for start in (0x10900, 0x12000, 0x13000) for n in range(21))
    written(focal_point, update, f"Before {pages} after")
    answer = paper(focal_point, update)
    assert answer.status_code == 200
    assert "after" in "".join(text_of_pages(answer.content))


def test_it_is_for_those_who_read_the_draft(
    focal_point: Actor, official: Actor, coordinator: Actor, office: Any, update: Document
) -> None:
    auditor = f.actor(Role.AUDITOR, office)
    for actor, status in (
        (official, 200),
        (auditor, 200),
        (coordinator, 404),
        (f.actor(Role.FOCAL_POINT), 404),
        (f.actor(Role.CONTRIBUTOR, office), 403),
        (f.actor(Role.SECRETARIAT), 403),
    ):
        assert paper(actor, update, "docx").status_code == status, actor
    assert Client().get(f"/documents/{update.pk}/paper/docx/").status_code == 302
    assert paper(focal_point, update, "odt").status_code == 404
    assert paper(focal_point, update, "%00").status_code == 404


def test_what_is_approved_has_its_own_files(focal_point: Actor, update: Document) -> None:
    page = f"/documents/{update.pk}/"
    links = [f"{page}paper/{name}/" for name in ("pdf", "docx")]
    html = signed_in(focal_point).get(page).content.decode()
    assert all(link in html for link in links)
    approved(focal_point, update)
    html = signed_in(focal_point).get(page).content.decode()
    assert not any(link in html for link in links)
    assert paper(focal_point, update).status_code == 404


def test_a_page_asks_for_no_drawing(coordinator: Actor) -> None:
    """Who drafts the annual report sees its figure as the table that is behind it."""
    f.TreatyFactory()
    report = begun(coordinator, "annual_report")
    entry = {
        "name": "parties",
        "title": "Parties",
        "text": "",
        "head": ["Instrument", "Parties"],
        "rows": [["Genocide", "3"]],
        "spec": json.dumps({}),
        "marks": [],
        "as_of": "2026-03-31",
    }
    content = {
        **dict.fromkeys(("kind", "subject", "title", "audience"), ""),
        "kind": report.kind,
        "audience": "network",
        "owner": {"code": "", "name": "", "training": False},
        "period": {"start": "2026-01-01", "end": "2026-03-31"},
        "as_of": "2026-03-31",
        "sections": [{"title": "One", "text": "", "tables": [], "charts": [entry], "sources": []}],
    }
    made = draft_report_of(content, made_at=report.created_at, made_for="x" * 300)
    assert not [each for each in made.blocks if isinstance(each, Figure)]
    assert [each.rows for each in made.blocks if isinstance(each, Table)] == [[["Genocide", "3"]]]
    assert len(made.made) < 120
    assert paper(coordinator, report, "docx").status_code == 200


def test_an_empty_one_says_so(focal_point: Actor, office: Any) -> None:
    empty: Any = f.DocumentFactory(office=office)
    file = docx.Document(io.BytesIO(paper(focal_point, empty, "docx").content))
    assert "Nothing is written yet." in [each.text for each in file.paragraphs]


@pytest.mark.parametrize(("of_network", "day"), [(False, "2026-05-02"), (True, "2026-05-01")])
def test_a_files_name_carries_the_day_that_stands_on_the_paper(of_network: bool, day: str) -> None:
    country = f.CountryFactory(time_zone="Pacific/Kiritimati")
    office = None if of_network else f.InstitutionFactory(country=country)
    kind = "annual_report" if of_network else "country_update"
    version = f.DocumentVersionFactory(
        office=office,
        document=f.DocumentFactory(office=office, kind=kind),
        approved_at=dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC),
    )
    f.DocumentFileFactory(document_version=version)
    with acting(SYSTEM):
        answer = version_file(DocumentVersion.objects.all(), version.pk, "pdf")
    assert f"-{day}-v1.pdf" in answer["Content-Disposition"]
