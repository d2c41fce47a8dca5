"""Pages of contributors' files: attaching and taking out, and what the office does with them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import View

from apps.assessments.consultations.contribution_services import contribution_of
from apps.assessments.consultations.views import ConsultationMixin
from apps.assessments.guest_file_models import SubmissionFile
from apps.assessments.guest_files.forms import TakeUpForm
from apps.assessments.guest_files.services import attach_file, take_out_file, take_up_file
from apps.assessments.guests.views import GuestView
from apps.evidence.file_views import FILE_POLICY
from focalpoint.actors import Actor


class GuestFilesView(GuestView):
    """POST: ``file`` and ``question`` attach one, ``remove`` takes one out."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        try:
            if "remove" in request.POST:
                take_out_file(actor=actor, file_id=key_of(request.POST["remove"]))
            else:
                self.attach(actor, request.FILES.get("file"))
        except ValidationError as error:
            draft = contribution_of(actor)
            self.file_problems = error.messages
            return self.shown(actor, self.form(actor, draft), draft, status=422)
        place = reverse("guest-consultation", args=[self.kwargs["pk"]])
        return HttpResponseRedirect(f"{place}#files")

    def attach(self, actor: Actor, file: Any) -> None:
        if file is None:
            raise ValidationError({"file": _("Choose a file.")})
        attach_file(actor=actor, question_id=self.request.POST.get("question", ""), file=file)


class _FileMixin(ConsultationMixin):
    """One file of an answer, for those of the office who read the answer."""

    @cached_property
    def file(self) -> SubmissionFile:
        rows = SubmissionFile.objects.visible_to(self.actor).filter(
            pk=self.kwargs["file"],
            submission=self.kwargs["submission"],
            submission__consultation=self.consultation,
        )
        found = rows.select_related("submission__consultation__assessment__country").first()
        if found is None:
            raise Http404
        return found


class SubmissionFileView(_FileMixin, View):
    """The file as a download: it never acts as a page of this site."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        headers = {
            "Content-Disposition": content_disposition_header(True, self.file.name) or "",
            "Content-Security-Policy": FILE_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(
            bytes(self.file.content), content_type=self.file.media_type, headers=headers
        )


class TakeUpView(_FileMixin, View):
    """POST: make the file evidence of the assessment, and of ``indicator`` where one is named."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        file = self.file
        form = TakeUpForm(request.POST, assessment=self.consultation.assessment)
        try:
            if not form.is_valid():
                raise ValidationError(_("This is no indicator of the assessment's framework."))
            item = take_up_file(
                actor=self.actor, file=file, indicator=form.cleaned_data["indicator"]
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            said = _("“%(file)s” is evidence of the assessment now.")
            messages.success(request, said % {"file": item.title})
        return HttpResponseRedirect(f"{file.submission.get_absolute_url()}#files")


def key_of(text: str) -> uuid.UUID:
    """A key that a form sent back; 404 for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error
