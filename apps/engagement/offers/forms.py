"""The forms of offers and needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.engagement.approval.forms import SharedForm, lines
from apps.engagement.offers.models import Support, SupportStatus
from apps.engagement.topics import Tongue
from focalpoint.ui.widgets import DayInput


class SupportForm(SharedForm):
    """What is offered or needed; the side is chosen once."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Tongue.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which the two sides can work."),
    )

    class Meta:
        model = Support
        fields = (
            "side",
            "kind",
            "topic",
            "title",
            "details",
            "region",
            "languages",
            "valid_until",
            "contact",
            "visibility",
        )
        widgets = {"details": lines(5), "valid_until": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["side"]


class SupportCloseForm(forms.Form):
    """What became of an offer or a need."""

    to = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[choice for choice in SupportStatus.choices if choice[0] != "open"],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("In a sentence"), required=False, max_length=500, widget=lines(3)
    )
