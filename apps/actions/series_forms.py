"""The form of a rule by which an action comes back."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.actions.series_models import ActionSeries
from focalpoint.views import VersionedModelForm


class SeriesForm(VersionedModelForm):
    """Every so many weeks, months or years, until a day or so many times."""

    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        help_text=_("Kept in the history beside your change."),
    )

    class Meta:
        model = ActionSeries
        fields = ("interval", "frequency", "last_day", "until", "times")
        labels = {"interval": _("Every"), "frequency": _("Weeks, months or years")}
        help_texts = {
            "times": _("The present action counts as the first."),
            "until": _("Leave both ends empty for a series that goes on."),
        }
        widgets = {
            "until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "interval": forms.NumberInput(attrs={"autofocus": True}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial.setdefault("frequency", "monthly")
            del self.fields["reason"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        last = [name for name in ("reason", "version") if name in self.fields]
        self.helper.layout = Layout(
            Row(Column("interval"), Column("frequency")),
            "last_day",
            Row(Column("until"), Column("times")),
            *last,
        )

    def _post_clean(self) -> None:
        """The service checks the whole rule, with the date that it counts from."""
