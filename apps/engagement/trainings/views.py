"""Pages of trainings."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.engagement.approval.part_views import PartCreateView, PartDeleteView
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
from apps.engagement.trainings.exports import TRAININGS
from apps.engagement.trainings.filters import TrainingFilter
from apps.engagement.trainings.forms import AttendanceForm, TrainingForm
from apps.engagement.trainings.models import Training, TrainingAttendance
from apps.engagement.trainings.selectors import attendances, trainings
from apps.engagement.trainings.services import change_training, count_attendance, record_training
from apps.engagement.trainings.tables import TrainingTable

TITLE = gettext_lazy("Trainings")


class TrainingMixin(SharedMixin):
    """Pages of trainings."""

    model = Training
    list_name = "training-list"
    list_title = TITLE

    def get_queryset(self) -> QuerySet[Any, Any]:
        return trainings(self.actor)


class TrainingListView(TrainingMixin, SharedListView):
    """The trainings of the own State, or those that States share."""

    template_name = "engagement/list.html"
    table_class = TrainingTable
    filterset_class = TrainingFilter
    export = TRAININGS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = may_keep(self.actor, Training)
        new = {"label": _("New training"), "url": reverse("training-create"), "icon": "plus"}
        context = {
            "title": _("Engagement"),
            "subtitle": _("Trainings given and attended: what about, for whom, how many came."),
            "tabs": subject_tabs(self.list_name),
            "page_actions": [{**new, "primary": True, "shortcut": "c"}] if may else [],
            "empty": {
                "icon": "school",
                "title": _("No training yet"),
                "text": _("Record a training with numbers by institution; names are not needed."),
                **({"url": new["url"], "action": new["label"]} if may else {}),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


class TrainingDetailView(TrainingMixin, SharedDetailView):
    """One training, and how many came from where."""

    template_name = "engagement/training.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        context = {
            "subtitle": record.get_topic_display(),
            "attendances": list(attendances(record, self.actor)),
        }
        return super().get_context_data(**{**context, **kwargs})


class TrainingCreateView(TrainingMixin, SharedCreateView):
    """Record a training."""

    form_class = TrainingForm
    success_message = gettext_lazy("The training is recorded.")

    def save(self, form: Any) -> Training:
        return record_training(
            actor=self.actor,
            country=self.actor.country,
            fields=form.changes,
            approve=form.approves,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("New training"), **kwargs})


class TrainingUpdateView(TrainingMixin, SharedUpdateView):
    """Change what was recorded of a training."""

    form_class = TrainingForm
    success_message = gettext_lazy("The training is saved.")

    def save(self, form: Any) -> Training:
        return change_training(
            actor=self.actor,
            training=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )


class TrainingApproveView(TrainingMixin, SharedApproveView):
    """Approve a training, and decide who reads it."""


class TrainingDeleteView(TrainingMixin, SharedDeleteView):
    """Take away what was recorded by mistake."""


class AttendanceCreateView(PartCreateView):
    """Say how many came from one institution."""

    model = TrainingAttendance
    form_class = AttendanceForm
    list_name = "training-list"
    list_title = TITLE

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor}

    def save(self, form: Any) -> TrainingAttendance:
        whole: Any = self.whole
        return count_attendance(actor=self.actor, training=whole, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("Who came"), "submit": _("Add"), **kwargs})


class AttendanceDeleteView(PartDeleteView):
    """Take a number away."""

    model = TrainingAttendance
    list_name = "training-list"
    list_title = TITLE
    event = "attendance.removed"
