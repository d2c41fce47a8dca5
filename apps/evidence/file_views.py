"""Files in and out: what is added to a record, and what is given out after asking who asks."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, View

from apps.evidence import services
from apps.evidence.errors import DamagedEvidenceError
from apps.evidence.forms import AttachForm, LinkForm
from apps.evidence.integrity import blocks_of, open_revision
from apps.evidence.models import Opening, Revision
from apps.evidence.views import answer_sent, complain
from focalpoint.attachments import Carrier, carriers
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.views import ActorRequiredMixin

# A file never acts as a page of this site, whatever it holds: no scripts, no forms, no frames.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


class _AddView(ActorRequiredMixin, FormView):
    """Add evidence to the record that the address names."""

    roles = GOVERNMENT_WRITERS
    template_name = "evidence/attach.html"
    page = ""

    @cached_property
    def carrier(self) -> Carrier:
        found = carriers().get(self.kwargs["kind"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def record(self) -> Any:
        found = self.carrier.find(self.actor, self.kwargs["target"])
        if found is None:
            raise Http404
        if not allowed(self.actor, self.carrier.verb, found):
            raise PermissionDenied
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"effective_on": self.record.country.local_date(timezone.now())}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return {**kwargs, "actor": self.actor, "country": self.record.country}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.auto_id = f"{self.page}_%s"
        return form

    def add(self, given: dict[str, Any]) -> str:
        """Call the service, and return what to say of it."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            said = self.add(form.cleaned_data)
        except ValidationError as error:
            complain(form, error)
            return self.form_invalid(form)
        messages.success(self.request, said)
        here = self.record.get_absolute_url()
        # A record that is a part of a page says where on it.
        return answer_sent(self.request, here if "#" in here else f"{here}#evidence")

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = self.record.get_absolute_url()
        extra = {
            "title": _("Add evidence"),
            "subtitle": str(self.record),
            "breadcrumbs": [(self.carrier.reference(self.record), here)],
            "country": self.record.country,
            "cancel_url": here,
            "record": self.record,
            "kind": self.carrier.kind,
            "page": self.page,
            "max_bytes": settings.EVIDENCE_MAX_BYTES,
        }
        return super().get_context_data(**{**extra, **kwargs})


class AttachView(_AddView):
    """Add files, several at once: all of them or none."""

    page = "files"
    form_class = AttachForm

    def add(self, given: dict[str, Any]) -> str:
        found = services.attach_files(actor=self.actor, target=self.record, **given)
        number = len(found)
        return ngettext("One file is added.", "%(number)s files are added.", number) % {
            "number": number
        }


class LinkView(_AddView):
    """Add a link."""

    page = "link"
    form_class = LinkForm

    def add(self, given: dict[str, Any]) -> str:
        services.attach_link(actor=self.actor, target=self.record, **given)
        return _("The link is added.")


class RevisionFileView(ActorRequiredMixin, View):
    """The file of a revision, for those who may open it and only if it is what was handed in."""

    http_method_names = ("get", "head", "options")
    means = Opening.Means.DOWNLOAD
    inline = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        revision = revision_at(self.actor, **kwargs)
        if self.inline and not (revision.kind and revision.kind.shown):
            raise Http404
        try:
            return file_response(request, self.actor, revision, self.means, inline=self.inline)
        except DamagedEvidenceError:
            shown = {
                "title": _("This file is damaged"),
                "revision": revision,
                "item": revision.evidence,
                "country": revision.evidence.country,
            }
            return render(request, "evidence/damaged.html", shown, status=409)


class RevisionPreviewView(RevisionFileView):
    """The same for the page that shows it."""

    means = Opening.Means.PREVIEW
    inline = True


def revision_at(actor: Any, *, pk: Any, number: int) -> Revision:
    """The revision that an address names; 404 where the actor sees none, or it is a link."""
    rows = Revision.objects.visible_to(actor).filter(evidence=pk, number=number, url="")
    found: Revision | None = rows.select_related("evidence__country").first()
    if found is None:
        raise Http404
    return found


def file_response(
    request: HttpRequest, actor: Any, revision: Revision, means: str, *, inline: bool = False
) -> HttpResponseBase:
    """The file with headers that make it a file and nothing else.

    Raises ``PermissionDenied`` or ``DamagedEvidenceError``.
    """
    content = open_revision(actor=actor, revision=revision, means=means)
    # It is sent as it is, so that its length is known; most of it is compressed already.
    request.META["HTTP_ACCEPT_ENCODING"] = "identity"
    headers = {
        "Content-Length": str(revision.size),
        "Content-Disposition": content_disposition_header(not inline, revision.name) or "",
        "Content-Security-Policy": FILE_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    if request.method == "HEAD":
        content.close()
        return HttpResponse(content_type=revision.media_type, headers=headers)
    return StreamingHttpResponse(
        blocks_of(revision, content), content_type=revision.media_type, headers=headers
    )
