"""Forms of resilience: one inhibitor, one structure."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from apps.assessments.models import Assessment
from apps.assessments.resilience_models import LONGEST_ACCOUNT, ResilienceStructure
from apps.assessments.scales import STRENGTHS
from apps.assessments.selectors import risk_factors
from apps.assessments.unsaved.forms import AutosavedForm
from apps.countries.models import Institution
from focalpoint.actors import Actor
from focalpoint.views import VersionedModelForm


class InhibitorForm(AutosavedForm):
    """How strong an inhibitor is, and the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    strength = forms.ChoiceField(
        label=_("Strength"),
        choices=[(str(value), value.label) for value in STRENGTHS],
        widget=forms.RadioSelect,
    )
    narrative = forms.CharField(
        label=_("Reasons"),
        required=False,
        # No `maxlength` in the browser: it would cut off a pasted text without a word.
        validators=[MaxLengthValidator(LONGEST_ACCOUNT)],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What holds, what does not, and from which sources you know."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.explanations = {str(value): words for value, words in STRENGTHS.items()}

    @property
    def changes(self) -> dict[str, Any]:
        """What the person entered, without the version."""
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


class StructureForm(AutosavedForm, VersionedModelForm):
    """One existing structure."""

    factors = forms.MultipleChoiceField(
        label=_("Factors that it mitigates"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ResilienceStructure
        fields = ("name", "institution", "mandate", "coverage", "strength", "gap", "factors")
        widgets = {
            "mandate": forms.Textarea(attrs={"rows": 3}),
            "gap": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, actor: Actor, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institution: Any = self.fields["institution"]
        rows = Institution.objects.visible_to(actor).filter(country=assessment.country_id)
        institution.queryset = rows.filter(is_active=True)
        factors: Any = self.fields["factors"]
        factors.choices = [(each.code, str(each)) for each in risk_factors(assessment.framework)]
