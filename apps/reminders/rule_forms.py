"""The form of a State's reminder rules: days as people write them."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from apps.reminders.rule_models import ReminderRules
from apps.reminders.schedule import USUAL, KindRule
from apps.reminders.workdays import has_public_calendar
from focalpoint.deadlines import sources

BREAKS = re.compile(r"[\s,;،]+")


class NumbersField(forms.CharField):
    """Numbers of days, divided by commas or spaces, in any order; a list in order."""

    def __init__(self, *, descending: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.descending = descending
        self.widget.attrs.update(inputmode="numeric", autocomplete="off")

    def to_python(self, value: Any) -> Any:
        words = [word for word in BREAKS.split(super().to_python(value) or "") if word]
        try:
            return sorted({int(word) for word in words}, reverse=self.descending)
        except ValueError as error:
            raise ValidationError(_("Write numbers of days, such as 14, 7, 1.")) from error

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ", ".join(str(n) for n in value or ())


class DaysField(forms.CharField):
    """Days, one a line, as 2026-06-12 and what they are; a dictionary of names by ISO date."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        found = {}
        for number, line in enumerate((super().to_python(value) or "").splitlines(), start=1):
            day, _space, name = line.strip().partition(" ")
            if not day:
                continue
            try:
                found[dt.date.fromisoformat(day).isoformat()] = name.strip()[:80]
            except ValueError as error:
                problem = _("Line %(number)d: write the day as 2026-06-12.")
                raise ValidationError(problem, params={"number": number}) from error
        return found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        return "\n".join(f"{day} {name}".strip() for day, name in sorted((value or {}).items()))


class RulesForm(forms.Form):
    """All rules of one State; each kind of deadline has three fields of its own."""

    weekend = forms.TypedMultipleChoiceField(
        label=_("Days off every week"),
        coerce=int,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    public_holidays = forms.BooleanField(label=_("No mail on public holidays"), required=False)
    days_off = DaysField(
        label=_("Other days off"),
        required=False,
        help_text=_("One a line, such as: 2026-06-12 Election day"),
    )
    days_worked = DaysField(
        label=_("Days that are worked all the same"),
        required=False,
        help_text=_("One a line, such as: 2026-06-13"),
    )
    send_at = forms.TimeField(
        label=_("Mail goes out at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    tell_deputy_after = forms.IntegerField(
        label=_("The deputy, after days overdue"),
        min_value=1,
        max_value=30,
        required=False,
        help_text=_("Empty: this step is left out."),
    )
    tell_focal_point_after = forms.IntegerField(
        label=_("The focal point, after days overdue"), min_value=1, max_value=30
    )
    tell_coordinator_after = forms.IntegerField(
        label=_("The network coordinator, after days overdue"),
        min_value=2,
        max_value=365,
        required=False,
        help_text=_(
            "Empty: nothing leaves the State. With a number, the network's coordinators learn what"
            " kind of deadline is overdue and since when; more only of what you share."
        ),
    )
    reason = forms.CharField(
        label=_("Reason (optional)"),
        max_length=200,
        required=False,
        help_text=_("Kept in the history."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: ReminderRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        self.initial = {**values_of(rules), **self.initial}
        for kind, source in sources().items():
            named = {"kind": source.label}
            self.fields[f"{kind}-before"] = NumbersField(
                label=_("%(kind)s: days before") % named, required=False, descending=True
            )
            self.fields[f"{kind}-after"] = NumbersField(label=_("%(kind)s: days after") % named)
            self.fields[f"{kind}-every"] = forms.IntegerField(
                label=_("%(kind)s: then every … days") % named, min_value=1, max_value=30
            )
        if not has_public_calendar(rules.country.iso2):
            self.fields["public_holidays"].help_text = _(
                "The public holidays of this State are not known: add them below."
            )

    def kind_rows(self) -> Iterator[tuple[Any, BoundField, BoundField, BoundField]]:
        """For each kind of deadline its name and its three fields."""
        for kind, source in sources().items():
            yield source.label, self[f"{kind}-before"], self[f"{kind}-after"], self[f"{kind}-every"]

    @property
    def changes(self) -> dict[str, Any]:
        """What was entered, as the service takes it; kinds that are as usual are left out."""
        data = self.cleaned_data
        kinds = {
            kind: KindRule(
                tuple(data[f"{kind}-before"]), tuple(data[f"{kind}-after"]), data[f"{kind}-every"]
            )
            for kind in sources()
        }
        same = (
            "weekend",
            "public_holidays",
            "days_off",
            "send_at",
            "quiet_from",
            "quiet_until",
            "tell_deputy_after",
            "tell_focal_point_after",
            "tell_coordinator_after",
        )
        return {
            **{name: data[name] for name in same},
            "days_worked": [dt.date.fromisoformat(day) for day in sorted(data["days_worked"])],
            "kinds": {
                kind: {"before": [*rule.before], "after": [*rule.after], "every": rule.every}
                for kind, rule in kinds.items()
                if rule != USUAL
            },
        }

    def clean(self) -> dict[str, Any]:
        """The rules as a whole: the floor, the order of the ladder, the hours."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        for name, value in self.changes.items():
            setattr(self.rules, name, value)
        try:
            self.rules.full_clean(exclude=["country", "version"], validate_unique=False)
        except ValidationError as error:
            for name, problems in error.error_dict.items():
                self.add_error(name if name in self.fields else None, problems)
        return data


def values_of(rules: ReminderRules) -> dict[str, Any]:
    """What the form shows of rules."""
    reckoned = rules.as_rules()
    values: dict[str, Any] = {
        name: getattr(rules, name) for name in RulesForm.base_fields if hasattr(rules, name)
    }
    values["days_worked"] = {day.isoformat(): "" for day in rules.days_worked}
    for kind in sources():
        rule = reckoned.of(kind)
        values[f"{kind}-before"], values[f"{kind}-after"] = rule.before, rule.after
        values[f"{kind}-every"] = rule.every
    return values
