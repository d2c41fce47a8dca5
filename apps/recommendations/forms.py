"""Forms of progress: a report, its approval, the date that a page shows."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.recommendations.models import ProgressReport
from focalpoint.actors import Actor
from focalpoint.days import DayField
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm
from focalpoint.visibility import Visibility


class ProgressForm(VersionedModelForm):
    """What a State reports on one step."""

    approve = forms.BooleanField(
        label=_("Approve it at once"),
        required=False,
        help_text=_("You may approve reports; the network reads none that is not approved."),
    )

    class Meta:
        model = ProgressReport
        fields = ("status", "narrative", "effective_on", "visibility")
        widgets = {"narrative": forms.Textarea(attrs={"rows": 5}), "effective_on": DayInput}
        labels = {"narrative": _("What has been done"), "visibility": _("Who reads it")}
        help_texts = {
            "effective_on": _("The day from which this holds, not the day of writing."),
            "visibility": _("The network and the public read it once it is approved."),
        }

    def __init__(self, *args: Any, today: dt.date, may_approve: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("effective_on", today)
        if not may_approve:
            del self.fields["approve"]


class ReadersForm(VersionedModelForm):
    """Who reads a report."""

    class Meta:
        model = ProgressReport
        fields = ("visibility",)
        labels = {"visibility": _("Who reads it")}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.office_id not in actor.offices:
            # Whoever kept it to an office that is not theirs would not see it any more.
            field: Any = self.fields["visibility"]
            field.choices = [each for each in field.choices if each[0] != Visibility.OFFICE]


class DayForm(forms.Form):
    """The date as of which a page is shown; today when it is empty."""

    as_of = DayField(label=_("As of"), required=False, widget=DayInput)
