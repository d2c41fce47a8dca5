"""Pages of what a State did at meetings: the list, one record, its forms, who went."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.engagement.approval.part_views import PartCreateView
from apps.engagement.approval.tabs import subject_tabs
from apps.engagement.approval.views import (
    SharedApproveView,
    SharedCreateView,
    SharedDeleteView,
    SharedDetailView,
    SharedListView,
    SharedMixin,
    SharedUpdateView,
    may_keep,
)
from apps.engagement.meetings.exports import PARTICIPATIONS
from apps.engagement.meetings.filters import ParticipationFilter
from apps.engagement.meetings.forms import DelegateForm, ParticipationForm
from apps.engagement.meetings.models import Delegate, Gathering, Participation
from apps.engagement.meetings.selectors import (
    commitments,
    delegates,
    gatherings,
    participations,
)
from apps.engagement.meetings.services import (
    add_delegate,
    change_participation,
    record_participation,
    remove_delegate,
)
from apps.engagement.meetings.tables import (
    COMMITMENT_TONES,
    PRESENCE_TONES,
    STATEMENT_TONES,
    ParticipationTable,
)
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.views import RecordUpdateView


class ParticipationMixin(SharedMixin):
    """Pages of what States did at meetings."""

    model = Participation
    list_name = "participation-list"
    list_title = gettext_lazy("Part taken")

    def get_queryset(self) -> QuerySet[Any, Any]:
        return participations(self.actor)


class ParticipationListView(ParticipationMixin, SharedListView):
    """The own State's part in meetings; abroad, what States share."""

    template_name = "engagement/list.html"
    table_class = ParticipationTable
    filterset_class = ParticipationFilter
    export = PARTICIPATIONS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = may_keep(self.actor, Participation)
        new = {
            "label": _("Record a meeting"),
            "url": reverse("participation-create"),
            "icon": "plus",
        }
        context = {
            "title": _("Engagement"),
            "subtitle": _("Who attended, what was said, and what was promised there."),
            "tabs": subject_tabs(self.list_name),
            "page_actions": [{**new, "primary": True, "shortcut": "c"}] if may else [],
            "empty": {
                "icon": "users-group",
                "title": _("Nothing recorded yet"),
                "text": _("Record your part from the calendar of meetings, or a meeting of yours."),
                **({"url": new["url"], "action": new["label"]} if may else {}),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


class ParticipationDetailView(ParticipationMixin, SharedDetailView):
    """What a State did at one meeting."""

    template_name = "engagement/participation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        context = {
            "subtitle": record.get_kind_display(),
            "delegates": list(delegates(record, self.actor)) if self.is_ours else [],
            "commitments": list(commitments(self.actor).filter(participation=record)),
            "today": record.country.local_date(timezone.now()),
            "presence_tones": PRESENCE_TONES,
            "statement_tones": STATEMENT_TONES,
            "commitment_tones": COMMITMENT_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class _FormMixin(ParticipationMixin):
    form_class: Any = ParticipationForm

    @property
    def of_calendar(self) -> bool:
        """Whether the facts of the meeting stand in the calendar."""
        return self.object is not None and self.object.gathering_id is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "of_calendar": self.of_calendar}


class ParticipationCreateView(_FormMixin, SharedCreateView):
    """Record a meeting that is not in the calendar."""

    success_message = gettext_lazy("Recorded.")
    gathering: Gathering | None = None

    def save(self, form: Any) -> Participation:
        return record_participation(
            actor=self.actor,
            country=self.actor.country,
            fields=form.changes,
            gathering=self.gathering,
            approve=form.approves,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("Record a meeting"), **kwargs})


class ParticipationRecordView(ParticipationCreateView):
    """Record the State's part in a meeting of the calendar."""

    @cached_property
    def gathering(self) -> Gathering:  # type: ignore[override]
        found: Gathering = get_object_or_404(gatherings(self.actor), pk=self.kwargs["pk"])
        return found

    @property
    def of_calendar(self) -> bool:
        return True

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        today = self.actor.country.local_date(timezone.now())
        if self.gathering.starts_on > today:
            kwargs["initial"] = {**kwargs["initial"], "presence": "planned"}
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.gathering
        context = {
            "title": _("Our part in: %(meeting)s") % {"meeting": meeting.title},
            "breadcrumbs": [
                (_("Meetings"), reverse("gathering-list")),
                (meeting.title, meeting.get_absolute_url()),
            ],
            "cancel_url": meeting.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class ParticipationUpdateView(_FormMixin, SharedUpdateView):
    """Change what was recorded of a meeting."""

    success_message = gettext_lazy("Saved.")

    def save(self, form: Any) -> Participation:
        return change_participation(
            actor=self.actor,
            participation=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )


class ParticipationApproveView(ParticipationMixin, SharedApproveView):
    """Approve what was recorded, and decide who reads it."""


class ParticipationDeleteView(ParticipationMixin, SharedDeleteView):
    """Take away what was recorded by mistake."""


class DelegateCreateView(PartCreateView):
    """Add a person who attended."""

    model = Delegate
    form_class = DelegateForm
    list_name = "participation-list"
    list_title = gettext_lazy("Part taken")

    def save(self, form: Any) -> Delegate:
        whole: Any = self.whole
        return add_delegate(actor=self.actor, participation=whole, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Who attended"),
            "intro": _("Names stay with your government, however far the record is shared."),
            "submit": _("Add the person"),
        }
        return super().get_context_data(**{**context, **kwargs})


class DelegateDeleteView(RecordUpdateView):
    """Take a person off the delegation."""

    model = Delegate
    roles = GOVERNMENT_WRITERS
    verb = "delete"
    fields = ()
    template_name = "generic/confirm.html"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return super().get_queryset().select_related("participation__country")

    def form_valid(self, form: Any) -> HttpResponse:
        remove_delegate(actor=self.actor, delegate=self.object)
        messages.success(self.request, _("Taken off the delegation."))
        return HttpResponseRedirect(self.object.participation.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        whole = self.object.participation
        context = {
            "title": _("Take %(name)s off the delegation") % {"name": self.object.name},
            "confirm": _("Take off"),
            "country": whole.country,
            "breadcrumbs": [
                (_("Part taken"), reverse("participation-list")),
                (str(whole), whole.get_absolute_url()),
            ],
            "cancel_url": whole.get_absolute_url(),
        }
        return {**super().get_context_data(**{**context, **kwargs}), "form": None}
