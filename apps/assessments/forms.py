"""Forms of assessments: the frame, a rating, and each step to another status."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.assessments.comment_models import LONGEST_COMMENT
from apps.assessments.models import (
    LONGEST_TEXT,
    Assessment,
    AssessmentSnapshot,
    Extent,
    FactorRating,
)
from apps.assessments.scales import KNOWLEDGE, LEVELS, TRENDS
from apps.assessments.unsaved.forms import AutosavedForm
from apps.countries.models import Country, Institution
from focalpoint.actors import Actor
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm
from focalpoint.visibility import NETWORK_LEVELS, Visibility

# A draft stays in its State: only the approved assessment goes further.
DRAFT_LEVELS = [choice for choice in Visibility.choices if choice[0] not in NETWORK_LEVELS]


def narrative_field(label: Any, *, rows: int = 4, required: bool = True, **more: Any) -> Any:
    """A text of several lines that never becomes longer than the record takes."""
    return forms.CharField(
        label=label,
        required=required,
        # No `maxlength` in the browser: it would cut off a pasted text without a word.
        validators=[MaxLengthValidator(LONGEST_TEXT)],
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


class AssessmentForm(VersionedModelForm):
    """What is assessed, when, how and by whom."""

    visibility = forms.ChoiceField(
        label=_("Who sees the draft"),
        choices=DRAFT_LEVELS,
        help_text=_("You choose who reads the approved assessment when it is approved."),
    )

    class Meta:
        model = Assessment
        fields = (
            "title",
            "period_start",
            "period_end",
            "lead_institution",
            "context",
            "method",
            "contributors",
            "visibility",
            "next_review_on",
        )
        widgets = {
            "period_start": DayInput,
            "period_end": DayInput,
            "next_review_on": DayInput,
            "method": forms.Textarea(attrs={"rows": 4}),
            "context": forms.Textarea(attrs={"rows": 4}),
            "contributors": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "context": _("What the assessment covers: territory, populations, events."),
            "method": _("Sources, people heard, how ratings were reached."),
            "next_review_on": _("You are reminded before this day. It can be set later."),
        }

    def __init__(self, *args: Any, actor: Actor, country: Country | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institutions = Institution.objects.visible_to(actor).filter(country=country)
        lead: Any = self.fields["lead_institution"]
        lead.queryset = institutions.filter(is_active=True)
        if self.instance._state.adding and country is not None:
            self.initial.setdefault("lead_institution", actor.office_in(country.pk))


class FollowUpForm(VersionedModelForm):
    """What may still be set once an assessment is approved."""

    class Meta:
        model = Assessment
        fields = ("next_review_on",)
        widgets = {"next_review_on": DayInput}
        help_texts = {"next_review_on": _("You are reminded before this day.")}


def explained(choices: Mapping[Any, Promise]) -> list[tuple[str, Any]]:
    """The choices of a scale, in its order."""
    return [(str(value), value.label) for value in choices]


class RatingForm(AutosavedForm, VersionedModelForm):
    """A person's judgement of one factor."""

    level = forms.ChoiceField(
        label=_("Level of risk"), choices=explained(LEVELS), widget=forms.RadioSelect
    )
    trend = forms.ChoiceField(label=_("Trend"), choices=explained(TRENDS), widget=forms.RadioSelect)
    confidence = forms.ChoiceField(
        label=_("Strength of knowledge"),
        choices=explained(KNOWLEDGE),
        widget=forms.RadioSelect,
    )
    narrative = narrative_field(
        _("Reasons"),
        rows=5,
        required=False,
        help_text=_("What you saw, which indicators carry the judgement, and from which sources."),
    )

    divergence_reason = narrative_field(
        _("Why does the level differ from what was found?"),
        rows=3,
        required=False,
        help_text=_("Asked where the level is not what the findings, or the institutions, say."),
    )

    class Meta:
        model = FactorRating
        fields = ("level", "divergence_reason", "trend", "confidence", "narrative")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.explanations = {
            "level": {str(k): v for k, v in LEVELS.items()},
            "trend": {str(k): v for k, v in TRENDS.items()},
            "confidence": {str(k): v for k, v in KNOWLEDGE.items()},
        }


class StepForm(VersionedModelForm):
    """A step to another status: the version that the person saw, and what the step asks for."""

    class Meta:
        model: type[Model] = Assessment
        fields: tuple[str, ...] = ()


class SubmitForm(StepForm):
    """Only asked for a reason where factors are left unrated."""

    unrated_reason = narrative_field(
        _("Why are these factors left open?"),
        rows=3,
        help_text=_("The approved assessment will say this."),
    )

    left_open = narrative_field(
        _("Why do these comments stay open?"),
        rows=3,
        help_text=_("It becomes the last word in each of them."),
    )

    def __init__(self, *args: Any, unrated: int, open_comments: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not unrated:
            del self.fields["unrated_reason"]
        if not open_comments:
            del self.fields["left_open"]


class ReturnForm(StepForm):
    """What is to be changed, as a whole and factor by factor."""

    comment = narrative_field(_("What is to be changed?"))

    def __init__(self, *args: Any, ratings: Sequence[FactorRating], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {f"factor-{each.factor.code}": each.factor.code for each in ratings}
        for each in ratings:
            field = narrative_field(str(each.factor), rows=2, required=False)
            field.validators = [MaxLengthValidator(LONGEST_COMMENT)]
            self.fields[f"factor-{each.factor.code}"] = field

    @property
    def by_factor(self) -> list[Any]:
        """The fields of the factors, for the page."""
        return [self[name] for name in self.codes]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        said = {code: given.pop(name, "") for name, code in self.codes.items()}
        given["factor_comments"] = {code: text for code, text in said.items() if text}
        return given


class ReasonForm(StepForm):
    reason = narrative_field(_("Why?"), rows=3)


class ApproveForm(StepForm):
    record_kind = AssessmentSnapshot

    # The checksum of what the page shows; without it, nothing was seen.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    visibility = forms.ChoiceField(
        label=_("Who reads the approved assessment"),
        choices=Visibility.choices,
        initial=Visibility.GOVERNMENT,
        help_text=_("You can open it further, or close it again, at any time."),
    )
    next_review_on = forms.DateField(
        label=_("Next review"),
        required=False,
        widget=DayInput,
        help_text=_("Your office is reminded before this day."),
    )


class ShareForm(VersionedModelForm):
    """Who reads an approved assessment, and how much of it goes abroad."""

    extent = forms.ChoiceField(
        label=_("What readers abroad see"),
        choices=Extent.choices,
        initial=Extent.FULL,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Counts where the network or everybody reads it. By levels only, they see level, trend"
            " and knowledge of each factor, and how strong each inhibitor is; the texts stay in"
            " your State."
        ),
    )
    reason = narrative_field(_("Why?"), rows=3, help_text=_("The history keeps it."))

    class Meta:
        model = AssessmentSnapshot
        fields = ("visibility",)

    field_order = ("visibility", "extent", "reason")
