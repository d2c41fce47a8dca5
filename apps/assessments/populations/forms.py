"""Forms of populations at risk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.assessments.forms import narrative_field
from apps.assessments.models import Assessment
from apps.assessments.population_models import Audience, PopulationAtRisk
from apps.assessments.populations.services import possible_readers
from apps.assessments.selectors import risk_factors
from focalpoint.views import VersionedModelForm


class PopulationForm(VersionedModelForm):
    """What is known of a population at risk."""

    factors = forms.MultipleChoiceField(
        label=_("Risk factors"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PopulationAtRisk
        fields = ("name", "description", "place", "why", "measures", "factors")
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("description", "why", "measures")
        }
        help_texts = {"name": _("Name nobody in person: a list like this must harm none of them.")}

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        factors: Any = self.fields["factors"]
        factors.choices = [(each.code, str(each)) for each in risk_factors(assessment.framework)]


class ReadersForm(VersionedModelForm):
    """Who may see a population, and why."""

    audience = forms.ChoiceField(
        label=_("Who may see it, beside the focal point and the deputies"),
        choices=Audience.choices,
        widget=forms.RadioSelect,
    )
    readers = forms.TypedMultipleChoiceField(
        label=_("People named"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = narrative_field(_("Why?"), rows=3, help_text=_("The history keeps it."))

    class Meta:
        model = PopulationAtRisk
        fields = ("audience", "readers")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {str(user.pk): user for user in possible_readers(self.instance.country_id)}
        readers: Any = self.fields["readers"]
        readers.choices = [(key, str(user)) for key, user in people.items()]
        readers.coerce = lambda key: people[key].pk
        self.initial["readers"] = [str(key) for key in self.instance.readers]

    def clean_readers(self) -> list[Any]:
        """Whom the form does not offer any more stays as they were."""
        offered = {key for key, _name in self.fields["readers"].choices}  # type: ignore[attr-defined]
        gone = [key for key in self.instance.readers if str(key) not in offered]
        return [*self.cleaned_data["readers"], *gone]
