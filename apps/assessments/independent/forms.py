"""Forms of independent ratings: whom to ask, a rating, and what becomes of a request."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from apps.assessments.forms import explained
from apps.assessments.independent_models import (
    LONGEST_GROUNDS,
    LONGEST_QUESTION,
    LONGEST_WHY,
    RatingRequest,
)
from apps.assessments.models import Assessment
from apps.assessments.scales import KNOWLEDGE, LEVELS, TRENDS
from apps.assessments.selectors import risk_factors
from apps.assessments.unsaved.forms import AutosavedForm
from apps.countries.models import Institution
from focalpoint.actors import Actor
from focalpoint.days import DueField
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm


def text_field(label: Any, longest: int, *, rows: int = 3, **more: Any) -> forms.CharField:
    """A text that never becomes longer than the record takes."""
    return forms.CharField(
        label=label,
        # No `maxlength` in the browser: it would cut off a pasted text without a word.
        validators=[MaxLengthValidator(longest)],
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


class AskForm(forms.Form):
    """Which institutions are asked about which factors, and until when."""

    institutions = forms.ModelMultipleChoiceField(
        label=_("Institutions"),
        queryset=Institution.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each is asked for itself, and sees neither the others nor what they say."),
    )
    factors = forms.MultipleChoiceField(
        label=_("Factors"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those of which these institutions know something."),
    )
    question = text_field(
        _("What do you ask of them?"),
        LONGEST_QUESTION,
        required=False,
        help_text=_("What you need their view for, and what they should look at."),
    )
    due_on = DueField(
        label=_("Hand in by"),
        widget=DayInput,
        help_text=_("They are reminded before this day."),
    )

    def __init__(self, *args: Any, actor: Actor, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = RatingRequest.objects.visible_to(actor).filter(assessment=assessment, ended_at=None)
        institutions: Any = self.fields["institutions"]
        institutions.queryset = (
            Institution.objects.visible_to(actor)
            .filter(country=assessment.country_id, is_active=True)
            .exclude(pk=assessment.office_id)
            .exclude(pk__in=asked.values("institution"))
            .order_by("name")
        )
        factors: Any = self.fields["factors"]
        factors.choices = [(each.code, str(each)) for each in risk_factors(assessment.framework)]


class OpinionForm(AutosavedForm):
    """An institution's own judgement of one factor, and the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    level = forms.ChoiceField(
        label=_("Level of risk"), choices=explained(LEVELS), widget=forms.RadioSelect
    )
    trend = forms.ChoiceField(label=_("Trend"), choices=explained(TRENDS), widget=forms.RadioSelect)
    confidence = forms.ChoiceField(
        label=_("Strength of knowledge"),
        choices=explained(KNOWLEDGE),
        widget=forms.RadioSelect,
    )
    narrative = text_field(
        _("Reasons"),
        LONGEST_GROUNDS,
        rows=5,
        required=False,
        help_text=_("What your institution sees, and from which sources."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.explanations = {
            "level": {str(k): v for k, v in LEVELS.items()},
            "trend": {str(k): v for k, v in TRENDS.items()},
            "confidence": {str(k): v for k, v in KNOWLEDGE.items()},
        }

    @property
    def changes(self) -> dict[str, Any]:
        """What the person entered, without the version."""
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


class RequestStepForm(VersionedModelForm):
    """A step of a request: nothing to fill in but its version."""

    class Meta:
        model = RatingRequest
        fields: tuple[str, ...] = ()


class MoveForm(RequestStepForm):
    due_on = DueField(
        label=_("Hand in by"),
        widget=DayInput,
        help_text=_("The institution is told of the new day."),
    )

    class Meta(RequestStepForm.Meta):
        fields = ("due_on",)


class WithdrawForm(RequestStepForm):
    reason = text_field(
        _("Why is it not needed any more?"),
        LONGEST_WHY,
        help_text=_("The institution reads this. What it has written stays its own."),
    )


class GiveBackForm(RequestStepForm):
    reason = text_field(
        _("What is to be changed?"),
        LONGEST_WHY,
        help_text=_("The institution reads this, and hands its rating in anew."),
    )
