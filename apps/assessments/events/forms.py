"""Forms of events."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.assessments.event_models import Exactness, RiskEvent
from apps.assessments.events.selectors import factors_by_code
from apps.assessments.forms import DRAFT_LEVELS
from apps.assessments.rerating.forms import reason_field
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm


class EventForm(VersionedModelForm):
    """What happened, how it is known, and which factors it bears on."""

    exactness = forms.ChoiceField(
        label=_("How exactly is the date known?"),
        choices=Exactness.choices,
        initial=Exactness.DAY,
        required=False,
        help_text=_("Where only the month or the year is known, any day of it will do."),
    )
    source_url = forms.URLField(
        label=_("Address of the source"), required=False, max_length=500, assume_scheme="https"
    )
    factors = forms.MultipleChoiceField(
        label=_("Factors that it bears on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    visibility = forms.ChoiceField(label=_("Who sees the event"), choices=DRAFT_LEVELS)

    class Meta:
        model = RiskEvent
        fields = (
            "title",
            "kind",
            "occurred_on",
            "exactness",
            "place",
            "description",
            "source",
            "source_url",
            "reliability",
            "factors",
            "visibility",
        )
        widgets = {
            "occurred_on": DayInput,
            "description": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {code: str(factor) for code, factor in factors_by_code().items()}
        # What a later edition of the framework no longer has can still be left as it is.
        gone = {code: code for code in self.instance.factors if code not in known}
        factors: Any = self.fields["factors"]
        factors.choices = list({**known, **gone}.items())

    def clean_exactness(self) -> str:
        return self.cleaned_data["exactness"] or Exactness.DAY


class WithdrawEventForm(VersionedModelForm):
    """Why an event is taken back."""

    reason = reason_field(
        _("Why is it withdrawn?"),
        help_text=_(
            "It stays to be seen with this reason, counts for nothing, and cannot come back."
        ),
    )

    class Meta:
        model = RiskEvent
        fields: tuple[str, ...] = ()
