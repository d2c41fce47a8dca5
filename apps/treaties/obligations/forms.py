"""Forms of duties and their dates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.treaties.obligations.choices import BY_HAND, BY_PEOPLE, DateSource, DueKind, DutyKind
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from apps.treaties.obligations.selectors import institutions_of, people_of
from apps.treaties.obligations.services import HAND_KINDS
from focalpoint.actors import Actor
from focalpoint.days import DayField, DueField
from focalpoint.sharing import offer_levels
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm

NOTE = forms.Textarea(attrs={"rows": 3})


class _KeepingForm(VersionedModelForm):
    """Offers the institutions, people and levels of the State."""

    def __init__(self, *args: Any, actor: Actor, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {"lead_institution": institutions_of, "responsible": people_of}
        for name, rows in offered.items():
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = rows(actor, country)
        if "visibility" in self.fields:
            new = self.instance._state.adding
            probe = self._meta.model(country=country) if new else self.instance
            before = None if new else self.instance.visibility
            offer_levels(self.fields["visibility"], actor, probe, before=before)


class ObligationForm(_KeepingForm):
    """A duty by hand, with its first date."""

    ORDER = (
        "kind",
        "title",
        "body",
        "due_kind",
        "due_on",
        "source",
        "lead_institution",
        "responsible",
        "visibility",
        "note",
    )

    due_on = DueField(label=_("Due"), widget=DayInput)
    due_kind = forms.ChoiceField(
        label=_("What is due"),
        choices=[(kind.value, kind.label) for kind in BY_HAND],
        initial=DueKind.OTHER,
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("Where the date is written: a letter, a document symbol, a decision."),
    )

    class Meta:
        model = ReportingObligation
        fields = (
            "kind",
            "title",
            "body",
            "lead_institution",
            "responsible",
            "visibility",
            "note",
        )
        widgets = {"note": NOTE}
        help_texts = {
            "title": _("Such as: Report to the regional human rights commission."),
            "body": _("To whom it is owed."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(k.value, k.label) for k in map(DutyKind, HAND_KINDS)]
        self.fields["title"].required = True
        self.order_fields(self.ORDER)


class ObligationKeepingForm(_KeepingForm):
    """Who answers for a duty, and who reads it."""

    class Meta:
        model = ReportingObligation
        fields = ("title", "body", "lead_institution", "responsible", "visibility", "note")
        widgets = {"note": NOTE}
        help_texts = {
            "lead_institution": _("Its open dates follow, unless they have been given to another.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_derived:
            del self.fields["title"], self.fields["body"]


class OccurrenceForm(_KeepingForm):
    """A date by hand; one that has passed may say what became of it."""

    submitted_on = DayField(
        label=_("Submitted on"),
        widget=DayInput,
        required=False,
        help_text=_("Only if it was handed in already."),
    )
    symbol = forms.CharField(label=_("Document symbol"), max_length=100, required=False)

    class Meta:
        model = Occurrence
        fields = (
            "kind",
            "title",
            "original_due_on",
            "source",
            "lead_institution",
            "responsible",
            "note",
        )
        widgets = {"original_due_on": DayInput, "note": NOTE}
        labels = {"original_due_on": _("Due")}
        help_texts = {
            "title": _("Empty: it is called by its kind."),
            "source": _("Where the date is written: a letter, a document symbol, a decision."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Choose …")), *((k.value, k.label) for k in BY_HAND)]
        self.order_fields(("kind", "title", "original_due_on", "source", "submitted_on", "symbol"))


class OccurrenceKeepingForm(_KeepingForm):
    """Who answers for a date, and who reads it."""

    class Meta:
        model = Occurrence
        fields = ("lead_institution", "responsible", "visibility", "note")
        widgets = {"note": NOTE}


class StepForm(VersionedModelForm):
    """A step of a date without anything to say but why."""

    reason = forms.CharField(
        label=_("Remark for the history"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = Occurrence
        fields: tuple[str, ...] = ()


class OverrideForm(StepForm):
    """Another date, where it comes from, and why."""

    due_on = DueField(
        label=_("Due on"),
        widget=DayInput,
        help_text=_("The original date stays on record; entered again, it takes this one back."),
    )
    source = forms.ChoiceField(
        label=_("Where the date comes from"),
        choices=[("", _("Choose …")), *((s.value, s.label) for s in map(DateSource, BY_PEOPLE))],
    )
    reason = forms.CharField(
        label=_("Why, and where it is written"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as: paragraph 45 of the concluding observations, with their symbol."),
    )


class SubmitForm(StepForm):
    submitted_on = DayField(label=_("Submitted on"), widget=DayInput)
    symbol = forms.CharField(
        label=_("Document symbol"),
        max_length=100,
        required=False,
        help_text=_("Such as CEDAW/C/XAA/9, if it has one already."),
    )


class ReviewForm(StepForm):
    reviewed_on = DayField(label=_("Reviewed on"), widget=DayInput)
    follow_up_on = DueField(
        label=_("Follow-up due on"),
        widget=DayInput,
        required=False,
        help_text=_("If the body asked for information on some points before the next report."),
    )


class SkipForm(StepForm):
    skip_reason = forms.CharField(
        label=_("Why it is skipped"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as: combined with the next report, as the committee agreed."),
    )
