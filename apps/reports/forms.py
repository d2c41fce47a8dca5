"""Forms of documents: the frame, a section, approval, and who reads what was approved."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.reports.choices import AUDIENCES, CYCLES, LANGUAGES
from apps.reports.drafting.templates import Template
from apps.reports.models import Document, DocumentSection, DocumentVersion
from apps.reports.selectors import Part
from apps.treaties.models import Treaty
from focalpoint.sharing import LEVELS
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm

CHOSEN_CYCLES = [("", "–"), *((number, str(number)) for number in range(1, CYCLES + 1))]


class DocumentForm(VersionedModelForm):
    """The frame of a document; what its kind does not ask for is not offered."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    cycle = forms.TypedChoiceField(
        label=_("UPR cycle"), choices=CHOSEN_CYCLES, coerce=int, empty_value=None, required=False
    )
    treaty = forms.ModelChoiceField(
        label=_("Instrument"), queryset=Treaty.objects.order_by("order"), required=False
    )

    class Meta:
        model = Document
        fields = (
            "title",
            "treaty",
            "cycle",
            "period_start",
            "period_end",
            "as_of",
            "language",
            "audience",
        )
        widgets = {"period_start": DayInput, "period_end": DayInput, "as_of": DayInput}

    def __init__(self, *args: Any, template: Template, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("treaty", "cycle"):
            if name in template.asks:
                self.fields[name].required = True
            else:
                del self.fields[name]
        if template.of_network:
            audience: Any = self.fields["audience"]
            audience.choices = [pair for pair in AUDIENCES if pair[0] != "government"]


class SectionForm(VersionedModelForm):
    """What a person writes of one section; ``rests_on`` is the draft that they have before them."""

    rests_on = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = DocumentSection
        fields = ("text", "with_tables", "is_left_out")
        widgets = {"text": forms.Textarea(attrs={"rows": 18, "dir": "auto"})}

    def __init__(self, *args: Any, part: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["text"] = part.text
        self.initial["rests_on"] = part.base.pk if part.base else None
        if part.template.draft is None:
            del self.fields["with_tables"]


class ApproveForm(forms.Form):
    """Who reads the version that is approved, up to its audience."""

    visibility = forms.ChoiceField(label=_("Who reads this version"))
    version = forms.IntegerField(widget=forms.HiddenInput)
    # The checksum of what is shown; without it, nothing was seen.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, audience: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["visibility"]
        field.choices = up_to(audience)
        field.initial = audience


class ShareForm(VersionedModelForm):
    """Who reads an approved document."""

    reason = forms.CharField(label=_("Why?"), max_length=300, help_text=_("The history keeps it."))

    class Meta:
        model = DocumentVersion
        fields = ("visibility",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["visibility"]
        field.choices = up_to(self.instance.audience)


def up_to(audience: str) -> list[tuple[str, Any]]:
    """The readers that a document for ``audience`` can have."""
    most = LEVELS.index(audience)
    return [(value, label) for value, label in AUDIENCES if LEVELS.index(value) <= most]


def changes_of(form: Any) -> Mapping[str, Any]:
    """What a section's form says, without the draft below it."""
    return {name: value for name, value in form.changes.items() if name != "rests_on"}
