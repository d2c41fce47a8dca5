"""Forms of re-ratings: the new judgement, its withdrawal, who reads it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from apps.assessments.event_models import RiskEvent
from apps.assessments.forms import DRAFT_LEVELS, explained
from apps.assessments.levels import Level
from apps.assessments.rerating_models import JUDGED, LONGEST_REASON, FactorRerating
from apps.assessments.scales import KNOWLEDGE, LEVELS, TRENDS
from focalpoint.days import DayField
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm

# What a re-rating is compared with is the approved assessment, not the last one.
TREND_WORDS = _("since the approved assessment")


def reason_field(label: Any, **more: Any) -> forms.CharField:
    """A text that never becomes longer than the record takes."""
    return forms.CharField(
        label=label,
        # No `maxlength` in the browser: it would cut off a pasted text without a word.
        validators=[MaxLengthValidator(LONGEST_REASON)],
        widget=forms.Textarea(attrs={"rows": 4}),
        **more,
    )


class RerateForm(VersionedModelForm):
    """How a factor is judged from a day on, why, and what led to it."""

    level = forms.ChoiceField(
        label=_("Level of risk"),
        choices=[choice for choice in explained(LEVELS) if choice[0] in dict(JUDGED)],
        widget=forms.RadioSelect,
    )
    trend = forms.ChoiceField(label=_("Trend"), choices=explained(TRENDS))
    confidence = forms.ChoiceField(label=_("Strength of knowledge"), choices=explained(KNOWLEDGE))
    reason = reason_field(
        _("Why is it judged anew?"),
        help_text=_("What has changed since the approved assessment, and from which sources."),
    )
    prompted_by = forms.TypedMultipleChoiceField(
        label=_("Events that led to it"),
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
    )
    visibility = forms.ChoiceField(
        label=_("Who reads it"),
        choices=DRAFT_LEVELS,
        help_text=_("Other States read it only once the focal point or a deputy shares it."),
    )

    class Meta:
        model = FactorRerating
        fields = (
            "level",
            "effective_on",
            "trend",
            "confidence",
            "reason",
            "prompted_by",
            "visibility",
        )
        widgets = {"effective_on": DayInput}

    def __init__(self, *args: Any, offered: Sequence[RiskEvent] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.explanations = {"level": {str(k): v for k, v in LEVELS.items() if k != Level.UNKNOWN}}
        events: Any = self.fields["prompted_by"]
        events.choices = [(str(each.pk), f"{each.when}: {each.title}") for each in offered]
        if not offered:
            del self.fields["prompted_by"]


class WithdrawForm(VersionedModelForm):
    """Why a re-rating is taken back."""

    reason = reason_field(
        _("Why is it withdrawn?"),
        help_text=_("It stays to be seen with this reason, and counts for nothing."),
    )

    class Meta:
        model = FactorRerating
        fields: tuple[str, ...] = ()


class ReadersForm(VersionedModelForm):
    """Who reads a re-rating."""

    class Meta:
        model = FactorRerating
        fields = ("visibility",)
        labels = {"visibility": _("Who reads it")}
        help_texts = {"visibility": _("Whoever reads it reads its reason, too.")}


class DayForm(forms.Form):
    """The date as of which levels are shown; today when it is empty."""

    as_of = DayField(label=_("As of"), required=False, widget=DayInput)

    def day(self, today: dt.date) -> dt.date:
        """The date that was asked for; nothing is known of the future."""
        asked = self.cleaned_data.get("as_of") if self.is_valid() else None
        return min(asked or today, today)
