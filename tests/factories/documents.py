"""Documents, their sections with drafts, and approved versions."""

import datetime as dt
import hashlib

import factory
from django.utils import timezone

from apps.assessments.snapshots import checksum
from apps.reports.models import (
    Document,
    DocumentFile,
    DocumentSection,
    DocumentVersion,
    SectionDraft,
)
from tests.factories.base import RecordFactory
from tests.factories.countries import InstitutionFactory

DRAFTED = {
    "text": "A law was passed. [1]",
    "tables": [],
    "charts": [],
    "sources": [
        {
            "mark": 1,
            "title": "Law on prevention",
            "reference": "",
            "as_of": "2026-01-31",
            "source": "record",
            "record": "",
        }
    ],
    "left_out": [],
    "numbers": {},
}


class DocumentFactory(RecordFactory[Document]):
    """A country update for the network that is being written."""

    class Meta:
        model = Document

    office = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.office.country if o.office else None)
    kind = "country_update"
    title = "Country update"
    period_start = dt.date(2026, 1, 1)
    period_end = dt.date(2026, 3, 31)
    as_of = dt.date(2026, 3, 31)
    language = "en"
    audience = "network"


class DocumentSectionFactory(RecordFactory[DocumentSection]):
    class Meta:
        model = DocumentSection

    document = factory.SubFactory(DocumentFactory)
    code = "steps"
    order = 1


class SectionDraftFactory(RecordFactory[SectionDraft]):
    """A draft that is done."""

    class Meta:
        model = SectionDraft

    section = factory.SubFactory(DocumentSectionFactory)
    status = "done"
    content = factory.LazyAttribute(lambda o: {**DRAFTED, "frame": o.section.document.frame})
    audience = "network"
    as_of = dt.date(2026, 3, 31)
    made_at = factory.LazyFunction(timezone.now)


class DocumentVersionFactory(RecordFactory[DocumentVersion]):
    """The first version, read by the government."""

    class Meta:
        model = DocumentVersion

    office = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.office.country if o.office else None)
    document = factory.SubFactory(DocumentFactory, office=factory.SelfAttribute("..office"))
    kind = factory.SelfAttribute("document.kind")
    title = "Country update"
    language = "en"
    number = 1
    visibility = "government"
    audience = "network"
    approved_at = factory.LazyFunction(timezone.now)
    content = factory.LazyAttribute(
        lambda o: {
            "format": "focalpoint.document/1",
            "kind": o.document.kind,
            "title": "Country update",
            "owner": {"code": o.country.code if o.country else "", "name": "", "training": False},
            "period": {"start": "2026-01-01", "end": "2026-03-31"},
            "as_of": "2026-03-31",
            "language": "en",
            "audience": "network",
            "subject": "",
            "sections": [
                {
                    "code": "steps",
                    "title": "Progress",
                    "written": False,
                    **{name: DRAFTED[name] for name in ("text", "tables", "charts", "sources")},
                }
            ],
        }
    )
    sha256 = factory.LazyAttribute(lambda o: checksum(o.content))


class DocumentFileFactory(RecordFactory[DocumentFile]):
    class Meta:
        model = DocumentFile

    document_version = factory.SubFactory(DocumentVersionFactory)
    format = "pdf"
    content = b"%PDF-1.7"
    sha256 = hashlib.sha256(b"%PDF-1.7").hexdigest()
    size = 8
