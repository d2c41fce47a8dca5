"""The form by which the office takes a file up as evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.assessments.models import Assessment
from apps.catalogue.models import Item


class TakeUpForm(forms.Form):
    """What a file proves: the assessment as a whole, or one of its indicators."""

    indicator = forms.ModelChoiceField(
        label=_("Evidence of"),
        queryset=Item.objects.none(),
        required=False,
        empty_label=_("The assessment as a whole"),
    )

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        indicators: Any = self.fields["indicator"]
        rows = Item.objects.filter(framework=assessment.framework_id, parent__isnull=False)
        indicators.queryset = rows.order_by("order")

    def offered(self) -> list[tuple[str, str, bool]]:
        """The choices with their words, read once, and which of them is the question's own."""
        first = str(self.initial.get("indicator") or "")
        pairs = [(str(value), str(label)) for value, label in self.fields["indicator"].choices]  # type: ignore[attr-defined]
        return [(value, label, value == first) for value, label in pairs]
