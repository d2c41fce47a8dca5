"""Pages of commitments made at meetings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from apps.engagement.approval.part_views import PartCreateView
from apps.engagement.approval.views import READERS
from apps.engagement.meetings.commitments import (
    add_commitment,
    change_commitment,
    close_commitment,
    remove_commitment,
)
from apps.engagement.meetings.forms import CommitmentCloseForm, CommitmentForm
from apps.engagement.meetings.models import CommitmentStatus, MeetingCommitment
from apps.engagement.meetings.selectors import commitments
from apps.engagement.meetings.tables import COMMITMENT_TONES
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.numbers import whole_number
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.views import (
    ActorRequiredMixin,
    RecordDetailView,
    RecordUpdateView,
    ScopedMixin,
)


def trail_to(commitment: MeetingCommitment) -> list[tuple[str, str]]:
    """The way to the page of a commitment."""
    whole = commitment.participation
    return [
        (_("Part taken"), reverse("participation-list")),
        (str(whole), whole.get_absolute_url()),
    ]


class CommitmentMixin(ScopedMixin):
    """Pages of commitments."""

    model = MeetingCommitment
    roles = READERS
    object: Any
    context_object_name: str | None = "record"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return commitments(self.actor)


class CommitmentCreateView(PartCreateView):
    """Record what the State promised at a meeting."""

    model = MeetingCommitment
    form_class = CommitmentForm
    success_message = gettext_lazy("The commitment is recorded.")
    list_name = "participation-list"
    list_title = gettext_lazy("Part taken")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor}

    def save(self, form: Any) -> MeetingCommitment:
        whole: Any = self.whole
        return add_commitment(actor=self.actor, participation=whole, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("New commitment"), **kwargs})


class CommitmentDetailView(CommitmentMixin, RecordDetailView):
    """One commitment, what became of it, and the actions that were made of it."""

    template_name = "engagement/commitment.html"
    verbs = ("change", "delete")

    def history(self) -> list[Any] | None:  # type: ignore[override]
        is_ours = self.object.participation.country_id in self.actor.read_states
        return super().history() if is_ours else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment = self.object
        whole = commitment.participation
        context = {
            "title": commitment.text,
            "subtitle": _("Commitment made at: %(meeting)s") % {"meeting": whole.title},
            "breadcrumbs": trail_to(commitment),
            "is_ours": whole.country_id in self.actor.read_states,
            "today": whole.country.local_date(timezone.now()),
            "commitment_tones": COMMITMENT_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class CommitmentUpdateView(CommitmentMixin, RecordUpdateView):
    """Change a commitment."""

    roles = GOVERNMENT_WRITERS
    form_class = CommitmentForm
    success_message = gettext_lazy("The commitment is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor}

    def save(self, form: Any) -> MeetingCommitment:
        return change_commitment(
            actor=self.actor,
            commitment=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment = self.object
        context = {
            "title": _("Edit the commitment"),
            "country": commitment.country,
            "breadcrumbs": trail_to(commitment),
            "cancel_url": commitment.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class CommitmentDeleteView(CommitmentMixin, RecordUpdateView):
    """Take away a commitment that was recorded by mistake."""

    roles = GOVERNMENT_WRITERS
    verb = "delete"
    fields = ()
    template_name = "generic/confirm.html"

    def form_valid(self, form: Any) -> HttpResponse:
        whole = self.object.participation
        remove_commitment(actor=self.actor, commitment=self.object)
        messages.success(self.request, _("The commitment is gone."))
        return HttpResponseRedirect(whole.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment = self.object
        context = {
            "title": _("Take the commitment away"),
            "text": _("For what was recorded by mistake. What is not kept is dropped instead."),
            "confirm": _("Take it away"),
            "country": commitment.country,
            "breadcrumbs": trail_to(commitment),
            "cancel_url": commitment.get_absolute_url(),
        }
        return {**super().get_context_data(**{**context, **kwargs}), "form": None}


class CommitmentCloseView(ActorRequiredMixin, View):
    """Say what became of a commitment; ``reopen`` takes that back."""

    roles = GOVERNMENT_WRITERS
    http_method_names: Any = ("get", "head", "post", "options")
    kwargs: dict[str, Any]

    @cached_property
    def commitment(self) -> MeetingCommitment:
        found: MeetingCommitment = get_object_or_404(commitments(self.actor), pk=self.kwargs["pk"])
        if not allowed(self.actor, "change", found):
            raise PermissionDenied
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.commitment.is_open:
            return HttpResponseRedirect(self.commitment.get_absolute_url())
        return self.shown(CommitmentCloseForm(initial={"to": CommitmentStatus.KEPT}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        commitment = self.commitment
        if "reopen" in request.POST:
            self.reopen(request.POST.get("version", ""))
            return HttpResponseRedirect(commitment.get_absolute_url())
        form = CommitmentCloseForm(request.POST)
        if form.is_valid():
            try:
                close_commitment(actor=self.actor, commitment=commitment, **form.cleaned_data)
            except ValidationError as error:
                for name, problems in error.message_dict.items():
                    form.add_error(name if name in form.fields else None, problems)
            except IllegalTransitionError:
                messages.error(request, _("Somebody closed it meanwhile."))
                return HttpResponseRedirect(commitment.get_absolute_url())
            else:
                return HttpResponseRedirect(commitment.get_absolute_url())
        return self.shown(form, status=422)

    def reopen(self, version: str) -> None:
        """Open it again; whoever clicks twice, or saw another version, is told."""
        try:
            close_commitment(
                actor=self.actor,
                commitment=self.commitment,
                to=CommitmentStatus.OPEN,
                version=whole_number(version),
            )
        except (IllegalTransitionError, StaleVersionError):
            messages.warning(self.request, _("Somebody changed it meanwhile. Look again."))
        else:
            messages.success(self.request, _("The commitment is open again."))

    def shown(self, form: CommitmentCloseForm, *, status: int = 200) -> HttpResponse:
        commitment = self.commitment
        context = {
            "title": _("Close the commitment"),
            "intro": commitment.text,
            "form": form,
            "submit": _("Close it"),
            "country": commitment.country,
            "breadcrumbs": trail_to(commitment),
            "cancel_url": commitment.get_absolute_url(),
        }
        return render(self.request, "generic/form.html", context, status=status)
