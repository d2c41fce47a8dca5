"""Forms of priorities."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.assessments.events.selectors import factors_by_code
from apps.assessments.forms import DRAFT_LEVELS
from apps.assessments.models import Assessment, Status
from apps.countries.models import Country, Institution
from apps.recommendations.strategy.selectors import inhibitors_by_code
from apps.recommendations.strategy_models import Sphere, StrategyPriority
from apps.recommendations.strategy_text_models import Strategy, StrategyElement, StrategyVersion
from focalpoint.actors import Actor
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm
from focalpoint.visibility import Visibility


class PriorityForm(VersionedModelForm):
    """What the State wants to change, where, why, and what it answers."""

    sphere = forms.ChoiceField(
        label=_("At home or abroad?"), choices=Sphere.choices, widget=forms.RadioSelect
    )
    inhibitors = forms.MultipleChoiceField(
        label=_("Inhibitors that it strengthens"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The seven things that make these crimes less likely."),
    )
    factors = forms.MultipleChoiceField(
        label=_("Risk factors that it answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    assessment_reference = forms.ChoiceField(
        label=_("Assessment that it comes from"), required=False
    )
    visibility = forms.ChoiceField(label=_("Who sees the priority"), choices=DRAFT_LEVELS)

    class Meta:
        model = StrategyPriority
        fields = (
            "title",
            "sphere",
            "why",
            "inhibitors",
            "factors",
            "assessment_reference",
            "lead_institution",
            "starts_on",
            "target_on",
            "place",
            "visibility",
        )
        widgets = {
            "why": forms.Textarea(attrs={"rows": 4}),
            "starts_on": DayInput,
            "target_on": DayInput,
        }

    def __init__(self, *args: Any, actor: Actor, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        record = self.instance
        fields["inhibitors"].choices = _offered(inhibitors_by_code(), record.inhibitors)
        fields["factors"].choices = _offered(factors_by_code(), record.factors)
        institutions: QuerySet[Institution] = Institution.objects.visible_to(actor)
        fields["lead_institution"].queryset = institutions.filter(country=country, is_active=True)
        known = {each.reference: str(each) for each in _assessments(actor, country)}
        # One that the writer does not read stays where it is.
        kept = record.assessment_reference
        known.setdefault(kept, kept)
        fields["assessment_reference"].choices = [("", _("none by name")), *_named(known)]


class StrategyForm(VersionedModelForm):
    """How the strategy is called, and when it is looked at again."""

    class Meta:
        model = Strategy
        fields = ("title", "next_review_on")
        widgets = {"next_review_on": DayInput}


class ElementForm(VersionedModelForm):
    """Where the State stands with one element, and who answers for it."""

    class Meta:
        model = StrategyElement
        fields = ("text", "owner")
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, actor: Actor, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        institutions: QuerySet[Institution] = Institution.objects.visible_to(actor)
        owner.queryset = institutions.filter(country=country, is_active=True)


# An approved strategy is the State's, and no secret of one office.
VERSION_LEVELS = [(v, w) for v, w in Visibility.choices if v != Visibility.OFFICE]


class ApproveForm(forms.Form):
    """Who reads the version that is approved, and what the page shows of it."""

    # The checksum of what is shown; without it, nothing was seen.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    visibility = forms.ChoiceField(
        label=_("Who reads this version"),
        choices=VERSION_LEVELS,
        initial=Visibility.GOVERNMENT,
    )


class ShareForm(VersionedModelForm):
    """Who reads an approved strategy."""

    visibility = forms.ChoiceField(label=_("Who reads it"), choices=VERSION_LEVELS)
    reason = forms.CharField(label=_("Why?"), max_length=300, help_text=_("The history keeps it."))

    class Meta:
        model = StrategyVersion
        fields = ("visibility",)


def _assessments(actor: Actor, country: Country) -> QuerySet[Assessment]:
    rows: QuerySet[Assessment] = Assessment.objects.visible_to(actor).filter(country=country)
    return rows.exclude(status=Status.WITHDRAWN).order_by("-period_end", "-id")


def _named(known: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(value, words) for value, words in known.items() if value]


def _offered(known: Mapping[str, object], chosen: Iterable[str]) -> list[tuple[str, str]]:
    """What the catalogue has, and what was chosen of an earlier edition."""
    gone = {code: code for code in chosen if code not in known}
    return [(code, str(item)) for code, item in {**known, **gone}.items()]
