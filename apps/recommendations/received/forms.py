"""Forms of recommendations: the file, a name, the work on them, and a report."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Institution
from apps.recommendations import forms as forms_of_steps
from apps.recommendations.received_models import RecommendationProgress, RecommendationWork
from apps.treaties.sources.lists import MOST_BYTES
from focalpoint.actors import Actor
from focalpoint.days import DueField
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm


class FileForm(forms.Form):
    """The file to bring in."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xls,.json"}),
        help_text=_(
            "A table of UPR documents, an export of the Universal Human Rights Index (JSON, XLSX or"
            " CSV) or of UPR Info; up to 25 MB."
        ),
    )
    as_of = forms.DateField(
        label=_("Day of the file"),
        required=False,
        widget=DayInput,
        help_text=_("When it was fetched, where the file does not say it itself."),
    )
    url = forms.URLField(
        label=_("Where it comes from"), required=False, max_length=500, assume_scheme="https"
    )

    def __init__(self, *args: Any, own: Country | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        # Refused before it is read.
        if not file.size:
            raise ValidationError(_("The file is empty."))
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 25 MB."))
        return file

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        now = timezone.now()
        today = self.own.local_date(now) if self.own else now.date()
        if day and day > today:
            raise ValidationError(_("The file cannot be of a day to come."))
        return day


def institutions_of(actor: Actor, country: Country) -> Any:
    """The institutions of a State that may lead."""
    return Institution.objects.visible_to(actor).filter(country=country, is_active=True)


class WorkForm(VersionedModelForm):
    """Who leads on a recommendation, until when, and what a person says against the rule."""

    prevention = forms.TypedChoiceField(
        label=_("Touches atrocity prevention"),
        required=False,
        choices=[("", _("as the rule says")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )

    class Meta:
        model = RecommendationWork
        fields = ("lead", "due_on", "note", "prevention", "prevention_why")
        widgets = {"due_on": DayInput, "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead: Any = self.fields["lead"]
        lead.queryset = institutions_of(actor, self.instance.country)
        said = self.instance.prevention
        self.initial["prevention"] = "" if said is None else "yes" if said else "no"


class AssignForm(forms.Form):
    """Several recommendations to one institution."""

    lead = forms.ModelChoiceField(
        label=_("Lead institution"), queryset=Institution.objects.none(), empty_label=_("Choose")
    )
    due_on = DueField(label=_("Due"), required=False, widget=DayInput)

    def __init__(self, *args: Any, actor: Actor, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The filter above it has a field of the same name.
        self.auto_id = "assign_%s"
        lead: Any = self.fields["lead"]
        lead.queryset = institutions_of(actor, country)

    @property
    def changes(self) -> dict[str, Any]:
        """What was filled in: an empty date leaves the dates as they are."""
        given = self.cleaned_data
        return {name: given[name] for name in ("lead", "due_on") if given[name]}


class ReportForm(VersionedModelForm):
    """What was done on a recommendation."""

    approve = forms.BooleanField(
        label=_("Approve it at once"),
        required=False,
        help_text=_("You may approve reports; the network reads none that is not approved."),
    )

    class Meta:
        model = RecommendationProgress
        fields = ("status", "text", "effective_on", "visibility")
        widgets = {"text": forms.Textarea(attrs={"rows": 5}), "effective_on": DayInput}
        labels = {"text": _("What has been done"), "visibility": _("Who reads it")}
        help_texts = {
            "effective_on": _("The day from which this holds, not the day of writing."),
            "visibility": _("The network and the public read it once it is approved."),
        }

    def __init__(self, *args: Any, today: dt.date, may_approve: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("effective_on", today)
        if not may_approve:
            del self.fields["approve"]


class ReadersForm(forms_of_steps.ReadersForm):
    """Who reads a report."""

    class Meta(forms_of_steps.ReadersForm.Meta):
        model = RecommendationProgress  # type: ignore[assignment]
