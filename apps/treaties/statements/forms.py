"""Forms of statements: a withdrawal, and a mistake that is taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from focalpoint.days import DayField


class WithdrawalForm(forms.Form):
    """When a withdrawal was notified and takes effect, and where that is published."""

    notified_on = DayField(
        label=_("Withdrawal notified"), widget=forms.DateInput(attrs={"type": "date"})
    )
    effective_on = DayField(
        label=_("Withdrawal takes effect"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Where the notification names another day."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("Such as the number of the depositary notification."),
    )


class RetractionForm(forms.Form):
    """Why a statement is taken off the record."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
