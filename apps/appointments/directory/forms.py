"""The form by which a State decides what the directory shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.appointments.directory_models import FACTS, DirectoryEntry
from apps.countries.languages import Tongue
from focalpoint.views import VersionedModelForm


class DirectoryForm(VersionedModelForm):
    """Contact and languages, and for each fact who is shown it."""

    # The version of the appointment that the page shows; without it, nothing was seen.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Tongue.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = DirectoryEntry
        fields = ("email", "phone", "languages", *(f"show_{name}" for name in FACTS))
        help_texts = {
            "phone": _("With the country code. No private number."),
            "email": _("An address of the office, not a private one."),
        }

    @property
    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes.items() if name != "seen"}
