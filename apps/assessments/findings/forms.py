"""The form of one finding."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from apps.assessments.finding_models import LONGEST_NOTE, Presence, Reliability
from apps.assessments.findings.selectors import Line
from apps.assessments.scales import PRESENCES, RELIABILITIES
from apps.assessments.unsaved.forms import AutosavedForm
from apps.evidence.models import Evidence
from focalpoint.ui.widgets import DayInput


class PresenceForm(forms.Form):
    """What was found, in one press of a button, and the version of the finding that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    presence = forms.ChoiceField(
        label=_("Finding"),
        choices=[(str(value), value.label) for value in PRESENCES],
        widget=forms.RadioSelect,
    )

    @property
    def changes(self) -> dict[str, Any]:
        """What the person entered, without the version."""
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


class FindingForm(AutosavedForm, PresenceForm):
    """The finding with what it rests on: ``items`` of evidence to choose from, beside others."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        # No `maxlength` in the browser: it would cut off a pasted text without a word.
        validators=[MaxLengthValidator(LONGEST_NOTE)],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    observed_on = forms.DateField(
        label=_("As of"),
        required=False,
        widget=DayInput,
        help_text=_("The day on which what it rests on was so."),
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=300)
    reliability = forms.ChoiceField(
        label=_("Reliability of the source"),
        choices=[(str(value), value.label) for value in RELIABILITIES],
        required=False,
    )
    evidence = forms.TypedMultipleChoiceField(
        label=_("Evidence"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, items: list[Evidence], line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = {str(item.pk): item for item in items}
        before = line.finding.evidence if line.finding else []
        self.unseen = [pk for pk in before if str(pk) not in ids]
        field: Any = self.fields["evidence"]
        field.choices = [(pk, item.title) for pk, item in ids.items()]
        field.coerce = lambda pk: ids[pk].pk
        self.explanations = {str(value): words for value, words in PRESENCES.items()}

    def clean_evidence(self) -> list[UUID]:
        """What the person cannot choose stays with the finding."""
        return [*self.cleaned_data["evidence"], *self.unseen]

    def clean_reliability(self) -> str:
        """What nobody chose is not stated."""
        return self.cleaned_data["reliability"] or Reliability.UNKNOWN


def values_of(line: Line) -> dict[str, Any]:
    """What the form begins with: the finding as it stands."""
    finding = line.finding
    if finding is None:
        return {"version": 0, "presence": Presence.UNKNOWN, "reliability": Reliability.UNKNOWN}
    return {
        "version": finding.version,
        "presence": finding.presence,
        "note": finding.note,
        "observed_on": finding.observed_on,
        "source": finding.source,
        "reliability": finding.reliability,
        "evidence": [str(pk) for pk in finding.evidence],
    }
