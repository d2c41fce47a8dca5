"""Pages of approved documents: approving, the list, one version, its files, who reads it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from apps.assessments.snapshots import checksum
from apps.reports.approving import approve_document, content_now, share_version
from apps.reports.contents import told
from apps.reports.exports import VERSIONS
from apps.reports.filters import DocumentVersionFilter
from apps.reports.forms import ApproveForm, ShareForm
from apps.reports.making import WRITERS
from apps.reports.models import Document, DocumentFile, DocumentVersion
from apps.reports.selectors import Part, documents, parts_of, problems, versions
from apps.reports.tables import DocumentVersionTable
from apps.reports.tasks import make_files_task
from apps.reports.views import DocumentMixin, trail
from focalpoint.documents.files import MARKINGS, file_response
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.policies import allowed
from focalpoint.views import RecordDetailView, RecordListView, RecordUpdateView, ScopedMixin
from focalpoint.wakeups import start_on_commit


class DocumentApproveView(DocumentMixin, FormView):  # type: ignore[type-arg]
    """The document as it would be kept for good, and what stands in the way; then approval."""

    form_class = ApproveForm
    template_name = "reports/approve.html"

    @cached_property
    def document(self) -> Document:
        found: Document = get_object_or_404(documents(self.actor), pk=self.kwargs["pk"])
        if not allowed(self.actor, "approve", found):
            raise PermissionDenied
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "audience": self.document.audience}

    def get_initial(self) -> dict[str, Any]:
        # Asked for where the page is shown, and not before it is approved.
        return {
            **super().get_initial(),
            "version": self.document.version,
            "seen": lambda: checksum(content_now(self.document, self.parts)),
        }

    @cached_property
    def parts(self) -> list[Part]:
        return parts_of(self.document, self.actor)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            made = approve_document(
                actor=self.actor,
                document=self.document,
                visibility=form.cleaned_data["visibility"],
                version=form.cleaned_data["version"],
                seen=form.cleaned_data["seen"],
            )
        except (ValidationError, IllegalTransitionError, StaleVersionError) as error:
            self.refuse(form, error)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        start_on_commit(make_files_task, str(made.pk))
        messages.success(
            self.request, _("Version %(number)s is approved.") % {"number": made.number}
        )
        return HttpResponseRedirect(made.get_absolute_url())

    def refuse(self, form: Any, error: Exception) -> None:
        """Say above the form what the service said."""
        if isinstance(error, ValidationError):
            for sentence in error.messages:
                form.add_error(None, sentence)
        elif isinstance(error, StaleVersionError):
            form.data = form.data.copy()
            form.data["version"] = str(self.document.version)
            form.data["seen"] = checksum(content_now(self.document, self.parts))
            form.add_error(None, _("It has changed since you looked. Look at it again."))
        else:
            form.add_error(None, _("This status cannot follow the present one."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document, parts = self.document, self.parts
        context = {
            "title": _("Approve the document"),
            "subtitle": document.title,
            "submit": _("Approve"),
            "country": document.country,
            "document": document,
            "parts": parts,
            "problems": problems(document, parts),
            "marking": MARKINGS[document.audience],
            "breadcrumbs": [*trail(), (document.title, document.get_absolute_url())],
            "cancel_url": document.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class VersionMixin(ScopedMixin):
    """Approved documents: of one's own State, of the network, and those that others share."""

    model = DocumentVersion
    object: Any

    def get_queryset(self) -> QuerySet[Any, Any]:
        return versions(self.actor)


class DocumentVersionListView(VersionMixin, RecordListView):
    """The documents that were approved and that the reader may read."""

    table_class = DocumentVersionTable
    filterset_class = DocumentVersionFilter
    export = VERSIONS
    export_home = False

    def get_queryset(self) -> QuerySet[Any, Any]:
        return super().get_queryset().defer("content")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Approved documents"),
            "subtitle": _("What was said, to whom and when; each version is kept."),
            "empty": {
                "icon": "certificate",
                "title": _("No approved document to read yet"),
                "text": _("Documents appear here once they are approved and shared."),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


class DocumentVersionDetailView(VersionMixin, RecordDetailView):
    """One approved document: what it says, its files, its checksum."""

    template_name = "reports/version.html"
    verbs = ("share",)

    def history(self) -> list[Any] | None:  # type: ignore[override]
        own = self.object.country_id
        is_ours = own in self.actor.read_states if own else self.actor.coordinates
        return super().history() if is_ours else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        files = list(version.files.defer("content"))
        content = version.content
        context = {
            "title": version.title,
            "subtitle": _("%(kind)s, version %(number)s")
            % {"kind": version.get_kind_display(), "number": version.number},
            "breadcrumbs": [(_("Approved documents"), reverse("document-version-list"))],
            "content": content,
            "sections": [{**each, "told": told(each["text"])} for each in content["sections"]],
            "files": files,
            "waits": len(files) < len(WRITERS),
            "intact": checksum(content) == version.sha256,
            "marking": MARKINGS[version.audience],
        }
        return super().get_context_data(**{**context, **kwargs})


class DocumentVersionFileView(VersionMixin, View):
    """The PDF or the DOCX of an approved document, as it was made then."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return version_file(self.get_queryset(), self.kwargs["pk"], self.kwargs["format"])


def version_file(rows: QuerySet[Any], pk: Any, format_: str) -> HttpResponse:
    """The file of a version among ``rows``; 404 where it is not there or not made yet."""
    version = get_object_or_404(rows.defer("content"), pk=pk)
    found: DocumentFile | None = version.files.filter(format=format_).first()
    if found is None:
        raise Http404
    owner = version.country.code if version.country else "network"
    training = "-training" if version.is_training else ""
    kind = version.kind.replace("_", "-")
    name = f"{kind}-{owner}{training}-{version.approved_on}-v{version.number}.{format_}"
    return file_response(bytes(found.content), name)


class DocumentVersionShareView(VersionMixin, RecordUpdateView):
    """Open an approved document to more readers, or close it again."""

    form_class = ShareForm
    verb = "share"
    success_message = gettext_lazy("Saved.")

    def save(self, form: Any) -> DocumentVersion:
        return share_version(
            actor=self.actor,
            record=self.object,
            visibility=form.cleaned_data["visibility"],
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        context = {
            "title": _("Who reads this document"),
            "country": version.country,
            "breadcrumbs": [
                (_("Approved documents"), reverse("document-version-list")),
                (version.title, version.get_absolute_url()),
            ],
            "cancel_url": version.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})
