"""Forms of partnerships."""

from typing import Any

from apps.countries.models import Country, Institution
from apps.engagement.approval.forms import SharedForm, lines
from apps.engagement.partnerships.models import Milestone, Partner, Partnership
from focalpoint.actors import Actor
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm


class PartnershipForm(SharedForm):
    """A partnership."""

    class Meta:
        model = Partnership
        fields = ("title", "topic", "purpose", "starts_on", "ends_on", "outcome", "visibility")
        widgets = {
            "purpose": lines(4),
            "outcome": lines(4),
            "starts_on": DayInput,
            "ends_on": DayInput,
        }


class PartnerForm(VersionedModelForm):
    """One of the others."""

    class Meta:
        model = Partner
        fields = ("kind", "state", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance.partnership.country
        state: Any = self.fields["state"]
        rows = Country.objects.exclude(pk=own.pk).order_by("name")
        real = rows.exclude(kind="training")
        state.queryset = rows.filter(kind="training") if own.is_training else real


class MilestoneForm(VersionedModelForm):
    """What is to be reached by a day, and when it was."""

    class Meta:
        model = Milestone
        fields = ("title", "due_on", "institution", "reached_on")
        widgets = {"due_on": DayInput, "reached_on": DayInput}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.instance.partnership.country_id
        institution: Any = self.fields["institution"]
        institution.queryset = Institution.objects.visible_to(actor).filter(
            country=country, is_active=True
        )
