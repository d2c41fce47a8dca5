"""The forms of questions of the network."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Kind
from apps.engagement.approval.forms import lines
from apps.engagement.meetings.models import Gathering
from apps.engagement.nudges.models import LONGEST_ANSWER, Nudge
from apps.engagement.nudges.selectors import steps
from apps.treaties.models import Treaty
from focalpoint.ui.widgets import DayInput


class NudgeForm(forms.ModelForm):
    """Ask one State or several for news on one thing."""

    countries = forms.ModelMultipleChoiceField(
        label=_("States"),
        queryset=Country.objects.none(),
        to_field_name="code",
        help_text=_("Each gets a question of its own; none sees who else was asked."),
    )

    class Meta:
        model = Nudge
        fields = ("about", "step", "treaty", "gathering", "text", "reply_by")
        widgets = {"text": lines(4), "reply_by": DayInput}
        help_texts = {"text": _("Short: what is asked, and what it is needed for.")}

    field_order = ("countries", "about", "step", "treaty", "gathering", "text", "reply_by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "countries": Country.objects.filter(
                kind__in=(Kind.MEMBER, Kind.OBSERVER, Kind.TRAINING)
            ).order_by("name"),
            "step": steps(),
            "treaty": Treaty.objects.order_by("short_title"),
            "gathering": Gathering.objects.filter(is_cancelled=False).order_by("-starts_on"),
        }
        for name, queryset in choices.items():
            field: Any = self.fields[name]
            field.queryset = queryset

    def _post_clean(self) -> None:
        """The service says what is wrong with the record, once its State is known."""


class AnswerForm(forms.Form):
    """What the State answers."""

    answer = forms.CharField(
        label=_("Answer"), required=False, max_length=LONGEST_ANSWER, widget=lines(4)
    )
    answer_page = forms.CharField(
        label=_("Page that answers it"),
        required=False,
        max_length=300,
        help_text=_(
            "The address of a report or record on this site, such as /progress/…. Coordinators"
            " open it only if your State shares it with the network."
        ),
    )


class WithdrawForm(forms.Form):
    """Why no answer is needed any more."""

    why = forms.CharField(label=_("Why"), max_length=500, widget=lines(2))
