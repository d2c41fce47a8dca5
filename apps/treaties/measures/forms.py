"""Forms of measures: the law, and what it covers of a checklist."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.treaties.measures.models import DomesticMeasure, Extent, TreatyRequirement
from focalpoint.actors import Actor
from focalpoint.sharing import offer_levels
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm

NOTHING = ("", _("not covered"))


class MeasureForm(VersionedModelForm):
    """A law; below it each item of the checklist, with how far the law answers it."""

    url = forms.URLField(
        label=_("Address of the text"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        help_text=_("Kept in the history beside your change."),
    )

    class Meta:
        model = DomesticMeasure
        fields = ("law", "article", "text", "in_force_on", "repealed_on", "url", "visibility")
        widgets = {
            "in_force_on": DayInput,
            "repealed_on": DayInput,
            "text": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        asked: Mapping[TreatyRequirement, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        if self.instance._state.adding:
            del self.fields["reason"]
        before = None if self.instance._state.adding else self.instance.visibility
        offer_levels(self.fields["visibility"], actor, self.instance, before=before)
        for requirement, extent in asked.items():
            self.fields[name_of(requirement)] = forms.ChoiceField(
                label=_label(requirement),
                choices=[NOTHING, *Extent.choices],
                required=False,
                initial=extent,
            )

        self.order_fields([name for name in self.fields if name != "reason"])

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def covers(self) -> dict[TreatyRequirement, str]:
        """What the law covers, as the person said."""
        given = {each: self.cleaned_data[name_of(each)] for each in self.asked}
        return {requirement: extent for requirement, extent in given.items() if extent}


def _label(requirement: TreatyRequirement) -> str:
    where = f"{requirement.treaty}, {requirement.article}"
    return f"{requirement.title} ({where})"


def name_of(requirement: TreatyRequirement) -> str:
    """The name of the field of an item."""
    return f"covers_{requirement.pk}"


class WaiverForm(forms.Form):
    """Why an item does not apply."""

    why = forms.CharField(
        label=_("Why does it not apply?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
