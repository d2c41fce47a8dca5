"""The forms of introductions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.engagement.approval.forms import lines
from apps.engagement.introductions.models import (
    LONGEST_MESSAGE,
    LONGEST_OUTCOME,
    Answer,
    Result,
)
from focalpoint.days import DayField
from focalpoint.ui.widgets import DayInput


class IntroduceForm(forms.Form):
    """A few words to both States."""

    message = forms.CharField(
        label=_("Message to both"),
        max_length=LONGEST_MESSAGE,
        widget=lines(5),
        help_text=_("Why the two fit, and what a first step may be. Both offices read it."),
    )


class AnswerForm(forms.Form):
    """Yes or no, for one's own State."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(Answer.YES, _("Accept")), (Answer.NO, _("Decline"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("In a sentence"),
        required=False,
        max_length=500,
        widget=lines(2),
        help_text=_("The other State and the coordinators read it."),
    )


class WithdrawForm(forms.Form):
    """Why an introduction is taken back."""

    why = forms.CharField(label=_("Why"), max_length=500, widget=lines(2))


class ConcludeForm(forms.Form):
    """What came of it, and when."""

    result = forms.ChoiceField(
        label=_("What came of it?"), choices=Result.choices, widget=forms.RadioSelect
    )
    outcome_on = DayField(label=_("On"), widget=DayInput)
    outcome = forms.CharField(
        label=_("In a few sentences"),
        required=False,
        max_length=LONGEST_OUTCOME,
        widget=lines(4),
        help_text=_(
            "Both offices and the coordinators read it. What others may learn from it becomes a"
            " lesson or a partnership of your own."
        ),
    )
