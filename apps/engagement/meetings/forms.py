"""Forms of meetings: the calendar, a State's part, who went, what was promised."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Institution
from apps.engagement.approval.forms import SharedForm, address_field, lines
from apps.engagement.meetings.models import (
    CommitmentStatus,
    Delegate,
    Gathering,
    MeetingCommitment,
    Participation,
)
from apps.engagement.meetings.services import FACTS
from focalpoint.actors import Actor
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm

DAYS = {"starts_on": DayInput, "ends_on": DayInput}


class GatheringForm(VersionedModelForm):
    """A meeting of the network's calendar."""

    url = address_field(_("Address of its page"))

    class Meta:
        model = Gathering
        fields = (
            *FACTS,
            "organiser",
            "agenda",
            "url",
            "source",
            "upr_session",
            "is_training",
            "is_cancelled",
        )
        widgets = {**DAYS, "agenda": lines(5)}
        help_texts = {
            "source": _("Who says so: a document symbol, a note verbale, a programme."),
            "is_training": _("Fictional: only training States see it and take part."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["is_cancelled"]


class ParticipationForm(SharedForm):
    """What a State records of a meeting; of one in the calendar the facts stand already."""

    statement_url = address_field(_("Address of the statement"))

    class Meta:
        model = Participation
        fields = (
            *FACTS,
            "counterparts",
            "presence",
            "head_rank",
            "statement",
            "on_behalf_of",
            "statement_text",
            "statement_url",
            "outcome",
            "visibility",
        )
        widgets = {**DAYS, "statement_text": lines(5), "outcome": lines(4)}
        help_texts = {
            "counterparts": _("With whom, where it was an exchange or a dialogue of few."),
            "on_behalf_of": _("The group for which, or with which, the State spoke."),
        }

    def __init__(self, *args: Any, of_calendar: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of_calendar:
            for name in FACTS:
                del self.fields[name]


class DelegateForm(VersionedModelForm):
    """A person who attended."""

    class Meta:
        model = Delegate
        fields = ("name", "rank", "institution")


class CommitmentForm(VersionedModelForm):
    """What the State promised."""

    class Meta:
        model = MeetingCommitment
        fields = ("text", "due_on", "institution")
        widgets = {"text": lines(3), "due_on": DayInput}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.instance.participation.country_id
        rows = Institution.objects.visible_to(actor).filter(country=country, is_active=True)
        institution: Any = self.fields["institution"]
        institution.queryset = rows


class CommitmentCloseForm(forms.Form):
    """What became of a commitment."""

    to = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[choice for choice in CommitmentStatus.choices if choice[0] != "open"],
        widget=forms.RadioSelect,
    )
    result = forms.CharField(
        label=_("In a sentence"), required=False, max_length=500, widget=lines(3)
    )
