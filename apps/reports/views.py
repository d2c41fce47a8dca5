"""Pages of documents while they are written: the list, a new one, the whole, one section."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from django.views.generic.detail import SingleObjectMixin

from apps.reports.choices import DocumentStatus, FileFormat
from apps.reports.drafting.templates import TEMPLATES, Template
from apps.reports.exports import DOCUMENTS
from apps.reports.filters import DocumentFilter
from apps.reports.forms import DocumentForm, SectionForm, changes_of
from apps.reports.models import Document, DocumentSection, SectionDraft
from apps.reports.selectors import Part, documents, parts_of, versions
from apps.reports.services import (
    ask_for_drafts,
    change_document,
    create_document,
    move_document,
    take_over,
    write_section,
)
from apps.reports.tables import STATUS_TONES, DocumentTable
from apps.reports.tasks import make_drafts_task
from focalpoint.actors import Actor
from focalpoint.errors import StaleVersionError
from focalpoint.numbers import whole_number
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS, Role
from focalpoint.views import (
    RecordCreateView,
    RecordDetailView,
    RecordListView,
    RecordTransitionView,
    RecordUpdateView,
    ScopedMixin,
)
from focalpoint.wakeups import start_on_commit

READERS = GOVERNMENT_READERS | {Role.COORDINATOR}
SHOWN = 10


def templates_for(actor: Actor) -> list[Template]:
    """The kinds of documents that the actor begins."""
    probe = _probe(actor)
    if probe is None or not allowed(actor, "create", probe):
        return []
    return [each for each in TEMPLATES.values() if each.of_network == (probe.country_id is None)]


def _probe(actor: Actor) -> Document | None:
    """A document that is not begun, to ask who may do what; ``None`` for who has none."""
    if actor.country is None:
        return Document() if actor.coordinates else None
    return Document(country=actor.country, office_id=actor.office_in(actor.country.pk))


def trail() -> list[tuple[str, str]]:
    """The way to a page below the list of documents."""
    return [(_("Documents"), reverse("document-list"))]


class DocumentMixin(ScopedMixin):
    """Documents of one's own State, or of the network for those who coordinate it."""

    model = Document
    roles = READERS
    object: Any
    context_object_name: str | None = "document"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return documents(self.actor)


class DocumentListView(DocumentMixin, RecordListView):
    """The documents that are written, and the way to a new one."""

    table_class = DocumentTable
    filterset_class = DocumentFilter
    export = DOCUMENTS
    context_object_name = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = bool(templates_for(self.actor))
        new = {"label": _("New document"), "url": reverse("document-create"), "icon": "plus"}
        approved = {
            "label": _("Approved documents"),
            "url": reverse("document-version-list"),
            "icon": "certificate",
        }
        context = {
            "title": _("Documents"),
            "subtitle": _("Drafted from what is on record, for those who ask for it."),
            "page_actions": [
                approved,
                *([{**new, "primary": True, "shortcut": "c"}] if may else []),
            ],
            "empty": {
                "icon": "file-text",
                "title": _("No document yet"),
                "text": _("A document begins with drafts of its sections, each with its sources."),
                **({"url": new["url"], "action": new["label"]} if may else {}),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


class _FrameMixin(DocumentMixin):
    """The form of the frame."""

    @property
    def template(self) -> Template:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "template": self.template}


class DocumentCreateView(_FrameMixin, RecordCreateView):
    """Begin a document: choose its kind, then its period and its readers."""

    form_class = DocumentForm
    success_message = gettext_lazy("The document is begun; its sections are being drafted.")
    object = None

    def may_create(self) -> bool:
        return bool(templates_for(self.actor))

    @cached_property
    def chosen(self) -> Template | None:
        kind = self.request.GET.get("kind", "")
        return next((each for each in templates_for(self.actor) if each.kind == kind), None)

    @property
    def template(self) -> Template:
        if self.chosen is None:
            raise Http404
        return self.chosen

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.chosen is None:
            return DocumentKindsView.as_view()(request)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        country = self.actor.country
        today = country.local_date(timezone.now()) if country else timezone.localdate()
        return {
            **super().get_initial(),
            "title": self.template.kind.label,
            "period_start": today.replace(month=1, day=1),
            "period_end": today,
            "as_of": today,
            "language": get_language(),
            "audience": self.template.audience,
        }

    def save(self, form: Any) -> Document:
        document = create_document(
            actor=self.actor,
            country=self.actor.country,
            kind=self.template.kind,
            fields=form.changes,
        )
        start_on_commit(make_drafts_task, str(document.pk))
        return document

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": self.template.kind.label,
            "intro": self.template.about,
            "submit": _("Begin and draft it"),
            "breadcrumbs": trail(),
            "cancel_url": reverse("document-create"),
        }
        return super().get_context_data(**{**context, **kwargs})


class DocumentKindsView(DocumentMixin, TemplateView):
    """The kinds of documents that one begins; shown by the page of a new one."""

    template_name = "reports/kinds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("New document"),
            "subtitle": _("For whom is it?"),
            "breadcrumbs": trail(),
            "templates": templates_for(self.actor),
        }
        return super().get_context_data(**{**context, **kwargs})


class DocumentDetailView(DocumentMixin, RecordDetailView):
    """A document as it stands: its sections with their sources, and what is to be done next."""

    template_name = "reports/document.html"
    verbs = ("change", "approve")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = self.object
        parts = parts_of(document, self.actor)
        context = {
            "title": document.title,
            "subtitle": document.get_kind_display(),
            "breadcrumbs": trail(),
            "parts": parts,
            "waits": any(part.is_waiting for part in parts),
            "versions": list(
                versions(self.actor).filter(document=document).defer("content")[:SHOWN]
            ),
            "status_tones": STATUS_TONES,
            "exports": self.papers(),
        }
        return super().get_context_data(**{**context, **kwargs})

    def papers(self) -> list[dict[str, Any]]:
        """What is being written, on paper; what was approved has its files already."""
        if self.object.status == DocumentStatus.APPROVED:
            return []
        items = [
            {
                "name": name,
                "label": label,
                "url": reverse("document-paper", args=[self.object.pk, name]),
            }
            for name, label in FileFormat.choices
        ]
        return [{"title": _("Draft, not approved"), "items": items}]


class DocumentUpdateView(_FrameMixin, RecordUpdateView):
    """Change the frame of a document; another day or audience has everything drafted again."""

    form_class = DocumentForm
    success_message = gettext_lazy("The document is saved.")

    @property
    def template(self) -> Template:
        return TEMPLATES[self.object.kind]

    def save(self, form: Any) -> Document:
        document = change_document(
            actor=self.actor,
            document=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )
        start_on_commit(make_drafts_task, str(document.pk))
        return document

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = self.object
        context = {
            "title": _("Period and readers"),
            "intro": _("With another day, audience or language every section is drafted again."),
            "country": document.country,
            "breadcrumbs": [*trail(), (document.title, document.get_absolute_url())],
            "cancel_url": document.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class DocumentTransitionView(DocumentMixin, RecordTransitionView):
    """POST ``to``: into review, back to writing, or, once approved, to its correction."""

    def move(self, record: Document, to: str, version: int | None, reason: str) -> Document:
        if to not in DocumentStatus.values:
            raise ValidationError(_("This status cannot follow the present one."))
        return move_document(
            actor=self.actor, document=record, to=to, version=version, reason=reason
        )


class DocumentRedraftView(DocumentMixin, SingleObjectMixin, View):
    """POST: draft the document again, or the section that ``code`` names."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        document: Document = self.get_object()
        code = request.POST.get("code", "")
        try:
            ask_for_drafts(actor=self.actor, document=document, codes=[code] if code else None)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            start_on_commit(make_drafts_task, str(document.pk))
            messages.success(request, _("It is being drafted from the record of this day."))
        return HttpResponseRedirect(document.get_absolute_url())


class SectionMixin(ScopedMixin):
    """One section of a document that is being written."""

    model = DocumentSection
    roles = READERS
    kwargs: dict[str, Any]

    @cached_property
    def document(self) -> Document:
        found: Document = get_object_or_404(documents(self.actor), pk=self.kwargs["pk"])
        return found

    @cached_property
    def part(self) -> Part:
        parts = parts_of(self.document, self.actor)
        found = next((part for part in parts if part.code == self.kwargs["code"]), None)
        if found is None:
            raise Http404
        return found


class SectionUpdateView(SectionMixin, RecordUpdateView):
    """Write a section, with its sources beside it, and the newest draft if there is a newer one."""

    form_class = SectionForm
    template_name = "reports/section.html"
    success_message = gettext_lazy("The section is saved.")
    context_object_name = "section"

    def get_object(self, queryset: Any = None) -> DocumentSection:
        if not allowed(self.actor, "change", self.document):
            raise PermissionDenied
        return self.part.section

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "part": self.part}

    def save(self, form: Any) -> DocumentSection:
        resting = form.cleaned_data["rests_on"]
        drafts = SectionDraft.objects.visible_to(self.actor)
        return write_section(
            actor=self.actor,
            section=self.part.section,
            changes=changes_of(form),
            rests_on=drafts.filter(pk=resting).first() if resting else None,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = self.document
        context = {
            "title": self.part.title,
            "subtitle": document.title,
            "intro": self.part.template.about,
            "country": document.country,
            "part": self.part,
            "breadcrumbs": [*trail(), (document.title, document.get_absolute_url())],
            "cancel_url": document.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class SectionTakeView(SectionMixin, View):
    """POST ``what``: take the newest draft over, all of it or its tables and sources alone."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        part, posted = self.part, request.POST
        back = reverse("document-section", args=[self.document.pk, part.code])
        if part.newest is None:
            raise Http404
        try:
            take_over(
                actor=self.actor,
                section=part.section,
                draft=part.newest,
                with_text=posted.get("what") == "all",
                version=whole_number(posted.get("version", "")) or 0,
            )
        except StaleVersionError:
            messages.warning(request, _("Somebody changed this section meanwhile. Look again."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The newest draft is taken over."))
            back = self.document.get_absolute_url()
        return HttpResponseRedirect(back)
