"""Forms of escalations: whom to alert, the alert, and the decision."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from apps.assessments.alert_models import LONGEST_MESSAGE, Escalation, Outcome
from apps.assessments.alerts.selectors import Reachable, names
from focalpoint.days import DueField
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm


def words_field(label: Any, **more: Any) -> forms.CharField:
    """A text that never becomes longer than the record takes."""
    return forms.CharField(
        label=label,
        # No `maxlength` in the browser: it would cut off a pasted text without a word.
        validators=[MaxLengthValidator(LONGEST_MESSAGE)],
        widget=forms.Textarea(attrs={"rows": 4}),
        **more,
    )


class AlertListForm(forms.Form):
    """The people of the State who are alerted, and the version of the list that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    people = forms.TypedMultipleChoiceField(
        label=_("Alert"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.choices = offered


class EscalationForm(forms.Form):
    """What is asked, until when; and who would have to be let in to see the event."""

    message = words_field(
        _("Message"), help_text=_("What is at stake, and which decision you ask for.")
    )
    respond_by = DueField(
        label=_("Answer by"),
        widget=DayInput,
        help_text=_("All who are alerted are reminded of this day until it is decided."),
    )
    open_to_government = forms.BooleanField(
        label=_("Let my government see this event"), required=False
    )

    def __init__(self, *args: Any, outside: list[Reachable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outside:
            self.fields["open_to_government"].help_text = _(
                "Alerted, but not able to see it now: %(names)s."
            ) % {"names": names(outside)}
        else:
            del self.fields["open_to_government"]


class DecisionForm(VersionedModelForm):
    """What the State does about it, or why nothing."""

    outcome = forms.ChoiceField(
        label=_("Does the State act?"),
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.OPEN],
        widget=forms.RadioSelect,
    )
    decision = words_field(
        _("Decision"), help_text=_("What is done, or why nothing is. It is recorded once.")
    )

    class Meta:
        model = Escalation
        fields: tuple[str, ...] = ()
