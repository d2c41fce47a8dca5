"""Forms of trainings."""

from typing import Any

from apps.countries.models import Institution
from apps.engagement.approval.forms import SharedForm, lines
from apps.engagement.trainings.models import Training, TrainingAttendance
from focalpoint.actors import Actor
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm


class TrainingForm(SharedForm):
    """A training."""

    class Meta:
        model = Training
        fields = (
            "title",
            "topic",
            "audience",
            "given_by",
            "language",
            "starts_on",
            "ends_on",
            "place",
            "outcome",
            "visibility",
        )
        widgets = {"starts_on": DayInput, "ends_on": DayInput, "outcome": lines(4)}


class AttendanceForm(VersionedModelForm):
    """How many came from one institution."""

    class Meta:
        model = TrainingAttendance
        fields = ("institution", "other", "number")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.instance.training.country_id
        institution: Any = self.fields["institution"]
        institution.queryset = Institution.objects.visible_to(actor).filter(
            country=country, is_active=True
        )
