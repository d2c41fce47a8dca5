"""Pages on which people are invited to a consultation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View

from apps.assessments.consultation_models import ConsultationInvitation, ConsultationStatus
from apps.assessments.consultations.forms import InviteForm
from apps.assessments.consultations.invitation_services import (
    invite_contributors,
    renew_link,
    revoke_contributor,
)
from apps.assessments.consultations.views import ConsultationMixin
from focalpoint.policies import allowed


class InviteView(ConsultationMixin, FormView):  # type: ignore[type-arg]
    """Invite several people at once; each line that cannot be read is named."""

    form_class = InviteForm
    template_name = "generic/form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse()
        return super().get(request, *args, **kwargs)

    def refuse(self) -> None:
        if not allowed(self.actor, "invite", self.consultation):
            raise PermissionDenied

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.request.LANGUAGE_CODE}

    def form_valid(self, form: InviteForm) -> HttpResponse:
        try:
            made = invite_contributors(
                actor=self.actor, consultation=self.consultation, people=form.invitees
            )
        except ValidationError as error:
            form.add_error("people", error.messages)
            return self.form_invalid(form)
        told = _("Invited: %(number)s.") % {"number": len(made)}
        messages.success(self.request, told)
        return HttpResponseRedirect(f"{self.consultation.get_absolute_url()}#people")

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = self.consultation.status == ConsultationStatus.OPEN
        context = {
            "title": _("Invite people"),
            "submit": _("Invite"),
            "intro": _("The mails leave at once.")
            if is_open
            else _("The mails leave when you open the consultation."),
        }
        return super().get_context_data(**{**context, **kwargs})


class InvitationView(ConsultationMixin, View):
    """POST ``renew`` or ``revoke``: send a new link, or make it open nothing."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = ConsultationInvitation.objects.visible_to(self.actor)
        invitation = (
            rows.filter(consultation=self.consultation, pk=kwargs["invitation"])
            .select_related("consultation__country")
            .first()
        )
        if invitation is None:
            raise Http404
        try:
            if "renew" in request.POST:
                renew_link(actor=self.actor, invitation=invitation)
                messages.success(request, _("A new link is on its way; the old one is void."))
            else:
                revoke_contributor(actor=self.actor, invitation=invitation)
                messages.success(request, _("The link opens nothing any more."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(f"{self.consultation.get_absolute_url()}#people")
