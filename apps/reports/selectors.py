"""Reads of documents: what each section says now, and what stands in the way of approval."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.reports.choices import CITABLE, DraftStatus
from apps.reports.drafting.templates import TEMPLATES, Section
from apps.reports.models import Document, DocumentSection, DocumentVersion, SectionDraft
from apps.reports.readers import still_open
from focalpoint.actors import Actor

MARK = re.compile(r"\[(\d{1,4})\]")
NOTHING: dict[str, Any] = {"text": "", "tables": [], "charts": [], "sources": [], "left_out": []}


def documents(actor: Actor) -> QuerySet[Document]:
    """The documents that ``actor`` writes or reads while they are written, the latest first."""
    rows: QuerySet[Document] = Document.objects.visible_to(actor)
    return rows.select_related("country", "treaty").order_by("-id")


def versions(actor: Actor) -> QuerySet[DocumentVersion]:
    """The approved documents that ``actor`` reads, newest first."""
    rows: QuerySet[DocumentVersion] = DocumentVersion.objects.visible_to(actor)
    return rows.select_related("country", "approved_by").order_by("-approved_at", "-id")


@dataclass(frozen=True)
class Part:
    """One section of a document as it stands.

    ``newest`` is the latest draft that is done, ``base`` the one below the text, ``last`` the
    latest that was asked for, done or not.
    """

    section: DocumentSection
    template: Section
    newest: SectionDraft | None
    base: SectionDraft | None
    last: SectionDraft | None

    @property
    def code(self) -> str:
        return self.section.code

    @property
    def title(self) -> str | Promise:
        return self.template.title

    @property
    def is_waiting(self) -> bool:
        """Whether a draft of it is on its way."""
        return self.last is not None and self.last.status == DraftStatus.WAITING

    @property
    def has_failed(self) -> bool:
        """Whether the last try to draft it came to nothing."""
        return self.last is not None and self.last.status == DraftStatus.FAILED

    @property
    def was_refused(self) -> bool:
        """Whether nobody drafted it since whoever asked may not write the document any more."""
        return self.has_failed and self.last is not None and bool(self.last.content.get("refused"))

    @property
    def drafted(self) -> dict[str, Any]:
        """What is below the text: its tables, figures and sources."""
        return self.base.content if self.base is not None else NOTHING

    @property
    def text(self) -> str:
        """The words: a person's, or those of the draft until somebody wrote."""
        return self.section.text if self.section.is_written else str(self.drafted["text"])

    @property
    def has_newer_draft(self) -> bool:
        """Whether the record says otherwise now than the draft below a person's text did."""
        if not self.section.is_written or self.newest is None:
            return False
        return self.base is None or self.newest.content != self.base.content

    @property
    def tables(self) -> list[dict[str, Any]]:
        return self.drafted["tables"] if self.section.with_tables else []

    @property
    def charts(self) -> list[dict[str, Any]]:
        return self.drafted["charts"] if self.section.with_tables else []

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The sources that the text, a table or a figure names."""
        named = marks_in(self.text)
        for each in (*self.tables, *self.charts):
            cells = (cell for row in each["rows"] for cell in row)
            named |= marks_in(" ".join([*each["marks"], *cells]))
        return [each for each in self.drafted["sources"] if each["mark"] in named]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it would stand in the document."""
        return not (self.text.strip() or self.tables or self.charts)

    @property
    def is_shown(self) -> bool:
        return not (self.section.is_left_out or self.is_empty)


def parts_of(document: Document, actor: Actor) -> list[Part]:
    """The sections of a document in their order, each with its drafts; two queries."""
    template = TEMPLATES[document.kind]
    rows: QuerySet[DocumentSection] = DocumentSection.objects.visible_to(actor)
    sections = list(rows.filter(document=document).order_by("order"))
    drafts: dict[Any, list[SectionDraft]] = {}
    for draft in _telling(document, actor):
        drafts.setdefault(draft.section_id, []).append(draft)
    found = []
    for section in sections:
        kind = template.section(section.code)
        if kind is not None:
            section.document = document
            found.append(_part(section, kind, drafts.get(section.pk, [])))
    return found


def _telling(document: Document, actor: Actor) -> QuerySet[SectionDraft]:
    """Of each section the latest draft, the latest that is done, and the one below its text."""
    rows: QuerySet[SectionDraft] = SectionDraft.objects.visible_to(actor)
    own = SectionDraft.objects.filter(section=OuterRef("section")).order_by("-id").values("pk")
    return rows.filter(section__document=document).filter(
        Q(pk=Subquery(own[:1]))
        | Q(pk=Subquery(own.filter(status=DraftStatus.DONE)[:1]))
        | Q(pk=F("section__rests_on"))
    )


def _part(section: DocumentSection, kind: Section, drafts: Sequence[SectionDraft]) -> Part:
    in_order = sorted(drafts, key=lambda each: each.pk)
    done = [each for each in in_order if each.status == DraftStatus.DONE]
    newest = done[-1] if done else None
    below = next((each for each in done if each.pk == section.rests_on), None)
    return Part(
        section=section,
        template=kind,
        newest=newest,
        base=below if section.is_written else newest,
        last=in_order[-1] if in_order else None,
    )


def marks_in(text: str) -> set[int]:
    """The numbers of the sources that a text names."""
    return {int(number) for number in MARK.findall(text)}


def problems(document: Document, parts: Sequence[Part]) -> list[str]:
    """What stands in the way of approving the document, one sentence each."""
    found = []
    for part in parts:
        if part.section.is_left_out:
            continue
        told = _problem(document, part)
        if told:
            found.append(f"{part.title}: {told}")
    if not any(part.is_shown for part in parts):
        found.append(_("Nothing is written yet."))
    return [*found, *(_closed(document, parts) if not found else [])]


def _problem(document: Document, part: Part) -> str:
    if part.is_waiting:
        return _("It is being drafted.")
    if part.template.draft is None:
        return ""
    base = part.base
    if base is None:
        return _("It was never drafted. Draft it again, or leave it out.")
    if not set(CITABLE[base.audience]) <= set(CITABLE[document.audience]):
        return _("Its draft was made for fewer readers. Take over the newest draft.")
    if base.as_of != document.as_of:
        return _("Its draft is of another day. Take over the newest draft.")
    if _is_of_another_frame(base, document):
        return _(
            "Its draft was made for another period, language or subject. Draft it again, or take"
            " over the newest draft."
        )
    return ""


def _is_of_another_frame(draft: SectionDraft, document: Document) -> bool:
    kept = draft.content.get("frame", {})
    # What was drafted for more readers may be told to fewer.
    return any(
        kept.get(name) != value for name, value in document.frame.items() if name != "audience"
    )


def _closed(document: Document, parts: Sequence[Part]) -> list[str]:
    """The records that were open to the readers when they were cited, and are so no more."""
    shown = (part for part in parts if part.is_shown)
    cited = ((str(part.title), source) for part in shown for source in part.sources)
    return closed_sources(cited, document.audience, document.country)


def closed_sources(
    cited: Iterable[tuple[str, Mapping[str, Any]]], audience: str, country: Country | None
) -> list[str]:
    """A sentence for each record that the audience does not read; one query for each kind.

    ``cited`` are sources, each with the title of its section.
    """
    kinds: dict[str, dict[str, tuple[str, Mapping[str, Any]]]] = {}
    for title, source in cited:
        model, _colon, key = source["record"].partition(":")
        if model:
            kinds.setdefault(model, {})[key] = (title, source)
    found = []
    for label, records in sorted(kinds.items()):
        named = {(key, source["title"]) for key, (_title, source) in records.items()}
        still = still_open(apps.get_model(label), named, audience, country)
        for key, (title, source) in records.items():
            if key not in still:
                words = _("“%(source)s” is not open to these readers any more. Draft it again.")
                found.append(f"{title}: {words % {'source': source['title']}}")
    return found
